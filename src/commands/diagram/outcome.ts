/** Verdicts as a diagram shows them. */

import { fileURLToPath } from 'node:url';
import { checkTrace } from '../../check/trace/check-trace.js';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { constantsDocument } from '../../core/constants-document.js';
import type { Outcome as JudgedOutcome } from '../../measure/verify/judge.js';
import { loggedTrace } from '../../measure/verify/judge.js';
import type { Outcome } from '../../report/space-time/diagram.js';
import type { Run } from '../../sim/simulation.js';
import type { System } from '../../sim/system.js';
import { TraceModels } from '../tla2ts/load-trace-model.js';

/** `stepOf` gives the step of the diagram for an event of the trace, from 1; null where it has none. */
export function traceOutcome(verdict: TraceVerdict, stepOf: (event: number) => number | null): Outcome {
  switch (verdict.kind) {
    case 'accepted':
      return {
        kind: 'good',
        title: 'accepted',
        because: '',
        step: null,
        notes: [`${verdict.events.toLocaleString('en')} events, ${verdict.states.toLocaleString('en')} states`],
      };
    case 'inconclusive':
      return {
        kind: 'unsure',
        title: `inconclusive at event ${verdict.at}`,
        because: verdict.because,
        step: stepOf(verdict.at),
      };
    case 'rejected':
      return rejected(verdict, stepOf);
  }
}

function rejected(verdict: TraceVerdict & { kind: 'rejected' }, stepOf: (event: number) => number | null): Outcome {
  const { at, because, attempts, candidates, lastChoice, window, violated } = verdict;
  const notes = [
    candidates === 1 ? 'One state was possible before it.' : `${candidates} states were possible before it.`,
    ...(lastChoice === null ? [] : [`After event ${lastChoice} more than one was: a wrong branch might lie there.`]),
    ...(window === null || window.from === window.to
      ? []
      : [`Events ${window.from} to ${window.to} alone rule it out.`]),
    ...(violated === undefined ? [] : [`Invariant ${violated.invariant} is false after event ${violated.at}.`]),
  ];
  return { kind: 'bad', title: `rejected at event ${at}`, because, step: stepOf(at), attempts, notes };
}

/** A judged run; a trace that its specification rejects is explained from the specification's text. */
export function runOutcome(system: System, run: Run, judged: JudgedOutcome): Outcome {
  const { kind, because, property } = judged;
  const plain = (paint: Outcome['kind'], title: string): Outcome => ({ kind: paint, title, because, step: null });
  if (kind === 'accepted') return plain('good', 'accepted');
  if (kind === 'inconclusive') return plain('unsure', 'inconclusive');
  if (!property.startsWith('trace')) return plain('bad', `violates ${property}`);
  const specification = fileURLToPath(new URL(`../../../../${system.specification}`, import.meta.url));
  const { model } = new TraceModels(specification, {}, () => {}).withConstants(constantsDocument(run.constants));
  const budget = { maxStates: 1_000_000, maxSeconds: 60, elapsed: () => 0 };
  const reading = checkTrace(model, loggedTrace(run.trace), budget);
  return reading.ok ? traceOutcome(reading.value, (event) => event - 1) : plain('bad', 'rejected');
}

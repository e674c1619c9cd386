/** `tla2ts check --html FILE`: the trace that was checked, with the verdict on it. */
import { basename } from 'node:path';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { printError } from '../terminal.js';
import { checkText } from '../tla2ts/check-file.js';
import type { TraceModels } from '../tla2ts/load-trace-model.js';
import { KnownBehaviour } from './known-behaviour.js';
import { traceOutcome } from './outcome.js';
import { readSource } from './source.js';
import { writeDiagram } from './write-diagram.js';

export function drawTrace(
  html: string,
  trace: { readonly file: string; readonly text: string },
  spec: string,
  models: TraceModels,
  verdict: TraceVerdict,
): void {
  const { mapping } = models;
  const action = mapping?.event?.path.join('.');
  const lane = (mapping?.node ?? mapping?.order?.node ?? mapping?.prelude?.node)?.join('.');
  const drawn = readSource([mapping?.line == null ? trace : { ...trace, text: asJson(trace.text, mapping.line) }], {
    ...(action === undefined ? {} : { action }),
    ...(lane === undefined ? {} : { lane }),
  });
  // The checker counts events; the diagram may have put them into another order, but keeps their lines.
  const byLine = [...drawn.steps.entries()].sort(([, a], [, b]) => a.line - b.line);
  const stepOf = (event: number): number | null => byLine[event - 1]?.[0] ?? null;
  const blamed = verdict.kind === 'rejected' ? drawn.steps.findIndex(({ line }) => line === verdict.line) : -1;
  const behaviour = new KnownBehaviour(mapping === null);
  const budget = { maxStates: 1_000_000, maxSeconds: 60, elapsed: () => 0 };
  checkText(trace.file, trace.text, models, budget, {
    explained: false,
    onModelStep: (link, model) => behaviour.take(link, model),
  });
  writeDiagram(html, {
    title: basename(trace.file),
    subtitle: `checked against ${basename(spec)}`,
    ...behaviour.into(drawn, stepOf),
    outcome: traceOutcome(verdict, blamed >= 0 ? () => blamed : stepOf),
  });
  printError(`drawn: ${html}`);
}

/** Lines of text as the mapping's pattern reads them, each in its place. */
const asJson = (text: string, pattern: RegExp): string =>
  text
    .split('\n')
    .map((line) => JSON.stringify(pattern.exec(line)?.groups ?? {}))
    .join('\n');

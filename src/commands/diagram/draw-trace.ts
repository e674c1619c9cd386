/** `tla2ts check --html FILE`: the trace that was checked, with the verdict on it. */
import { basename } from 'node:path';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { printError } from '../terminal.js';
import type { TraceModels } from '../tla2ts/load-trace-model.js';
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
  const action = mapping?.event?.join('.');
  const lane = mapping?.prelude?.node.join('.');
  const drawn = readSource([trace], {
    ...(action === undefined ? {} : { action }),
    ...(lane === undefined ? {} : { lane }),
  });
  // The checker counts events; the diagram may have put them into another order, but keeps their lines.
  const byLine = [...drawn.steps.entries()].sort(([, a], [, b]) => a.line - b.line);
  const stepOf = (event: number): number | null => byLine[event - 1]?.[0] ?? null;
  const blamed = verdict.kind === 'rejected' ? drawn.steps.findIndex(({ line }) => line === verdict.line) : -1;
  writeDiagram(html, {
    title: basename(trace.file),
    subtitle: `checked against ${basename(spec)}`,
    ...drawn,
    outcome: traceOutcome(verdict, blamed >= 0 ? () => blamed : stepOf),
  });
  printError(`drawn: ${html}`);
}

/** Verdicts on traces, for people and for programs. */
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { print, printError, style } from '../terminal.js';

/** The verdict on one file; `error` in its place where the file is no trace of this specification. */
export type FileResult = { readonly trace: string; readonly seconds: number } & (
  | { readonly verdict: TraceVerdict }
  | { readonly error: string }
);

/** `{trace, verdict: "accepted" | "rejected" | "inconclusive" | "error", events, at, line, because, ..., seconds}` */
export function traceDocument(result: FileResult): object {
  const { trace, seconds } = result;
  if ('error' in result) return { trace, verdict: 'error', because: result.error, seconds };
  const { kind, ...rest } = result.verdict;
  return { trace, verdict: kind, ...rest, seconds };
}

export function printTraceResult(result: FileResult): void {
  if ('error' in result) {
    printError(result.error);
    return;
  }
  const { trace, verdict } = result;
  const counts = countsOf(verdict, result.seconds);
  switch (verdict.kind) {
    case 'accepted':
      print(`${trace}: ${style.good('accepted')} (${counts})`);
      return;
    case 'inconclusive':
      print(`${trace}: ${style.unsure('inconclusive')} at event ${verdict.at}: ${verdict.because} (${counts})`);
      print('  allow more with --max-states or --max-seconds, or log more: arguments, and variables afterwards');
      return;
    case 'rejected':
      printRejection(trace, verdict, counts);
  }
}

/** Skipped events and hidden steps are always told: what was not checked is no evidence. */
function countsOf({ events, states, skipped, hidden }: TraceVerdict, seconds: number): string {
  return [
    `${events} events`,
    ...(skipped === 0 ? [] : [`${skipped} of them skipped`]),
    ...(hidden === 0 ? [] : [`${hidden} hidden steps`]),
    `${states} states`,
    `${seconds.toFixed(2)} s`,
  ].join(', ');
}

function printRejection(trace: string, verdict: TraceVerdict & { kind: 'rejected' }, counts: string): void {
  const { at, line, because, attempts, lastChoice } = verdict;
  print(`${trace}:${line}: ${style.bad('rejected')} at event ${at}: ${because}`);
  const [nearest] = attempts;
  if (nearest !== undefined) {
    for (const { text, outcome, left, right, message } of nearest.conjuncts) {
      const sides = left === undefined || outcome === 'not reached' ? '' : `   ${left} against ${right}`;
      print(`  ${outcome.padEnd(11)} ${text}${message === undefined ? sides : `   ${message}`}`);
    }
    for (const { place, observed, computed } of nearest.differences) {
      print(`  ${place}: observed ${observed}, computed ${computed}`);
    }
    print('  in the state');
    for (const [variable, value] of Object.entries(nearest.state)) print(`    ${variable} = ${value}`);
  }
  if (lastChoice !== null) print(`  more than one state was possible up to event ${lastChoice}`);
  print(style.dim(`  (${counts})`));
}

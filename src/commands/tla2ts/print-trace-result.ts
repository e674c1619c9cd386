/** Verdicts on traces, for people and for programs. */
import type { Coverage } from '../../check/trace/coverage.js';
import type { Conjunct } from '../../check/trace/model.js';
import type { SelfTest } from '../../check/trace/self-test.js';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { print, printError, style } from '../terminal.js';

/** The verdict on one file; `error` in its place where the file is no trace of this specification. */
export type FileResult = { readonly trace: string; readonly seconds: number } & (
  | {
      readonly verdict: TraceVerdict;
      readonly specHash: string;
      readonly coverage?: Coverage;
      readonly selfTest?: SelfTest;
    }
  | { readonly error: string }
);

/** `{trace, verdict: "accepted" | "rejected" | "inconclusive" | "error", events, at, line, because, ..., seconds}` */
export function traceDocument(result: FileResult): object {
  const { trace, seconds } = result;
  if ('error' in result) return { trace, verdict: 'error', because: result.error, seconds };
  const { kind, ...rest } = result.verdict;
  const { specHash, coverage, selfTest } = result;
  return {
    trace,
    verdict: kind,
    ...rest,
    specHash,
    ...(coverage === undefined ? {} : { coverage }),
    ...(selfTest === undefined ? {} : { selfTest }),
    seconds,
  };
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
      // What it was spent on has its own advice.
      if (/spent$/.test(verdict.because))
        print('  allow more with --max-states or --max-seconds, or log more: arguments, and variables afterwards');
      return;
    case 'rejected':
      printRejection(trace, verdict, counts);
  }
}

/** A tree of conjuncts; of what is true only the whole. */
function printConjuncts(conjuncts: readonly Conjunct[], indent: string): void {
  for (const { text, outcome, left, right, message, parts, joined } of conjuncts) {
    const sides =
      left === undefined || outcome === 'not reached'
        ? ''
        : `   ${beginning(left, wholeNamed)} against ${beginning(right ?? '', wholeNamed)}`;
    print(`${indent}${outcome.padEnd(11)} ${text}${message === undefined ? sides : `   ${message}`}`);
    if (parts !== undefined && outcome !== 'true') {
      if (joined === 'any' || joined === 'some') print(`${indent}  none of`);
      printConjuncts(parts, `${indent}    `);
    }
  }
}

/** Larger states than a screen or two are cut: what the reason names is shown first, and of the rest the beginning. */
const wholeState = 4000;
const wholeNamed = 1500;
const wholeOther = 160;

function printState(state: Readonly<Record<string, string>>, reason = ''): void {
  const variables = Object.entries(state);
  const isSmall = variables.reduce((sum, [, value]) => sum + value.length, 0) <= wholeState;
  const named = new Set(isSmall ? [] : (reason.match(/\w+/g) ?? []));
  const ordered = [
    ...variables.filter(([variable]) => named.has(variable)),
    ...variables.filter(([variable]) => !named.has(variable)),
  ];
  let cut = false;
  for (const [variable, value] of ordered) {
    const most = isSmall ? wholeState : named.has(variable) ? wholeNamed : wholeOther;
    cut ||= value.length > most;
    print(`    ${variable} = ${beginning(value, most)}`);
  }
  if (cut) print('    (cut; whole with --json or --html)');
}

const beginning = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)}... (${text.length.toLocaleString('en')} characters)`;

/** What is false of a tree of conjuncts, as text. */
const reasonOf = (conjuncts: readonly Conjunct[]): string =>
  conjuncts
    .filter(({ outcome }) => outcome === 'false' || outcome === 'error')
    .map(({ text, parts }) => `${text} ${parts === undefined ? '' : reasonOf(parts)}`)
    .join(' ');

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
  const { at, line, because, attempts, lastChoice, candidates, window, violated } = verdict;
  print(`${trace}:${line}: ${style.bad('rejected')} at event ${at}: ${because}`);
  const [nearest] = attempts;
  if (nearest !== undefined) {
    printConjuncts(nearest.conjuncts, '  ');
    for (const { place, observed, computed } of nearest.differences) {
      print(`  ${place}: observed ${beginning(observed, wholeNamed)}, computed ${beginning(computed, wholeNamed)}`);
    }
    print(candidates === 1 ? '  in the state' : `  in the nearest of ${candidates} states`);
    const places = nearest.differences.map(({ place }) => place).join(' ');
    printState(nearest.state, `${reasonOf(nearest.conjuncts)} ${places}`);
  }
  if (violated !== undefined) {
    print('  in the state');
    printState(violated.state);
  }
  for (const other of attempts.filter(({ named }) => !named)) {
    const call = other.args.length === 0 ? other.action : `${other.action}(${other.args.join(', ')})`;
    const differs = other.differences
      .map(({ place, computed }) => `${place} = ${beginning(computed, wholeOther)}`)
      .join(', ');
    print(
      `  possible there: ${call}${differs === '' ? ', which agrees with all that was observed' : ` with ${differs}`}`,
    );
  }
  if (lastChoice !== null) print(`  more than one state was possible up to event ${lastChoice}`);
  if (window !== null && window.from < window.to) {
    print(`  events ${window.from} to ${window.to} by themselves are impossible from the one state before them`);
  }
  print(style.dim(`  (${counts})`));
}

export function printSelfTest({ altered, harmless, rejected, near, byKind }: SelfTest): void {
  const share = altered.length === 0 ? 0 : Math.floor((rejected * 100) / altered.length);
  const kinds = Object.entries(byKind).map(([kind, count]) => `${kind} ${count.rejected} of ${count.made}`);
  print(`  self-test: ${rejected} of ${altered.length} altered traces are rejected (${share} %): ${kinds.join(', ')}`);
  print(
    `  ${near} of them at the altered event or next to it; ${harmless} alterations that change nothing were passed over`,
  );
  // Chance alters a short trace at one place again and again.
  const still = new Map<string, number>();
  for (const { kind, at, place, verdict } of altered) {
    if (verdict === 'rejected') continue;
    const told = `${verdict}: ${kind} at event ${at}${place === null ? '' : `, ${place}`}`;
    still.set(told, (still.get(told) ?? 0) + 1);
  }
  for (const [told, times] of [...still].slice(0, 5)) print(`  still ${told}${times === 1 ? '' : ` (${times} times)`}`);
  if (still.size > 5) print(`  and ${still.size - 5} more: see --json`);
}

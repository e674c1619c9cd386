/** A search's result, for people and as the one JSON object of `--json`. */
import type { SearchResult, Violation } from '../../check/explore/result.js';
import { aliasedStates, type Looking } from '../../check/explore/trace-state.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { grouped } from '../../core/grouped.js';
import {
  apply,
  domain,
  EvaluationError,
  elementsOf,
  isFunction,
  STRING,
  stringText,
  TAG_MASK,
  toJson,
  toText,
  type Value,
} from '../../tla/runtime.js';
import type { ErrorPlace } from './locate-error.js';
import { type CoverageReport, coverageLines } from './print-coverage.js';

export interface About {
  readonly spec: string;
  readonly config: string;
  readonly seconds: number;
  readonly workers: number;
  /** Of a fingerprint. */
  readonly bits: 64 | 128;
  /** How states were kept. */
  readonly states: 'ids' | 'packed';
}

/** What is shown of one state: by name, values; or why ALIAS could not be evaluated there. */
type ShownState = ReadonlyMap<string, Value> | EvaluationError;

/** A result with what was made of it for people. */
export interface Shown extends SearchResult {
  readonly coverage: CoverageReport | null;
  readonly place: ErrorPlace | null;
}

export function resultJson(about: About, specification: CompiledSpecification, result: Shown, looking: Looking) {
  const { violation } = result;
  const aliased = violation === null ? null : aliasesOf(specification, violation, looking);
  return {
    spec: about.spec,
    config: about.config,
    verdict: result.verdict,
    violated: violation === null ? null : { kind: violation.kind, name: violation.name },
    generated: result.generated,
    distinct: result.distinct,
    left: result.left,
    depth: result.depth,
    seconds: Number(about.seconds.toFixed(3)),
    statesPerSecond: Math.round(result.distinct / Math.max(about.seconds, 0.001)),
    workers: about.workers,
    states: about.states,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    trace:
      violation === null
        ? null
        : violation.trace.map(({ action, values }, position) => ({
            action,
            state: Object.fromEntries(specification.variables.map((name, i) => [name, toJson(values[i]!)])),
            ...(aliased === null ? {} : { alias: shownJson(aliased[position]!) }),
          })),
    ...(violation?.loop === undefined ? {} : { loop: violation.loop }),
    ...(result.because === null ? {} : { because: result.because }),
    ...(result.place === null ? {} : { at: result.place }),
    ...(result.coverage === null ? {} : { coverage: result.coverage }),
    ...(result.behaviours === undefined ? {} : { behaviours: result.behaviours }),
  };
}

const count = (n: number, what: string): string => `${grouped(n)} ${what}`;

export function printResult(about: About, specification: CompiledSpecification, result: Shown, looking: Looking): void {
  const lines: string[] = [];
  const { violation } = result;
  if (violation !== null) {
    lines.push(headline(violation.kind, violation.name), ...placeLines(result.place), '');
    lines.push(...traceLines(specification, violation, looking));
    if (violation.loop !== undefined) lines.push(`Back to state ${violation.loop + 1}.`, '');
  } else if (result.verdict === 'inconclusive') lines.push(`Inconclusive: ${result.because}.`);
  else
    lines.push(`${specification.name}: no error found${result.behaviours === undefined ? '' : ', which is no proof'}.`);
  if (result.coverage !== null) lines.push(...coverageLines(result.coverage));
  lines.push(covered(result));
  const { generated, distinct } = result;
  const rate = Math.round(distinct / Math.max(about.seconds, 0.001));
  lines.push(`${about.seconds.toFixed(2)} s, ${count(rate, 'distinct states/s')}.`);
  if (distinct > 0 && result.behaviours === undefined) {
    // TLC's optimistic estimate (FPSet.java): distinct * (generated - distinct) / 2^bits.
    const chance = (distinct * Math.max(generated - distinct, 1)) / 2 ** about.bits;
    lines.push(`Chance that a state was missed because two fingerprints are equal: ${chance.toExponential(1)}.`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function headline(kind: string, name: string): string {
  switch (kind) {
    case 'invariant':
      return `Invariant ${name} is violated.`;
    case 'property':
      return `Property ${name} is violated.`;
    case 'deadlock':
      return 'Deadlock: the last state has no successor.';
    case 'assumption':
      return `Assumption ${name} is false.`;
    case 'assert':
      return `Assertion failed: ${name}`;
    default:
      return `Evaluation failed: ${name}`;
  }
}

function placeLines(place: ErrorPlace | null): string[] {
  if (place === null) return [];
  const within = place.within.slice(0, 8).map(({ name, file, line, times }) => {
    return `  in ${name} (${file}:${line})${times === undefined ? '' : `, ${times.toLocaleString('en')} times`}`;
  });
  return [`  at ${place.file}:${place.line}:${place.column}: ${place.text}`, ...within];
}

function covered({ generated, distinct, left, depth, behaviours }: SearchResult): string {
  const states = `${count(generated, 'states generated')}, ${count(distinct, 'distinct')}`;
  if (behaviours !== undefined)
    return `${count(behaviours, 'behaviours')}, ${states}, at most ${count(depth, 'states')} long.`;
  return `${states}, ${count(left, 'left')}, depth ${depth}.`;
}

/** Numbered states, of each after the first only what changed: the variables, or what ALIAS makes of them. */
function traceLines(specification: CompiledSpecification, violation: Violation, looking: Looking): string[] {
  const variables = violation.trace.map(
    ({ values }): ShownState => new Map(specification.variables.map((name, i) => [name, values[i]!])),
  );
  const aliased = aliasesOf(specification, violation, looking) ?? variables;
  const error = aliased.find((shown) => shown instanceof EvaluationError);
  const note = error === undefined ? [] : [`(ALIAS cannot be evaluated: ${error.message})`, ''];
  const shown = error === undefined ? aliased : variables;
  const states = shown.flatMap((state, index) => [
    `State ${index + 1}: ${violation.trace[index]!.action}`,
    ...changed(state as ReadonlyMap<string, Value>, shown[index - 1]),
    '',
  ]);
  return [...note, ...states];
}

function changed(state: ReadonlyMap<string, Value>, before: ShownState | undefined): string[] {
  const lines = [...state].flatMap(([name, value]) =>
    before instanceof Map && before.get(name) === value ? [] : [`  ${name} = ${toText(value)}`],
  );
  return lines.length === 0 ? ['  (nothing changes)'] : lines;
}

/** null without ALIAS. TLC shows an alias that is no record as a whole. */
function aliasesOf(
  specification: CompiledSpecification,
  { trace, loop }: Violation,
  looking: Looking,
): readonly ShownState[] | null {
  const aliased = aliasedStates(specification, trace, loop, looking);
  return aliased?.map((value) => (value instanceof EvaluationError ? value : fieldsOf(value))) ?? null;
}

const isRecord = (value: Value): boolean =>
  isFunction(value) && elementsOf(domain(value)).every((key) => (key & TAG_MASK) === STRING);

const fieldsOf = (value: Value): ReadonlyMap<string, Value> =>
  isRecord(value)
    ? new Map(elementsOf(domain(value)).map((name) => [stringText(name), apply(value, name)]))
    : new Map([['ALIAS', value]]);

const shownJson = (shown: ShownState): unknown =>
  shown instanceof EvaluationError
    ? { error: shown.message }
    : Object.fromEntries([...shown].map(([name, value]) => [name, toJson(value)]));

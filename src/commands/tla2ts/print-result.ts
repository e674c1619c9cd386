/** A search's result, for people and as the one JSON object of `--json`. */
import type { SearchResult, TraceState } from '../../check/explore/result.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { toJson, toText } from '../../tla/runtime.js';

export interface About {
  readonly spec: string;
  readonly config: string;
  readonly seconds: number;
  readonly workers: number;
}

export function resultJson(about: About, specification: CompiledSpecification, result: SearchResult) {
  const { violation } = result;
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
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    trace:
      violation === null
        ? null
        : violation.trace.map(({ action, values }) => ({
            action,
            state: Object.fromEntries(specification.variables.map((name, i) => [name, toJson(values[i]!)])),
          })),
    ...(violation?.loop === undefined ? {} : { loop: violation.loop }),
    ...(result.because === null ? {} : { because: result.because }),
  };
}

const count = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}`;

export function printResult(about: About, specification: CompiledSpecification, result: SearchResult): void {
  const lines: string[] = [];
  const { violation } = result;
  if (violation !== null) {
    lines.push(headline(violation.kind, violation.name), '');
    lines.push(...traceLines(specification, violation.trace));
    if (violation.loop !== undefined) lines.push(`Back to state ${violation.loop + 1}.`, '');
  } else if (result.verdict === 'inconclusive') lines.push(`Inconclusive: ${result.because}.`);
  else lines.push(`${specification.name}: no error found.`);
  const { generated, distinct, left, depth } = result;
  lines.push(
    `${count(generated, 'states generated')}, ${count(distinct, 'distinct')}, ${count(left, 'left')}, depth ${depth}.`,
  );
  const rate = Math.round(distinct / Math.max(about.seconds, 0.001));
  lines.push(`${about.seconds.toFixed(2)} s, ${count(rate, 'distinct states/s')}.`);
  if (distinct > 0) {
    // TLC's optimistic estimate (FPSet.java): distinct * (generated - distinct) / 2^64.
    const chance = (distinct * Math.max(generated - distinct, 1)) / 2 ** 64;
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

/** Numbered states; after the first one only what changed. */
export function traceLines(specification: CompiledSpecification, trace: readonly TraceState[]): string[] {
  return trace.flatMap(({ action, values }, index) => {
    const before = trace[index - 1]?.values;
    const shown = specification.variables.flatMap((name, i) =>
      before === undefined || before[i] !== values[i] ? [`  ${name} = ${toText(values[i]!)}`] : [],
    );
    return [`State ${index + 1}: ${action}`, ...(shown.length === 0 ? ['  (nothing changes)'] : shown), ''];
  });
}

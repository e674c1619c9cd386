/**
 * `import { loadSpec, checkTrace } from 'nines/check'`: the verdict on a trace as a value, inside anyone's unit test.
 *
 *     const spec = loadSpec('specs/TwoPhase.tla', { constants: { RM: ['r1', 'r2'] } });
 *     assert.equal(checkTrace(spec, 'trace.ndjson').kind, 'accepted');
 */
import type { TraceVerdict } from '../check/trace/verdict.js';
import { UsageError } from '../commands/exit.js';
import { type Checked, checkLines, checkText } from '../commands/tla2ts/check-file.js';
import { TraceModels } from '../commands/tla2ts/load-trace-model.js';
import { textOf } from '../commands/tla2ts/trace-file.js';
import { plain } from '../core/plain-value.js';
import { EvaluationError } from '../tla/runtime.js';

export type { Conjunct } from '../check/trace/model.js';
export type { Difference } from '../check/trace/observe.js';
export type { Accepted, Attempt, Inconclusive, Rejected, TraceVerdict, Window } from '../check/trace/verdict.js';

/** What cannot be checked: a specification that does not compile, a file that is no trace. `message` says where and why. */
export class CheckInputError extends Error {
  override readonly name = 'CheckInputError';
  constructor(
    /** `spec`: the specification, its configuration, constants or mapping; `trace`: the trace. */
    readonly of: 'spec' | 'trace',
    message: string,
  ) {
    super(message);
  }
}

/** What `expectAccepted` throws: the message is the explanation, `verdict` has all of it. */
export class TraceNotAccepted extends Error {
  override readonly name = 'TraceNotAccepted';
  constructor(
    readonly verdict: TraceVerdict,
    message: string,
  ) {
    super(message);
  }
}

export interface SpecOptions {
  /** A TLC configuration; `X.cfg` beside `X.tla` if there is one. */
  readonly config?: string;
  /** By name, or a file of them. An array is a set. They go before those of the configuration. */
  readonly constants?: Readonly<Record<string, unknown>> | string;
  /** How to read the log of a system that knows nothing of the specification: a mapping file. */
  readonly map?: string;
}

/** A specification, compiled and ready for many traces. */
export interface Spec {
  readonly name: string;
  /** SHA-256 of its text; a trace's header may name it. */
  readonly hash: string;
}

export interface CheckOptions {
  /** More states than these are inconclusive; 1,000,000. */
  readonly maxStates?: number;
  /** More seconds than these are inconclusive; 60. */
  readonly maxSeconds?: number;
  /** What an event does not mention is unchanged, not unknown; as a trace's header may say. */
  readonly complete?: boolean;
}

class LoadedSpec implements Spec {
  constructor(
    readonly models: TraceModels,
    readonly constants: Readonly<Record<string, unknown>> | null,
  ) {}

  get name(): string {
    return this.models.name;
  }

  get hash(): string {
    return this.models.hash;
  }
}

/** Throws a `CheckInputError` if the specification, its configuration or the mapping is not in order. */
export function loadSpec(file: string, options: SpecOptions = {}): Spec {
  const { constants, config, map } = options;
  const files = {
    ...(config === undefined ? {} : { config }),
    ...(map === undefined ? {} : { map }),
    ...(typeof constants === 'string' ? { constants } : {}),
  };
  try {
    const models = new TraceModels(file, files, () => {});
    return new LoadedSpec(models, typeof constants === 'object' ? constants : null);
  } catch (error) {
    throw typed('spec', error);
  }
}

/** `trace`: a file, or its events as objects (a header may be the first). Throws a `CheckInputError` for what is no trace. */
export function checkTrace(spec: Spec, trace: string | Iterable<object>, options: CheckOptions = {}): TraceVerdict {
  if (!(spec instanceof LoadedSpec)) throw new CheckInputError('spec', 'expected what loadSpec gives');
  const { maxStates = 1_000_000, maxSeconds = 60, complete = false } = options;
  const startedAt = performance.now();
  const budget = { maxStates, maxSeconds, elapsed: () => (performance.now() - startedAt) / 1000 };
  const more = { complete, ...(spec.constants === null ? {} : { constants: spec.constants }) };
  let checked: Checked;
  try {
    checked =
      typeof trace === 'string'
        ? checkText(trace, textOf(trace), spec.models, budget, more)
        : checkLines('events', numbered(trace), spec.models, budget, more);
  } catch (error) {
    throw typed('trace', error);
  }
  if ('error' in checked) throw new CheckInputError('trace', checked.error);
  return checked.verdict;
}

/** As `checkTrace`, but throws a `TraceNotAccepted` for every verdict but `accepted`. */
export function expectAccepted(spec: Spec, trace: string | Iterable<object>, options: CheckOptions = {}): TraceVerdict {
  const verdict = checkTrace(spec, trace, options);
  if (verdict.kind === 'accepted') return verdict;
  const name = typeof trace === 'string' ? trace : 'the trace';
  throw new TraceNotAccepted(verdict, `${name}: ${verdict.kind} at event ${verdict.at}: ${verdict.because}`);
}

function* numbered(events: Iterable<object>): Generator<{ line: number; value: unknown }> {
  let line = 0;
  for (const value of events) {
    line += 1;
    yield { line, value: plain(value) };
  }
}

function typed(of: 'spec' | 'trace', error: unknown): unknown {
  if (error instanceof UsageError || error instanceof EvaluationError) return new CheckInputError(of, error.message);
  const { code, path } = error as { code?: string; path?: string };
  if (code === 'ENOENT') return new CheckInputError(of, `${path}: no such file`);
  return error;
}

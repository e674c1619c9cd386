/** Checks one trace file against a specification that is compiled already: in the command's thread or in a worker's. */
import { addon } from '../../addon.js';
import { Behaviour } from '../../check/trace/behaviour.js';
import { checkOrders } from '../../check/trace/check-orders.js';
import { type CheckOptions, checkInParts, checkTrace, type SavedCheck } from '../../check/trace/check-trace.js';
import { valueBytes } from '../../check/trace/compiled-model.js';
import { CoverageCounter } from '../../check/trace/coverage.js';
import { type LoggedEvent, noHeader, type Problem, type TraceHeader } from '../../check/trace/event.js';
import type { Link } from '../../check/trace/layer.js';
import type { MappedEvents } from '../../check/trace/mapped-events.js';
import type { Order } from '../../check/trace/partial-order.js';
import { Preparer } from '../../check/trace/prepare.js';
import { type Alteration, type SelfTest, selfTest } from '../../check/trace/self-test.js';
import type { Budget, TraceVerdict } from '../../check/trace/verdict.js';
import type { Seed } from '../../core/random.js';
import { EvaluationError } from '../../tla/runtime.js';
import { UsageError } from '../exit.js';
import { otherSpecification, rawOf, unevaluated } from './check-file.js';
import type { TraceModels } from './load-trace-model.js';
import type { FileResult } from './print-trace-result.js';
import { toldOfTrace } from './trace-constants.js';
import { isShared, TraceFile } from './trace-file.js';

/** What is asked of every file; plain data, so that it can go to a worker. */
export interface CheckRequest {
  readonly maxStates: number;
  readonly maxSeconds: number;
  /** Count which actions and branches were taken. */
  readonly coverage: boolean;
  /** Altered traces to check, too; 0 for none. */
  readonly selfTest: number;
  readonly seed: Seed;
  /** With so many bytes of values, another thread goes on. */
  readonly maxValueBytes: number;
}

/** Of the values of one thread: two are there at a time, the command's own and that of the thread that goes on. */
export const defaultMaxValueBytes = 512 << 20;

/** Where a thread stood when its values had grown too large. */
export interface Handover {
  readonly check: SavedCheck;
  /** Since the check of the file began. */
  readonly seconds: number;
  readonly valueBytes: number;
}

/** As far as this thread goes; `from`: where the one before stood. */
export function checkFile(
  file: string,
  models: TraceModels,
  request: CheckRequest,
  from: Handover | null = null,
): FileResult | { readonly handover: Handover } {
  const startedAt = performance.now() - (from?.seconds ?? 0) * 1000;
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const result = checked(file, models, request, seconds, from?.check ?? null);
  if ('stood' in result) return { handover: { check: result, seconds: seconds(), valueBytes: valueBytes() } };
  return { trace: file, seconds: seconds(), ...result };
}

/** Checks files that are one trace together, of which the clocks tell the order. */
export function checkParts(
  files: readonly string[],
  order: Order,
  models: TraceModels,
  request: CheckRequest,
): FileResult {
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  const told = (result: Checked): FileResult => ({ trace: files.join(' '), seconds: elapsed(), ...result });
  const events: LoggedEvent[] = [];
  /** By event, the file that it is from. */
  const origin: string[] = [];
  let header: TraceHeader = noHeader;
  for (const file of files) {
    const trace = new TraceFile(file, rawOf(models));
    const own = trace.header();
    const shown = ({ line, message }: Problem): FileResult => told({ error: `${file}:${line}: ${message}` });
    if (!own.ok) return shown(own.problem);
    const other = otherSpecification(own.value, models);
    if (other !== null) return told({ error: `${file}:${own.value.line}: ${other}` });
    header = { ...own.value, constants: { ...header.constants, ...own.value.constants } };
    for (const event of trace.events()) {
      if (!event.ok) return shown(event.problem);
      events.push(event.value);
      origin.push(file);
    }
  }
  try {
    const given = Object.keys(header.constants ?? {}).length === 0 ? null : header.constants;
    const { model, mapped, complete, hash } = models.withConstants(given);
    const budget = budgetOf(request, elapsed);
    const checked = checkOrders(model, events, order, budget, {
      complete: header.complete || complete,
      ...(mapped === undefined ? {} : { mapped }),
    });
    if (!checked.ok) {
      const { line, message, place } = checked.problem;
      return told({ error: `${origin[place ?? 0] ?? files[0]}:${line}: ${message}` });
    }
    const verdict = checked.value;
    const at = verdict.kind === 'rejected' ? origin[verdict.at - 1] : undefined;
    // The line that is told is of the file that stands before it.
    const inOrder = at === undefined ? files : [...files.filter((file) => file !== at), at];
    return { ...told({ verdict, specHash: hash }), trace: inOrder.join(' ') };
  } catch (error) {
    if (error instanceof UsageError) return told({ error: toldOfTrace(error, files[0] ?? '', header.line) });
    if (!(error instanceof EvaluationError)) throw error;
    const again = (located: TraceModels): FileResult => checkParts(files, order, located, request);
    return told(unevaluated(files[0] ?? '', error, models, again));
  }
}

/** Ctrl-C, which the command has noted by `watchInterrupts`, ends the check of this file and of those after it. */
const budgetOf = ({ maxStates, maxSeconds }: CheckRequest, elapsed: () => number): Budget => ({
  maxStates,
  maxSeconds,
  elapsed,
  interrupted: () => addon.interruptSeen(),
});

type Checked = FileResult extends infer R ? (R extends unknown ? Omit<R, 'trace' | 'seconds'> : never) : never;

/** Looking costs more than an event. */
const eventsBetweenLooks = 256;

/** Steps are told at the end, so that they need all of a check in one thread; and a pipe is read by one. */
function isFullOf(file: string, { coverage, selfTest, maxValueBytes }: CheckRequest): () => boolean {
  if (coverage || selfTest > 0 || !isShared(file)) return () => false;
  let events = 0;
  return () => {
    events += 1;
    return events % eventsBetweenLooks === 0 && valueBytes() > maxValueBytes;
  };
}

function checked(
  file: string,
  models: TraceModels,
  request: CheckRequest,
  elapsed: () => number,
  from: SavedCheck | null,
): Checked | SavedCheck {
  const shown = ({ line, message }: Problem): { error: string } => ({ error: `${file}:${line}: ${message}` });
  const trace = new TraceFile(file, rawOf(models));
  const header = trace.header();
  if (!header.ok) return shown(header.problem);
  const other = otherSpecification(header.value, models);
  if (other !== null) return { error: `${file}:${header.value.line}: ${other}` };
  try {
    const { model, mapped, complete, hash } = models.withConstants(header.value.constants);
    const options: CheckOptions = {
      complete: header.value.complete || complete,
      ...(mapped === undefined ? {} : { mapped }),
    };
    const budget = (begunAt = elapsed()): Budget => budgetOf(request, () => elapsed() - begunAt);
    const counter = request.coverage ? new CoverageCounter(model) : null;
    const behaviour = new Behaviour(model);
    const onStep = (link: Link): void => {
      counter?.step(link);
      behaviour.step(link);
    };
    const followed = counter === null && request.selfTest === 0 ? options : { ...options, onStep };
    const events = (afterLine: number) => trace.events(afterLine);
    const parts = { from, isFull: isFullOf(file, request) };
    const found = checkInParts(model, events, budget(from === null ? elapsed() : 0), followed, parts);
    if (!found.ok) return shown(found.problem);
    if ('stood' in found.value) return found.value;
    const verdict = found.value;
    const again = (events: readonly LoggedEvent[]): TraceVerdict => {
      const altered = checkTrace(model, events, budget(), { ...options, explained: false });
      // An altered trace that cannot even be read is one that is not accepted.
      return altered.ok ? altered.value : { ...verdict, kind: 'rejected', ...unreadable(altered.problem, events) };
    };
    const harmless = (kind: Alteration, index: number): boolean => behaviour.isHarmless(kind, index);
    return {
      verdict,
      specHash: hash,
      ...(counter === null ? {} : { coverage: counter.coverage() }),
      ...(request.selfTest > 0 && verdict.kind === 'accepted'
        ? {
            selfTest: selfTestOf(
              trace,
              new Preparer(model, options.complete, mapped?.() ?? null),
              request,
              again,
              harmless,
              mapped?.() ?? null,
            ),
          }
        : {}),
    };
  } catch (error) {
    if (error instanceof UsageError) return { error: toldOfTrace(error, file, header.value.line) };
    if (!(error instanceof EvaluationError)) throw error;
    return unevaluated(file, error, models, (located) => checked(file, located, request, elapsed, from));
  }
}

/** Only events that are checked are altered; they keep their numbers. */
function selfTestOf(
  trace: TraceFile,
  preparer: Preparer,
  { selfTest: count, seed }: CheckRequest,
  again: (events: readonly LoggedEvent[]) => TraceVerdict,
  harmless: (kind: Alteration, index: number) => boolean,
  mapped: MappedEvents | null,
): SelfTest {
  const kept: LoggedEvent[] = [];
  const numbers: number[] = [];
  for (const event of trace.events()) {
    if (!event.ok) continue;
    const prepared = preparer.prepare(event.value);
    if (prepared.ok && prepared.value === null) continue;
    kept.push(event.value);
    numbers.push(preparer.events);
  }
  const tested = selfTest(
    kept,
    count,
    seed,
    again,
    harmless,
    (path, event) => mapped === null || mapped.reads(event, path),
  );
  return { ...tested, altered: tested.altered.map((one) => ({ ...one, at: numbers[one.at - 1] ?? one.at })) };
}

function unreadable({ line, message }: Problem, events: readonly LoggedEvent[]) {
  const at = events.findIndex((event) => event.line === line) + 1;
  const nothing = { action: null, candidates: 0, attempts: [], lastChoice: null, window: null };
  return { at, line, because: message, ...nothing };
}

/**
 * The course of a night: its parts in order, each within its time. A part that fails, hangs or is interrupted costs its own rows and
 * no others: what was measured before it is kept, and the page is drawn in any case.
 */
import type { Size } from '../../measure/declare.js';
import { type Budget, type Ends, nightBudget } from '../../measure/plan.js';
import { firstLineOf } from '../../measure/subject-error.js';
import type { Session } from '../session.js';
import type { Part } from './parts.js';

export interface CourseOptions {
  /** By performance.now(). */
  readonly began: number;
  readonly endsAt: number;
  /** Of its parts, from its beginning; null: it has no end. */
  readonly ends: Ends | null;
  /** Aborted by the user's interrupt. */
  readonly stop: AbortSignal;
  readonly age: (name: string) => number;
}

export interface Course {
  /** By part, milliseconds. */
  readonly times: Readonly<Record<string, number>>;
  /** What went wrong, for people: a part each. */
  readonly failures: readonly { readonly part: string; readonly error: unknown }[];
}

/** What a part may take beyond its end: the job that was begun last. */
const graceMs: Readonly<Record<Size, number>> = { smoke: 0, quick: 20_000, full: 90_000 };
/** What one job may take in any case, before it is thought not to end. */
const leastPatienceMs: Readonly<Record<Size, number>> = { smoke: Infinity, quick: 15_000, full: 90_000 };
/** And what it may take to stop, once it is told to. */
const stoppingMs = 15_000;

function latest(size: Size, until: keyof Ends | undefined, { began, endsAt, ends }: CourseOptions): number {
  if (ends === null) return Infinity;
  return until === undefined ? endsAt : Math.min(endsAt, began + ends[until] + graceMs[size]);
}

const interrupted = 'the night was interrupted';

export async function runParts(parts: readonly Part[], session: Session, options: CourseOptions): Promise<Course> {
  const { began, endsAt, ends, stop, age } = options;
  const { size } = session.measuring;
  const times: Record<string, number> = {};
  const failures: { part: string; error: unknown }[] = [];
  const leftOut = (part: string, because: string): void =>
    session.writer.add({
      kind: 'leftOut',
      part,
      what: `part ${part}`,
      because,
      replay: `npx nines nightly --size ${size}`,
    });
  for (const part of parts) {
    const start = performance.now();
    if (stop.aborted) {
      leftOut(part.name, interrupted);
      continue;
    }
    const late = new AbortController();
    const end = (): void => late.abort();
    stop.addEventListener('abort', end);
    const timer = timerAt(latest(size, part.until, options), end);
    const budget: Budget | undefined =
      ends === null ? undefined : nightBudget(ends, start - began, leastPatienceMs[size]);
    const onFailure = (error: unknown): void => {
      failures.push({ part: part.name, error });
    };
    const measuring = { ...session.measuring, budget, age, signal: late.signal, onFailure };
    try {
      const ended = await orGivenUp(part.run({ ...session, measuring }, endsAt), late.signal);
      if (stop.aborted) leftOut(part.name, interrupted);
      else if (!ended || late.signal.aborted) leftOut(part.name, `${part.name}: its time was over`);
    } catch (error) {
      if (stop.aborted) leftOut(part.name, interrupted);
      else {
        failures.push({ part: part.name, error });
        leftOut(part.name, `${part.name} failed: ${firstLineOf(error)}`);
      }
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
    }
    times[part.name] = Math.round(performance.now() - start);
  }
  return { times, failures };
}

/** setTimeout takes no more. */
const longestMs = 2 ** 31 - 1;

function timerAt(at: number, end: () => void): NodeJS.Timeout | undefined {
  return Number.isFinite(at) ? setTimeout(end, Math.min(longestMs, Math.max(0, at - performance.now()))) : undefined;
}

/** False: it was told to stop and did not; whatever becomes of it later is nobody's concern. */
async function orGivenUp(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const givenUp = new Promise<false>((resolve) => {
    const wait = (): void => {
      timer = setTimeout(() => resolve(false), stoppingMs);
    };
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
  try {
    return await Promise.race([work.then(() => true), givenUp]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

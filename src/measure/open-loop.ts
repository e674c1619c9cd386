/**
 * Load by a plan: operation i is due at a time fixed beforehand, whatever became of the ones before it. Latency counts from
 * that planned time, so a stall is felt by all who would have come during it (Tene, "How NOT to measure latency": coordinated
 * omission); service time counts from the actual start.
 */
import type { Random } from '../core/random.js';
import { LatencyHistogram } from '../stats/latency/histogram.js';

/** Nanoseconds; a simulated one makes the loop a test of arithmetic. */
export interface Pace {
  now(): number;
  /** Comes back no earlier than this, and says when. */
  until(time: number): number;
}

/** Spins: a sleeping thread wakes 50 us late or more, which would be counted as the subject's. */
export const wallPace: Pace = {
  now: () => performance.now() * 1e6,
  until(time) {
    let now = performance.now() * 1e6;
    while (now < time) now = performance.now() * 1e6;
    return now;
  },
};

export interface LoadResult {
  readonly planned: number;
  readonly done: number;
  /** From the first planned time to the last completion. */
  readonly elapsedNs: number;
  readonly latency: LatencyHistogram;
  readonly service: LatencyHistogram;
  /** How late operations began: the loop's own part in the latency where the subject is fast enough. */
  readonly lateness: LatencyHistogram;
  readonly checksum: number;
}

/** When each operation is due, in nanoseconds from the start. */
export function arrivals(
  kind: 'constant' | 'poisson',
  ratePerSecond: number,
  count: number,
  random: Random,
): Float64Array {
  const gap = 1e9 / ratePerSecond;
  const due = new Float64Array(count);
  let time = 0;
  for (let index = 0; index < count; index += 1) {
    due[index] = kind === 'constant' ? index * gap : time;
    time += random.exponential(gap);
  }
  return due;
}

/** What it takes to give up on a plan that the subject cannot follow: this many times as long as planned. */
const patience = 2;

/** Operations that answer at once, one after another on this thread. */
export function openLoop(due: Float64Array, operate: (index: number) => number, pace: Pace = wallPace): LoadResult {
  const [latency, service, lateness] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  const start = pace.now();
  const giveUp = start + patience * (due[due.length - 1] as number) + 1e9;
  let checksum = 0;
  let done = 0;
  let now = start;
  for (; done < due.length && now < giveUp; done += 1) {
    const planned = start + (due[done] as number);
    // The end of one operation is the beginning of the next that is already due: one reading of the clock for both.
    const began = now < planned ? pace.until(planned) : now;
    checksum = (checksum + operate(done)) >>> 0;
    now = pace.now();
    latency.record(now - planned);
    service.record(now - began);
    lateness.record(began - planned);
  }
  return { planned: due.length, done, elapsedNs: now - start, latency, service, lateness, checksum };
}

/** A clock for operations that answer later: in between, whatever is under way gets its turn. */
export interface AsyncPace {
  now(): number;
  turn(): Promise<void>;
}

const wallTurns: AsyncPace = {
  now: wallPace.now,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Operations that answer later: all that are due are begun, however many are still under way. */
export async function openLoopAsync(
  due: Float64Array,
  operate: (index: number) => Promise<number>,
  pace: AsyncPace = wallTurns,
): Promise<LoadResult> {
  const [latency, service, lateness] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  const now = (): number => pace.now();
  const start = now();
  const giveUp = start + patience * (due[due.length - 1] as number) + 1e9;
  let checksum = 0;
  let done = 0;
  let begun = 0;
  let failure: unknown = null;
  const begin = (index: number): void => {
    const planned = start + (due[index] as number);
    const began = now();
    lateness.record(began - planned);
    operate(index).then(
      (result) => {
        const ended = now();
        checksum = (checksum + result) >>> 0;
        latency.record(ended - planned);
        service.record(ended - began);
        done += 1;
      },
      (error: unknown) => {
        failure ??= error;
        done += 1;
      },
    );
  };
  while ((begun < due.length || done < begun) && failure === null && now() < giveUp) {
    while (begun < due.length && now() >= start + (due[begun] as number)) {
      begin(begun);
      begun += 1;
    }
    await pace.turn();
  }
  if (failure !== null) throw failure;
  return { planned: due.length, done, elapsedNs: now() - start, latency, service, lateness, checksum };
}

/** One after another, each as soon as the one before is done: what it hides is why its percentiles are never claimed. */
export async function closedLoop(
  count: number,
  operate: (index: number) => number | Promise<number>,
): Promise<LoadResult> {
  const [latency, service, lateness] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  const start = wallPace.now();
  let checksum = 0;
  let now = start;
  for (let index = 0; index < count; index += 1) {
    const began = now;
    const result = operate(index);
    checksum = (checksum + (typeof result === 'number' ? result : await result)) >>> 0;
    now = wallPace.now();
    latency.record(now - began);
    service.record(now - began);
    lateness.record(0);
  }
  return { planned: count, done: count, elapsedNs: now - start, latency, service, lateness, checksum };
}

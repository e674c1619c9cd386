/** How fast this machine is just now, by three fixed loads that no change of ours touches. */
import { median } from '../stats/order.js';

export interface Calibration {
  /** One step of a dependent integer chain (xorshift32). */
  readonly integerNs: number;
  /** One dependent load from a 32 MiB table: mostly a cache miss. */
  readonly memoryNs: number;
  /** One call of `performance.now()`. */
  readonly clockNs: number;
}

const passes = 7;

/** About 0.2 s. Taken before and after a run: where the two differ, the machine changed under it. */
export function calibrate(): Calibration {
  return {
    integerNs: nsPerStep(integers, 400_000),
    memoryNs: nsPerStep(memory(), 60_000),
    clockNs: nsPerStep(clock, 20_000),
  };
}

/** The median over passes of the time of one step; the result is used so that the loop stays. */
function nsPerStep(load: (steps: number) => number, steps: number): number {
  let used = load(steps);
  const times = Array.from({ length: passes }, () => {
    const start = performance.now();
    used ^= load(steps);
    return ((performance.now() - start) * 1e6) / steps;
  });
  return used === Number.POSITIVE_INFINITY ? Number.NaN : median(times);
}

function integers(steps: number): number {
  let x = 0x9e3779b9;
  for (let step = 0; step < steps; step += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

function memory(): (steps: number) => number {
  const table = new Uint32Array(8 * 1024 * 1024);
  const mask = table.length - 1;
  // x -> (a x + c) mod 2^23 with a = 1 mod 4 and c odd goes through every place once (Hull & Dobell 1962): no short cycle.
  for (let index = 0; index < table.length; index += 1)
    table[index] = (Math.imul(index, 1_664_525) + 1_013_904_223) & mask;
  return (steps) => {
    let place = 0;
    for (let step = 0; step < steps; step += 1) place = table[place] as number;
    return place;
  };
}

function clock(steps: number): number {
  let sum = 0;
  for (let step = 0; step < steps; step += 1) sum += performance.now();
  return sum | 0;
}

/** The measuring loop: runs in a worker, on prepared subjects, with nothing of ours between two batches of a slot. */
import type { Random } from '../core/random.js';
import type { Timed } from './declare.js';
import type { SlotPlan } from './plan.js';
import { naming } from './subject-error.js';

export interface SlotResult {
  /** By subject, nanoseconds for one operation: two slots a round, its forward slot before its backward one. */
  readonly slots: Readonly<Record<string, Float64Array>>;
  /** By subject, the sum of all checksums modulo 2^32. */
  readonly checksums: Readonly<Record<string, number>>;
  /** By subject, batches in a slot. */
  readonly batches: Readonly<Record<string, number>>;
}

/** Nanoseconds since some moment; a simulated one makes the loop a test of arithmetic. */
export type Now = () => number;

/** About 0.12 us a call here, so it brackets slots and never single operations. */
const wallNow: Now = () => performance.now() * 1e6;

/** Meets the other workers before each slot, so that all load the machine at the same time. */
export type Meet = () => void;

export async function measureSlots(
  subjects: Readonly<Record<string, Timed>>,
  plan: SlotPlan,
  random: Random,
  meet: Meet = () => {},
  now: Now = wallNow,
): Promise<SlotResult> {
  const names = Object.keys(subjects);
  const slots: Record<string, number[]> = {};
  const checksums: Record<string, number> = {};
  const batches: Record<string, number> = {};
  const began = now();
  const late = (): boolean => now() - began > plan.maxMs * 1e6;
  const slotNs = plan.slotMs * 1e6;
  const warm: Record<string, number> = {};
  for (const name of names) {
    slots[name] = [];
    checksums[name] = 0;
    warm[name] = await naming(name, () => warmUp(subjects[name] as Timed, plan.warmUpMs * 1e6, now));
  }
  for (const name of names) {
    // One batch that outlasts a slot is known to be enough; a benchmark of minutes has none to find that out with.
    batches[name] =
      (warm[name] as number) >= slotNs ? 1 : await naming(name, () => batchesFor(subjects[name] as Timed, slotNs, now));
  }

  const slot = async (name: string): Promise<number> => {
    const timed = subjects[name] as Timed;
    const count = batches[name] as number;
    meet();
    const { sum, elapsed } = await naming(name, () => repeat(timed, count, now));
    checksums[name] = ((checksums[name] as number) + sum) >>> 0;
    return elapsed / (count * timed.operations);
  };

  for (let round = -plan.warmUpRounds; round < plan.rounds; round += 1) {
    if ((round < 0 || round >= plan.leastRounds) && late()) continue;
    const order = random.shuffle(names);
    for (const name of [...order, ...order.toReversed()]) {
      const ns = await slot(name);
      if (round >= 0) slots[name]?.push(ns);
    }
  }
  return {
    slots: Object.fromEntries(names.map((name) => [name, Float64Array.from(slots[name] as number[])])),
    checksums,
    batches,
  };
}

/** `count` batches: their checksums added up modulo 2^32, and how long they took in nanoseconds. */
export async function repeat(
  timed: Timed,
  count: number,
  now: Now = wallNow,
): Promise<{ sum: number; elapsed: number }> {
  let sum = 0;
  const start = now();
  for (let index = 0; index < count; index += 1) {
    const result = timed.run();
    sum = (sum + (typeof result === 'number' ? result : await result)) >>> 0;
  }
  return { sum, elapsed: now() - start };
}

/** Gives the nanoseconds of the last batch; 0 where none was run. */
export async function warmUp(timed: Timed, forNs: number, now: Now = wallNow): Promise<number> {
  const end = now() + forNs;
  let last = 0;
  while (now() < end) last = (await repeat(timed, 1, now)).elapsed;
  return last;
}

/** How many batches last for `slotNs`, by doubling. At least one. */
export async function batchesFor(timed: Timed, slotNs: number, now: Now = wallNow): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const { elapsed } = await repeat(timed, count, now);
    if (elapsed >= slotNs / 2) return Math.max(1, Math.round((count * slotNs) / Math.max(elapsed, 1)));
  }
}

/** A reusable barrier over shared memory, for `parties` workers: [arrived, generation]. */
export function barrier(shared: SharedArrayBuffer, parties: number): Meet {
  const words = new Int32Array(shared);
  return () => {
    const generation = Atomics.load(words, 1);
    if (Atomics.add(words, 0, 1) === parties - 1) {
      Atomics.store(words, 0, 0);
      Atomics.add(words, 1, 1);
      Atomics.notify(words, 1);
    } else {
      while (Atomics.load(words, 1) === generation) Atomics.wait(words, 1, generation, 1_000);
    }
  };
}

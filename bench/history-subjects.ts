/** Histories as etcd's Jepsen test has them: five clients on one register, compare-and-sets that fail, calls never answered. */
import type { Operation } from '../src/check/history/operation.js';
import { Random, type Seed } from '../src/core/random.js';

/** Linearizable by construction: each operation takes effect at one moment between its call and its return. */
export function registerHistory(seed: Seed, count: number): Operation[] {
  const random = new Random(seed);
  const operations: Operation[] = [];
  const free = Array.from({ length: 5 }, () => 0);
  let client = 5;
  let register: number | null = null;
  for (let at = 1; operations.length < count; at += 1) {
    const slot = random.next(free.length);
    const call = Math.max(free[slot]!, at - random.float());
    const f = random.pick(['read', 'write', 'cas'] as const);
    const [value, expected] = [random.next(5), random.next(5)];
    const took = f === 'cas' && register === expected;
    const seen = register;
    if (f === 'write' || took) register = value;
    const lost = f !== 'read' && random.chance(0.08);
    const end = Math.max(call, at) + random.float() * 2;
    free[slot] = lost ? end + 3 : end;
    if (lost) client += 1;
    operations.push({
      client: lost ? client : slot,
      f,
      key: '',
      value: f === 'read' ? null : value,
      expected: f === 'cas' ? expected : null,
      call,
      return: lost ? Number.POSITIVE_INFINITY : end,
      result: lost ? undefined : f === 'read' ? seen : f === 'cas' ? took : undefined,
      line: operations.length + 1,
    });
    at = Math.max(at, call);
  }
  return operations;
}

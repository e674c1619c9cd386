import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRegisters } from '../../../src/check/history/linearizability.js';
import type { Operation } from '../../../src/check/history/operation.js';
import { Random } from '../../../src/core/random.js';

let line = 0;
const op = (f: Operation['f'], call: number, end: number, some: Partial<Operation> = {}): Operation => {
  line += 1;
  return {
    client: line,
    f,
    key: 'x',
    value: null,
    expected: null,
    call,
    return: end,
    result: undefined,
    line,
    ...some,
  };
};
const write = (value: number, call: number, end: number): Operation => op('write', call, end, { value });
const read = (result: number | null, call: number, end: number): Operation => op('read', call, end, { result });
const cas = (expected: number, value: number, result: boolean | undefined, call: number, end: number): Operation =>
  op('cas', call, end, { expected, value, result });
const kind = (...operations: Operation[]) => checkRegisters(operations).kind;

test('the histories of Herlihy & Wing', () => {
  assert.equal(kind(write(1, 0, 10), read(1, 5, 6)), 'accepted', 'concurrent: it may see it');
  assert.equal(kind(write(1, 0, 10), read(null, 5, 6)), 'accepted', 'or not yet');
  assert.equal(kind(write(1, 0, 4), read(null, 5, 6)), 'rejected', 'a read after the write must see it');
  assert.equal(kind(write(1, 0, 10), read(1, 1, 2), read(null, 3, 4)), 'rejected', 'seen, it stays');
  assert.equal(kind(write(1, 0, 1), write(2, 0, 1), read(1, 2, 3), read(2, 4, 5)), 'rejected', 'writes have one order');
});

test('what never returned happened at any time later, or never', () => {
  const lost = (f: Operation): Operation => ({ ...f, return: Number.POSITIVE_INFINITY });
  assert.equal(kind(lost(write(1, 0, 1)), read(null, 5, 6), read(1, 7, 8)), 'accepted');
  assert.equal(kind(lost(write(1, 0, 1)), read(1, 5, 6), read(null, 7, 8)), 'rejected');
  assert.equal(kind(lost(write(1, 6, 7)), read(1, 2, 3)), 'rejected', 'but not before its call');
  assert.equal(kind(write(1, 0, 1), lost(cas(1, 2, undefined, 2, 3)), read(2, 4, 5)), 'accepted');
});

test('compare-and-set', () => {
  assert.equal(kind(write(1, 0, 1), cas(1, 2, true, 2, 3), read(2, 4, 5)), 'accepted');
  assert.equal(kind(write(1, 0, 1), cas(1, 2, false, 2, 3)), 'rejected', 'it should have taken effect');
  assert.equal(kind(write(1, 0, 1), cas(1, 2, true, 2, 4), cas(1, 3, true, 2, 4)), 'rejected', 'only one of the two');
});

test('a rejection names the key, the operation and the longest order', () => {
  const verdict = checkRegisters([write(1, 0, 1), read(1, 2, 3), { ...write(5, 0, 1), key: 'y' }, read(null, 4, 5)]);
  assert.ok(verdict.kind === 'rejected');
  assert.equal(verdict.key, 'x');
  assert.equal(verdict.blocking.call, 4);
  assert.equal(verdict.prefix.length, 2);
  assert.match(verdict.because, /read\(x\) = nil by client/);
});

test('a budget that runs out is inconclusive', () => {
  const writes = Array.from({ length: 12 }, (_, value) => write(value, 0, 100));
  const verdict = checkRegisters([...writes, cas(3, 4, false, 150, 151), read(77, 200, 201)], null, {
    maxConfigurations: 500,
  });
  assert.equal(verdict.kind, 'inconclusive');
});

test('an interruption is inconclusive, and says how far it came', () => {
  const swaps = Array.from({ length: 40 }, (_, place) => cas((place * 5) % 7, (place * 3) % 7, undefined, 0, 100));
  const writes = Array.from({ length: 8 }, (_, value) => write(value, 0, 100));
  let asked = 0;
  const verdict = checkRegisters([...swaps, ...writes, read(77, 200, 201)], null, {
    maxConfigurations: 1_000_000,
    interrupted: () => {
      asked += 1;
      return asked === 3;
    },
  });
  assert.ok(verdict.kind === 'inconclusive');
  assert.equal(verdict.because, "it was interrupted at key 'x'");
  assert.equal(verdict.configurations, 3 * 4096);
});

/** Every order, tried out: the definition, for a handful of operations. */
function linearizable(operations: readonly Operation[], state: unknown = null): boolean {
  if (operations.every((each) => each.return === Number.POSITIVE_INFINITY)) return true;
  const horizon = Math.min(...operations.map((each) => each.return));
  return operations.some((each, index) => {
    if (each.call > horizon) return false;
    const took = each.f === 'cas' && state === each.expected;
    if (each.f === 'read' && each.result !== undefined && each.result !== state) return false;
    if (each.f === 'cas' && each.result !== undefined && each.result !== took) return false;
    const after = each.f === 'write' || took ? each.value : state;
    return linearizable(operations.toSpliced(index, 1), after);
  });
}

test('agrees with the definition on 3,000 random histories', () => {
  const random = new Random(11n);
  let rejected = 0;
  for (let round = 0; round < 3000; round += 1) {
    const history = Array.from({ length: random.between(2, 6) }, (): Operation => {
      const call = random.next(20);
      const end = random.chance(0.15) ? Number.POSITIVE_INFINITY : call + random.next(12);
      const known = end !== Number.POSITIVE_INFINITY;
      const [a, b] = [random.next(3), random.next(3)];
      const f = random.pick(['read', 'write', 'cas'] as const);
      if (f === 'read') return op('read', call, end, { result: known ? (a === 0 ? null : a) : undefined });
      if (f === 'write') return write(a, call, end);
      return cas(a, b, known ? random.chance(0.5) : undefined, call, end);
    });
    const useful = history.filter((each) => each.f !== 'read' || each.result !== undefined);
    const expected = linearizable(useful) ? 'accepted' : 'rejected';
    if (expected === 'rejected') rejected += 1;
    assert.equal(checkRegisters(history).kind, expected, JSON.stringify(history));
  }
  assert.ok(rejected > 500 && rejected < 2500, `${rejected} rejected: both verdicts occur`);
});

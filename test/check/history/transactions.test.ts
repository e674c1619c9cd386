/** Histories after Adya's thesis (1999) and Elle's paper (Kingsbury & Alvaro 2020), and the definition on small random ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEvent } from '../../../src/check/history/read/event.js';
import {
  checkTransactions,
  type TransactionModelName,
} from '../../../src/check/history/transactions/check-transactions.js';
import { Random } from '../../../src/core/random.js';

type Micro = readonly [f: string, key: string, value: unknown];
type Transaction = { readonly outcome?: 'ok' | 'fail' | 'info'; readonly does: readonly Micro[] };

/** Each transaction is a process of its own; the nth one ends in line 2n. */
const events = (all: readonly Transaction[]): HistoryEvent[] =>
  all.flatMap(({ outcome = 'ok', does }, process): HistoryEvent[] => {
    const common = { process, f: 'txn', key: '', error: false };
    const asked = does.map(([f, key, value]) => [f, key, f === 'r' ? null : value]);
    return [
      { ...common, type: 'invoke', value: asked, line: 2 * process + 1 },
      { ...common, type: outcome, value: does, line: 2 * process + 2 },
    ];
  });
const names = (model: TransactionModelName, ...all: Transaction[]): string[] =>
  checkTransactions(events(all), model).anomalies.map(({ name }) => name);
const t = (...does: Micro[]): Transaction => ({ does });
const a = (key: string, value: number): Micro => ['append', key, value];
const w = (key: string, value: number): Micro => ['w', key, value];
const r = (key: string, value: unknown): Micro => ['r', key, value];

test('list-append: each anomaly has its name', () => {
  const found = (...all: Transaction[]): string[] => names('list-append', ...all);
  assert.deepEqual(found(t(a('x', 1)), t(r('x', [1]), a('x', 2)), t(r('x', [1, 2]))), []);
  assert.deepEqual(found(t(a('x', 1), a('y', 1)), t(a('x', 2), a('y', 2)), t(r('x', [1, 2])), t(r('y', [2, 1]))), [
    'G0',
  ]);
  assert.deepEqual(found({ outcome: 'fail', does: [a('x', 1)] }, t(r('x', [1]))), ['G1a']);
  assert.deepEqual(found(t(a('x', 1), a('x', 2)), t(r('x', [1])), t(r('x', [1, 2]))), ['G1b', 'G-single']);
  assert.deepEqual(found(t(a('x', 1), r('y', [1])), t(a('y', 1), r('x', [1]))), ['G1c']);
  assert.deepEqual(found(t(r('x', []), r('y', [1])), t(a('x', 1), a('y', 1)), t(r('x', [1]))), ['G-single']);
  assert.deepEqual(
    found(t(r('x', []), a('y', 1)), t(r('y', []), a('x', 1)), t(r('x', [1])), t(r('y', [1]))),
    ['G2'],
    'write skew',
  );
  assert.deepEqual(found(t(a('x', 1), r('x', []))), ['internal']);
  assert.deepEqual(found(t(a('x', 1)), t(a('x', 2)), t(r('x', [1, 2])), t(r('x', [2]))), ['incompatible-order']);
  assert.deepEqual(found(t(a('x', 1)), t(a('x', 1))), ['duplicate-write']);
  assert.deepEqual(found(t(r('x', [7]))), ['unwritten-read']);
  assert.deepEqual(found({ outcome: 'info', does: [a('x', 1)] }, t(r('x', [1]))), [], 'it happened after all');
});

test('rw-register: each anomaly has its name', () => {
  const found = (...all: Transaction[]): string[] => names('rw-register', ...all);
  assert.deepEqual(found(t(w('x', 1)), t(r('x', 1), w('x', 2)), t(r('x', 2))), []);
  assert.deepEqual(found({ outcome: 'fail', does: [w('x', 1)] }, t(r('x', 1))), ['G1a']);
  assert.deepEqual(found(t(w('x', 1), w('x', 2)), t(r('x', 1))), ['G1b', 'G-single']);
  assert.deepEqual(found(t(w('x', 1), r('y', 1)), t(w('y', 1), r('x', 1))), ['G1c']);
  assert.deepEqual(found(t(r('x', null), r('y', 1)), t(w('x', 1), w('y', 1))), ['G-single']);
  assert.deepEqual(found(t(r('x', null), w('y', 1)), t(r('y', null), w('x', 1))), ['G2']);
  assert.deepEqual(
    found(t(r('x', 1), w('x', 2)), t(r('x', 1), w('x', 3)), t(w('x', 1))),
    ['G2'],
    'a lost update: which of the two came first is not known',
  );
  assert.deepEqual(found(t(w('x', 1), r('x', 2)), t(w('x', 2))), ['internal']);
  assert.deepEqual(found(t(r('x', 1), w('x', 2)), t(r('x', 2), w('x', 1))), ['cyclic-versions', 'G0', 'G1c']);
  assert.deepEqual(found(t(r('x', 5))), ['unwritten-read']);
});

test('a cycle is told step by step, with the lines', () => {
  const [found] = checkTransactions(
    events([t(r('x', []), a('y', 1)), t(r('y', []), a('x', 1)), t(r('x', [1]), r('y', [1]))]),
    'list-append',
  ).anomalies;
  assert.deepEqual(found!.cycle.map(({ line }) => line).sort(), [2, 4]);
  assert.match(
    found!.because,
    /line 2 did not see 1 of x, which line 4 appended; line 4 did not see 1 of y, which line 2 app/,
  );
});

/** Every order, tried out. */
function serializable(all: readonly Transaction[], state: Readonly<Record<string, readonly unknown[]>> = {}): boolean {
  if (all.length === 0) return true;
  return all.some(({ does }, index) => {
    const after: Record<string, readonly unknown[]> = { ...state };
    const fits = does.every(([f, key, value]) => {
      if (f === 'r') return JSON.stringify(value) === JSON.stringify(after[key] ?? []);
      after[key] = [...(after[key] ?? []), value];
      return true;
    });
    return fits && serializable(all.toSpliced(index, 1), after);
  });
}

test('on 1,000 random histories of appends: rejected just where no order explains them', () => {
  const random = new Random(5n);
  let rejected = 0;
  for (let round = 0; round < 1000; round += 1) {
    let next = 1;
    const lists: Record<string, unknown[]> = { x: [], y: [] };
    const all = Array.from({ length: random.between(2, 5) }, (): Transaction => {
      // Half of them read as of an earlier state: what a store without isolation does.
      const stale = Object.fromEntries(
        Object.entries(lists).map(([key, list]) => [key, list.slice(0, random.next(list.length + 1))]),
      );
      const seen = random.chance(0.5) ? stale : lists;
      const own: Record<string, unknown[]> = { x: [], y: [] };
      const does = Array.from({ length: random.between(1, 3) }, (): Micro => {
        const key = random.pick(['x', 'y']);
        if (random.chance(0.5)) return r(key, [...seen[key]!, ...own[key]!]);
        own[key]!.push(next);
        next += 1;
        return a(key, next - 1);
      });
      for (const key of ['x', 'y']) lists[key] = [...lists[key]!, ...own[key]!];
      return t(...does);
    });
    // Everything is read in the end, so that the order of all appends is known.
    all.push(t(r('x', lists.x), r('y', lists.y)));
    const { kind, anomalies } = checkTransactions(events(all), 'list-append');
    if (kind === 'rejected') rejected += 1;
    const expected = serializable(all) ? 'accepted' : 'rejected';
    assert.equal(kind, expected, JSON.stringify([all.map(({ does }) => does), anomalies]));
  }
  assert.ok(rejected > 150 && rejected < 850, `${rejected} rejected`);
});

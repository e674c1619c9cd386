import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LogError } from '../../src/log/error.js';
import { inspectLog } from '../../src/log/inspect.js';
import { Log, type LogOptions } from '../../src/log/log.js';
import type { LogRecord } from '../../src/log/records.js';
import { freshFolder, full } from './folder.js';
import { everyKind, Model, observe } from './model.js';

const small: LogOptions = { segmentBytes: 16 << 10, spareSegments: 0 };
const entry = (text: string, term = 1): LogRecord => ({ kind: 'entry', term, payload: Buffer.from(text) });
const code = (expected: string) => (error: unknown) => error instanceof LogError && error.code === expected;

describe('a log', () => {
  test('holds what was appended, and holds it still when opened again', async (t) => {
    const folder = freshFolder(t);
    const model = new Model();
    let log = Log.open(folder, small);
    equal(log.recovery.created, true);
    for (const records of everyKind) {
      log.append(records);
      model.append(records);
    }
    deepEqual(observe(log), model.state);
    deepEqual(
      log.read(2, 4).map(({ index, term }) => [index, term]),
      [
        [2, 1],
        [3, 2],
        [4, 2],
      ],
    );
    equal(log.termOf(5), 3);
    await log.close();
    log = Log.open(folder, small);
    deepEqual(observe(log), model.state);
    equal(log.recovery.torn, null);
    equal(log.recovery.rewrittenBytes, 0);
    await log.close();
  });

  test('gives indexes in the order of the calls, waiting or not', async (t) => {
    const log = Log.open(freshFolder(t), small);
    const first = log.appendAsync([entry('a')]);
    const second = log.appendAsync([entry('b'), entry('c')]);
    equal(log.append([entry('d')]).firstIndex, 4); // takes along what is waiting
    deepEqual(await Promise.all([first, second]), [
      { firstIndex: 1, lastIndex: 1 },
      { firstIndex: 2, lastIndex: 3 },
    ]);
    deepEqual(await log.appendEntriesAsync(7, [Buffer.from('e')]), { firstIndex: 5, lastIndex: 5 });
    equal(Buffer.concat([...log.entries()].map(({ payload }) => payload)).toString(), 'abcde');
    await log.close();
  });

  test('gathers what comes while a batch is under way', async (t) => {
    const log = Log.open(freshFolder(t), small);
    const appended = await Promise.all(Array.from({ length: 500 }, (_, i) => log.appendAsync([entry(`${i}`)])));
    deepEqual(
      appended.map(({ firstIndex }) => firstIndex),
      Array.from({ length: 500 }, (_, i) => i + 1),
    );
    const { batchCount, appendCount } = log.stats();
    equal(appendCount, 500);
    ok(batchCount < 100, `${batchCount} batches for 500 appends`);
    await log.close();
  });

  test("under 'always' every append has its own sync", async (t) => {
    const log = Log.open(freshFolder(t), { ...small, sync: 'always' });
    await Promise.all(Array.from({ length: 20 }, (_, i) => log.appendAsync([entry(`${i}`)])));
    equal(log.stats().batchCount, 20);
    equal(log.stats().syncCount, 20);
    await log.close();
  });

  test("under 'none' nothing is synced until it is asked for", async (t) => {
    const log = Log.open(freshFolder(t), { ...small, sync: 'none' });
    for (let i = 0; i < 10; i += 1) log.append([entry(`${i}`)]);
    equal(log.stats().syncCount, 0);
    log.sync();
    log.sync();
    equal(log.stats().syncCount, 1);
    await log.close();
  });

  test('refuses what makes no sense, and nothing of it stays', async (t) => {
    const log = Log.open(freshFolder(t), small);
    log.append([entry('one')]);
    throws(() => log.append([entry('two'), { kind: 'truncateAfter', index: 9 }]), code('invalid'));
    throws(() => log.append([entry('x'.repeat(20_000))]), code('too-large'));
    throws(() => log.append([entry('x', -1)]), RangeError);
    throws(() => log.append([entry('two'), entry('x', 1.5)]), RangeError);
    throws(() => log.append([{ kind: 'hardState', term: 1, vote: 'n'.repeat(257) }]), code('invalid'));
    throws(() => log.append([{ kind: 'hardState', term: 1, vote: '' }]), RangeError);
    throws(() => log.read(1, 2), code('invalid'));
    throws(() => log.truncateBefore(3), code('invalid'));
    const results = await Promise.allSettled([
      log.appendAsync([entry('two')]),
      log.appendAsync([{ kind: 'truncateAfter', index: 9 }]),
      log.appendAsync([entry('x', -1)]),
      log.appendAsync([entry('three')]),
    ]);
    deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    equal(Buffer.concat([...log.entries()].map(({ payload }) => payload)).toString(), 'onetwothree');
    await log.close();
    throws(() => log.append([entry('late')]), code('closed'));
    await rejects(log.appendAsync([entry('late')]), code('closed'));
    await log.close();
  });

  test('terms above 2^32 and of several entries in one batch come back', async (t) => {
    const log = Log.open(freshFolder(t), small);
    const terms = [1, 2 ** 32 + 5, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER];
    log.append([{ kind: 'hardState', term: 2 ** 40, vote: 'ñ' }, ...terms.map((term) => entry(`${term}`, term))]);
    deepEqual(
      log.read(1, 4).map(({ term }) => term),
      terms,
    );
    deepEqual([log.state().hardTerm, log.state().vote, log.termOf(2)], [2 ** 40, 'ñ', 2 ** 32 + 5]);
    await log.close();
  });

  test('drops whole segments with a prefix, and keeps hard state and snapshot', async (t) => {
    const folder = freshFolder(t);
    let log = Log.open(folder, small);
    log.append([
      { kind: 'hardState', term: 3, vote: 'n2' },
      { kind: 'snapshot', index: 0, term: 0 },
    ]);
    for (let i = 1; i <= 200; i += 1) log.append([entry(`${i}`.padEnd(200))]);
    const before = readdirSync(folder).filter((name) => name.endsWith('.segment')).length;
    log.truncateBefore(180);
    const after = readdirSync(folder).filter((name) => name.endsWith('.segment')).length;
    ok(before >= 6 && after <= 2, `${before} segments, then ${after}`);
    throws(() => log.read(179, 180), code('invalid'));
    equal(log.termOf(179), 1);
    await log.close();
    log = Log.open(folder, small);
    const { baseIndex, lastIndex, hardTerm, vote } = log.state();
    deepEqual([baseIndex, lastIndex, hardTerm, vote], [179, 200, 3, 'n2']);
    equal(log.read(180, 200).length, 21);
    await log.close();
  });

  test('a full page of spare segments is filled ahead by a thread', async (t) => {
    const folder = freshFolder(t);
    const log = Log.open(folder, { segmentBytes: 64 << 10, spareSegments: 2 });
    log.prepared();
    equal(readdirSync(folder).filter((name) => name.endsWith('.draft')).length, 2);
    for (let i = 1; i <= 300; i += 1) log.append([entry('x'.repeat(1000))]);
    ok(log.stats().segmentCount >= 5);
    await log.close();
    equal(readdirSync(folder).filter((name) => name.endsWith('.draft')).length, 0);
  });

  test('the direct engine writes the same format', async (t) => {
    const folder = freshFolder(t);
    let log: Log;
    try {
      log = Log.open(folder, { ...small, segmentBytes: 256 << 10, engine: 'direct' });
    } catch (error) {
      ok(code('unsupported')(error));
      t.skip('no direct I/O on this file system');
      return;
    }
    for (let i = 1; i <= 100; i += 1) log.append([entry(`${i}`.repeat(i))]);
    await log.close();
    const inspection = inspectLog(folder);
    deepEqual(inspection.verdict, { kind: 'sound' });
    equal(inspection.lastIndex, 100);
    const again = Log.open(folder, { ...small, segmentBytes: 256 << 10 });
    equal(Buffer.from(again.read(77, 77)[0]!.payload).toString(), '77'.repeat(77));
    await again.close();
  });

  test('a second opener in this process joins, with the same options only', async (t) => {
    const folder = freshFolder(t);
    const one = Log.open(folder, small);
    const two = Log.open(folder, small);
    throws(() => Log.open(folder, { ...small, sync: 'none' }), code('invalid'));
    one.append([entry('a')]);
    equal(two.append([entry('b')]).firstIndex, 2);
    await one.close();
    equal(two.append([entry('c')]).firstIndex, 3);
    await two.close();
    const three = Log.open(folder, { ...small, sync: 'none' });
    equal(three.state().lastIndex, 3);
    await three.close();
  });

  test('no log where none should be made; no log over other files', (t) => {
    const folder = freshFolder(t);
    throws(() => Log.open(join(folder, 'none'), { create: false }), code('not-a-log'));
    throws(() => Log.open(folder, { create: false }), code('not-a-log'));
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    throws(() => Log.open(folder), code('not-a-log'));
    equal(existsSync(join(folder, 'thesis.txt')), true);
    throws(() => Log.open(folder, { segmentBytes: 1000 }), RangeError);
  });
});

/** One thing done to a log; `crash` goes on with a copy of the files as they are, as after a kill. */
type Operation =
  | { readonly do: 'append' | 'appendAsync'; readonly batches: readonly (readonly LogRecord[])[] }
  | { readonly do: 'truncateBefore'; readonly index: number }
  | { readonly do: 'reopen' | 'crash' | 'sync' };

const record = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('entry' as const),
      term: fc.nat(5),
      payload: fc.uint8Array({ maxLength: 700 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('hardState' as const),
      term: fc.nat(),
      vote: fc.option(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncateAfter' as const), index: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('snapshot' as const), index: fc.nat(60), term: fc.nat(5) }) },
);
const batch = fc.array(record, { minLength: 1, maxLength: 5 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('append' as const), batches: fc.tuple(batch) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('appendAsync' as const),
      batches: fc.array(batch, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('truncateBefore' as const), index: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'crash' as const, 'sync' as const) }) },
);

test('any sequence of operations leaves the log as it leaves the model', async (t) => {
  const parent = freshFolder(t);
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 1, maxLength: 40 }),
      fc.constantFrom<LogOptions>(
        small,
        { ...small, sync: 'none' },
        { ...small, witness: true },
        { ...small, alignment: 512, segmentBytes: 64 << 10 },
      ),
      async (operations, options) => {
        number += 1;
        let folder = join(parent, `${number}`);
        let log = Log.open(folder, options);
        const model = new Model();
        try {
          for (const step of operations) {
            switch (step.do) {
              case 'append':
                for (const records of step.batches) equal(tryAppend(log, records), model.append(records));
                break;
              case 'appendAsync': {
                const settled = await Promise.allSettled(step.batches.map((records) => log.appendAsync(records)));
                for (const [i, records] of step.batches.entries())
                  equal(settled[i]!.status === 'fulfilled', model.append(records));
                break;
              }
              case 'truncateBefore':
                equal(
                  attempt(() => log.truncateBefore(step.index)),
                  model.truncateBefore(step.index),
                );
                break;
              case 'sync':
                log.sync();
                break;
              case 'reopen':
                await log.close();
                log = Log.open(folder, options);
                break;
              case 'crash': {
                const copy = `${folder}+`;
                cpSync(folder, copy, { recursive: true });
                await log.close();
                folder = copy;
                log = Log.open(folder, options);
                equal(log.recovery.torn, null);
                break;
              }
            }
            deepEqual(observe(log), model.state);
          }
          const inspection = inspectLog(folder);
          deepEqual(inspection.verdict, { kind: 'sound' });
          deepEqual([inspection.baseIndex, inspection.lastIndex], [model.state.baseIndex, model.state.lastIndex]);
        } finally {
          await log.close();
        }
      },
    ),
    { numRuns: full ? 400 : 40 },
  );
});

const attempt = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    ok(code('invalid')(error), String(error));
    return false;
  }
};
const tryAppend = (log: Log, records: readonly LogRecord[]): boolean => attempt(() => log.append(records));

test('the lock names its owner', async (t) => {
  const folder = freshFolder(t);
  const log = Log.open(folder, small);
  equal(readFileSync(join(folder, 'LOCK'), 'utf8').trim(), `${process.pid}`);
  await log.close();
});

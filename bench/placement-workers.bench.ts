/** One worker and two on the same tables: what sharing them without a copy is worth. */
import { Worker } from 'node:worker_threads';
import { benchmark, goal, type Prepare, type Timed } from '../src/measure/declare.js';
import { createNative } from '../src/placement/native.js';

/** Long enough for a start and an end by a futex (tens of microseconds each) to disappear. */
const lookupsInTask = 4_000_000;
const batch = 4_096;

/** In the place of a placement: work that touches no memory, so that what two processors of this machine are worth stands beside it. */
const arithmetic = 'nothing, only arithmetic';

/** Words shared with the workers: how often a task was started; how many workers are done with it. */
const started = 0;
const done = 1;

/** Sleeps until a task is started, does its lookups, says so. Ends when the count of tasks is negative. */
const workerCode = `
const { workerData } = require('node:worker_threads');
const { addon, compilation, words, shared, tasks, batch } = workerData;
const { NativePlacement } = require(addon);
const placement = shared === null ? { locate: calculate } : new NativePlacement(shared);
const digests = Array.from({ length: 16 }, (_, k) => BigUint64Array.from({ length: batch },
  (_, i) => BigInt.asUintN(64, BigInt(k * batch + i + 1) * 0x9e3779b97f4a7c15n)));
const buckets = new Uint32Array(batch);
function calculate(_, buckets) {
  let x = buckets[0] | 1;
  for (let i = 0; i < batch; i += 1)
    for (let round = 0; round < 8; round += 1) x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + i | 0;
  buckets[0] = x;
}
Atomics.add(words, 1, 1);
Atomics.notify(words, 1);
function next(task) {
  for (let now = Atomics.load(words, 0); now !== task; now = Atomics.load(words, 0)) {
    if (now < 0) return false;
    Atomics.wait(words, 0, now);
  }
  return true;
}
for (let task = 1; next(task); task += 1) {
  for (let at = 0, turn = 0; at < tasks; at += batch, turn = (turn + 1) & 15) placement.locate(digests[turn], buckets);
  Atomics.add(words, 1, 1);
  Atomics.notify(words, 1);
}
import(compilation).then(({ finishCompiling }) => finishCompiling());`;

type ByKind = { readonly placement: readonly string[]; readonly nodes: readonly number[] };

const together =
  (workers: number): Prepare<ByKind> =>
  async ({ parameters: { placement: kind, nodes } }): Promise<Timed> => {
    const placement = kind === arithmetic ? null : createNative(kind, { nodes });
    const words = new Int32Array(new SharedArrayBuffer(8));
    const addon = new URL('../../build/Release/nines.node', import.meta.url).pathname;
    const shared = placement?.share() ?? null;
    const compilation = new URL('../src/core/compilation.js', import.meta.url).href;
    const given = { addon, compilation, words, shared, tasks: lookupsInTask, batch };
    const threads = Array.from({ length: workers }, () => new Worker(workerCode, { eval: true, workerData: given }));
    const meet = (): void => {
      for (let count = Atomics.load(words, done); count !== workers; count = Atomics.load(words, done)) {
        Atomics.wait(words, done, count, 10_000);
      }
      Atomics.store(words, done, 0);
    };
    // A thread starts only when this one returns to its event loop.
    await Promise.all(threads.map((thread) => new Promise((online) => thread.once('online', online))));
    meet();
    return {
      operations: workers * lookupsInTask,
      run() {
        Atomics.add(words, started, 1);
        Atomics.notify(words, started);
        meet();
        return placement?.size ?? 1;
      },
      async close() {
        Atomics.store(words, started, -1);
        Atomics.notify(words, started);
        await Promise.all(threads.map((thread) => new Promise((exit) => thread.once('exit', exit))));
      },
    };
  };

export const workers = benchmark({
  name: 'placement-workers',
  title: 'Lookups by one worker and by two, on the same tables',
  operation: 'lookup',
  parameters: { placement: ['jump', 'ring', 'maglev', arithmetic], nodes: [1_000, 10, 100, 10_000, 100_000] },
  quick: { nodes: [1_000] },
  smoke: { placement: ['jump'] },
  subjects: { 'one worker': together(1), 'two workers': together(2) },
  chart: { x: 'placement', mark: 'bars', metric: 'throughput' },
});

export const twoWorkers = goal({
  name: 'two workers look up 1.8 times as much as one',
  of: workers,
  subject: 'two workers',
  against: 'one worker',
  at: { placement: 'jump', nodes: 1_000 },
  atLeast: 1.8,
  source: 'issue 6, table of speeds: tables in shared memory, no copy for each worker',
});

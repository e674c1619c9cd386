/** Worker threads that append to one log, each waiting for its own record; they start and stop together. */
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { finishCompiling } from '../src/core/compilation.js';
import { Log } from '../src/log/log.js';
import type { Prepare } from '../src/measure/declare.js';

interface Task {
  readonly folder: string;
  readonly recordBytes: number;
  /** [round to do, threads ready or done] */
  readonly words: SharedArrayBuffer;
  readonly appends: number;
}

const options = { segmentBytes: 64 << 20, spareSegments: 1 } as const;
const appends = 32;

/** `threads` workers, each appending 32 records in a call of `run`. */
export const crowd =
  (threads: number): Prepare<{ readonly recordBytes: readonly number[] }> =>
  async ({ parameters: { recordBytes }, scratch }) => {
    const folder = scratch();
    const log = Log.open(folder, options);
    log.prepared();
    const words = new SharedArrayBuffer(8);
    const state = new Int32Array(words);
    const task: Task = { folder, recordBytes, words, appends };
    const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url), { workerData: task }));
    const arrived = (): void => {
      for (let seen = Atomics.load(state, 1); seen < threads; seen = Atomics.load(state, 1))
        Atomics.wait(state, 1, seen, 1_000);
      Atomics.store(state, 1, 0);
    };
    await Promise.all(workers.map((worker) => new Promise((online) => worker.once('online', online))));
    arrived();
    return {
      operations: threads * appends,
      run() {
        Atomics.add(state, 0, 1);
        Atomics.notify(state, 0);
        arrived();
        return threads;
      },
      async close() {
        Atomics.store(state, 0, -1);
        Atomics.notify(state, 0);
        await Promise.all(workers.map((worker) => new Promise((exit) => worker.once('exit', exit))));
        await log.close();
      },
    };
  };

const isCrowd = (data: unknown): data is Task =>
  !isMainThread && (data as Task | null)?.words instanceof SharedArrayBuffer && 'appends' in (data as object);

if (isCrowd(workerData)) {
  const { folder, recordBytes, words, appends: count } = workerData;
  const state = new Int32Array(words);
  const log = Log.open(folder, options);
  const payload = [Buffer.alloc(recordBytes, 'r')];
  for (let round = 0; ; round += 1) {
    Atomics.add(state, 1, 1);
    Atomics.notify(state, 1);
    Atomics.wait(state, 0, round);
    if (Atomics.load(state, 0) < 0) break;
    for (let i = 0; i < count; i += 1) log.appendEntries(1, payload);
  }
  await log.close();
  finishCompiling();
}

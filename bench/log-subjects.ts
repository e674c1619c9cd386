/** What the log's benchmarks measure: the log, the floor in C++, and stores from npm. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addon } from '../src/addon.js';
import { Log, type LogOptions } from '../src/log/log.js';
import type { Context, Prepare, Size, Timed } from '../src/measure/declare.js';
import { keyOf, openPeer } from './log-peers.js';

export type Appends = { readonly batch: readonly number[]; readonly recordBytes: readonly number[] };

/** A segment or file that holds a measurement's appends; the log starts afresh, off the median, where it is used up. */
function capacity(size: Size, batch: number): number {
  if (size === 'smoke') return 4 << 20;
  const most = batch === 1 ? 16 : batch < 1024 ? 64 : 256;
  return (size === 'quick' ? most / 2 : most) << 20;
}

/** Of the C++ loop: of its sync alone. By blocks of 200, since one burst of the disk would decide a p99 over all. */
export const latency = { title: 'p99 until acknowledged', unit: 'ns', better: 'lower' } as const;
export const syncP50 = { title: 'p50 of a sync alone', unit: 'ns', better: 'lower' } as const;
export const syncP99 = { title: 'p99 of a sync alone', unit: 'ns', better: 'lower' } as const;
export const amplification = { title: 'bytes written for a byte of payload', unit: '1', better: 'lower' } as const;

/** Records cut from one buffer, as they come from a socket. */
const cut = (count: number, bytes: number): Buffer[] => {
  const whole = Buffer.alloc(count * bytes, 'r');
  return Array.from({ length: count }, (_, i) => whole.subarray(i * bytes, (i + 1) * bytes));
};

const block = 200;

/** The p99 of each whole block; of everything where there is not one. */
function blockwiseP99(samples: readonly number[]): number[] {
  const p99 = (some: readonly number[]): number =>
    [...some].sort((a, b) => a - b)[Math.floor(0.99 * (some.length - 1))] ?? 0;
  const blocks = Array.from({ length: Math.floor(samples.length / block) }, (_, at) =>
    p99(samples.slice(at * block, (at + 1) * block)),
  );
  return blocks.length === 0 ? [p99(samples)] : blocks;
}

/** The log, its file filled ahead as the floor's is; `pending` appends without waiting, one batch ahead. */
export const log =
  (sync: 'none' | 'group', pending = false, more: LogOptions = {}): Prepare<Appends> =>
  ({ parameters: { batch, recordBytes }, size, scratch }) => {
    const folder = scratch();
    const segmentBytes = capacity(size, batch);
    const options: LogOptions = { sync, segmentBytes, spareSegments: 0, ...more };
    const payloads = cut(batch, recordBytes);
    const batchBytes = 128 + batch * (recordBytes + 4);
    const open = (): { log: Log; room: number } => {
      rmSync(join(folder, 'log'), { recursive: true, force: true });
      return { log: Log.open(join(folder, 'log'), options), room: Math.floor((segmentBytes - 65_536) / batchBytes) };
    };
    let now = open();
    let underWay: Promise<unknown> = Promise.resolve();
    const samples: number[] = [];
    const fresh = async (): Promise<void> => {
      await underWay;
      await now.log.close();
      now = open();
    };
    return {
      operations: batch,
      run(): number | Promise<number> {
        now.room -= 1;
        if (now.room < 0) return fresh().then(() => batch);
        if (pending) {
          const before = underWay;
          const started = performance.now();
          underWay = now.log.appendEntriesAsync(1, payloads).then(() => {
            samples.push(performance.now() - started);
          });
          return before.then(() => batch);
        }
        const started = performance.now();
        const { lastIndex } = now.log.appendEntries(1, payloads);
        samples.push(performance.now() - started);
        return lastIndex;
      },
      figures() {
        const { batchBytes: written, payloadBytes, syncP50Ns, syncP99Ns } = now.log.stats();
        return {
          latency: blockwiseP99(samples).map((ms) => ms * 1e6),
          amplification: written / Math.max(payloadBytes, 1),
          ...(sync === 'none' ? {} : { syncP50: syncP50Ns, syncP99: syncP99Ns }),
        };
      },
      async close() {
        await underWay;
        await now.log.close();
      },
    };
  };

export const floor =
  (sync: boolean, direct = false): Prepare<Appends> =>
  ({ parameters: { batch, recordBytes }, size, scratch }) => {
    const handle = addon.logFloorOpen(
      join(scratch(), 'floor'),
      capacity(size, batch),
      recordBytes,
      batch,
      sync ? 1 : 0,
      direct ? 1 : 0,
    );
    const blocks: number[] = [];
    let runs = 0;
    return {
      operations: batch,
      run() {
        runs += 1;
        if (sync && runs % block === 1 && runs > 1) blocks.push(addon.logFloorSyncNs(handle, 0.99, 1));
        return addon.logFloorRun(handle, 1);
      },
      figures: () => ({
        ...(sync ? { latency: blocks.length === 0 ? addon.logFloorSyncNs(handle, 0.99, 0) : blocks } : {}),
        ...(sync
          ? { syncP50: addon.logFloorSyncNs(handle, 0.5, 0), syncP99: addon.logFloorSyncNs(handle, 0.99, 0) }
          : {}),
        amplification: 1,
      }),
    };
  };

/** A log of `bytes` of payload, closed; and what it takes to open it, or to read its files and checksum them. */
export function recovery(what: 'log' | 'floor'): Prepare<{ readonly recordBytes: readonly number[] }> {
  return async ({
    parameters: { recordBytes },
    size,
    scratch,
  }: Context<{ readonly recordBytes: readonly number[] }>) => {
    const folder = join(scratch(), 'log');
    const segmentBytes = size === 'smoke' ? 1 << 20 : 16 << 20;
    const bytes = size === 'smoke' ? 2 << 20 : size === 'quick' ? 64 << 20 : 256 << 20;
    const options: LogOptions = { sync: 'none', segmentBytes, spareSegments: 0 };
    const batch = 64;
    const payloads = cut(batch, recordBytes);
    const written = Log.open(folder, options);
    for (let done = 0; done < bytes; done += batch * recordBytes) written.appendEntries(1, payloads);
    await written.close();
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.segment'))
      .map((name) => join(folder, name));
    const timed: Timed = {
      operations: files.length * (segmentBytes >> 20),
      async run() {
        if (what === 'floor') return files.reduce((sum, file) => (sum + addon.logFloorRead(file)) >>> 0, 0);
        const log = Log.open(folder, options);
        const { batchCount } = log.recovery;
        await log.close();
        return batchCount;
      },
    };
    return timed;
  };
}

export const peer =
  (name: string): Prepare<Appends> =>
  async ({ parameters: { batch, recordBytes }, scratch }) => {
    const opened = await openPeer(name, scratch());
    const values = cut(batch, recordBytes);
    let index = 0;
    return {
      operations: batch,
      async run() {
        const keys = values.map(() => {
          index += 1;
          return keyOf(index);
        });
        await opened.put(keys, values);
        return index;
      },
      close: async () => {
        await opened.close();
      },
    };
  };

/** A worker that appends until it is terminated: blocking, not blocking, both, or leaving logs open to be collected. */
import { parentPort, workerData } from 'node:worker_threads';
import { Log } from '../../src/log/log.js';

const { folder, name, way } = workerData as { folder: string; name: string; way: 'sync' | 'async' | 'both' | 'open' };
const options = { segmentBytes: 64 << 10, spareSegments: 1 } as const;
const log = Log.open(folder, options);
let count = 0;
const next = (): Buffer[] => {
  count += 1;
  return [Buffer.from(`${name}:${count}:${'.'.repeat(100)}`)];
};

for (;;) {
  if (way !== 'async') {
    log.appendEntries(1, next());
    parentPort?.postMessage(count);
  }
  if (way === 'async' || way === 'both') {
    const promises = Array.from({ length: 4 }, () => log.appendEntriesAsync(1, next()));
    await Promise.all(promises);
    parentPort?.postMessage(count);
  }
  if (way === 'open') Log.open(folder, options);
}

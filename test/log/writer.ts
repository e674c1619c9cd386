/**
 * A writer to be killed: appends `<name>:<count>` to the log of its folder, one after the other, and says each count on
 * standard output once it is acknowledged. Run as `node writer.js <folder> <threads>`; each thread is a worker.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Log } from '../../src/log/log.js';

const options = { segmentBytes: 64 << 10, spareSegments: 1 } as const;

if (isMainThread) {
  const [folder, threads] = process.argv.slice(2) as [string, string];
  const keep = Log.open(folder, options);
  for (let thread = 0; thread < Number(threads); thread += 1) {
    const name = `w${thread}`;
    const worker = new Worker(new URL(import.meta.url), { workerData: { folder, name } });
    worker.on('message', (count: string) => process.stdout.write(`${name}:${count}\n`));
  }
  // One more writes without blocking, many at a time.
  let count = 0;
  const more = async (): Promise<void> => {
    for (;;) {
      const first = count;
      await Promise.all(
        Array.from({ length: 8 }, () => {
          count += 1;
          return keep.appendEntriesAsync(1, [Buffer.from(`main:${count}`)]);
        }),
      );
      process.stdout.write(`main:${first + 8}\n`);
    }
  };
  await more();
} else {
  const { folder, name } = workerData as { folder: string; name: string };
  const log = Log.open(folder, options);
  const padding = '.'.repeat(150);
  for (let count = 1; ; count += 1) {
    log.appendEntries(1, [Buffer.from(`${name}:${count}:${padding}`)]);
    parentPort?.postMessage(String(count));
  }
}

/** Appends until it is refused, and says what it was told: run with system calls that fail, or on a disk that is full. */
import { LogError } from '../../src/log/error.js';
import { Log } from '../../src/log/log.js';

const log = Log.open(process.argv[2] as string, { segmentBytes: 64 << 10, spareSegments: 0 });
const padding = '.'.repeat(Number(process.env.BYTES ?? 100));
const attempt = (work: () => unknown): string => {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return error.code;
  }
};
let acknowledged = 0;
const next = (): unknown => log.appendEntries(1, [Buffer.from(`${acknowledged + 1}:${padding}`)]);
let code: string | null = null;
while (code === null && acknowledged < Number(process.env.APPENDS ?? 30)) {
  const result = attempt(next);
  if (result === 'ok') acknowledged += 1;
  else code = result;
}
const after = [attempt(next), attempt(() => log.sync()), attempt(() => log.truncateBefore(2))];
await log.close();
console.log(JSON.stringify({ acknowledged, code, after }));

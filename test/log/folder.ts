import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder that goes with the test; in memory where the system has such a place, for then a sync costs nothing. */
export function freshFolder(test: TestContext): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'nines-log-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether the longer sizes are wanted (`npm run test:log`). */
export const full = process.env.NINES_LOG_FULL !== undefined;

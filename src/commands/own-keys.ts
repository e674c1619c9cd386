/** `--keys FILE`: keys of the user's own, one a line. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type KeyFile, readKeys } from '../placement/key-file.js';
import { UsageError } from './exit.js';

export function ownKeys(path: string): Extract<KeyFile, { kind: 'keys' }> {
  const read = readKeys(readFileSync(path));
  if (read.kind === 'unusable') throw new UsageError(`${path}: ${read.because}`);
  return read;
}

/** Before the benches are imported: they, and their workers, look for the file in the environment (bench/placement-keys.ts). */
export function measureWithOwnKeys(path: string | undefined): void {
  if (path === undefined) return;
  ownKeys(path);
  process.env.NINES_KEYS = resolve(path);
}

/** How much memory values take: the arena, the table that finds them, and the tables of remembered results. */
import { arenaBytes } from './arena.js';
import { stringBytes } from './atoms.js';
import { internStatistics } from './intern.js';
import { memoBytes } from './memo.js';
import { recallBytes } from './recall.js';
import { wideHashBytes } from './wide-hash.js';

/** Bytes in use by all values of this thread. */
export function valueBytes(): number {
  return arenaBytes() + internStatistics().bytes + memoBytes() + recallBytes() + wideHashBytes() + stringBytes();
}

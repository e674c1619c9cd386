/**
 * Hash-consing: an open-addressing table (linear probing, load at most one half) of pairs (id, low hash lane). The low
 * lane beside the id saves the visit to the arena for most entries that are not the wanted one.
 */
import { commit, heap, reserve } from './arena.js';
import { spend } from './effort.js';
import type { Value } from './value.js';

let table = new Int32Array(2 << 16);
let mask = (1 << 16) - 1;
let count = 0;

/**
 * Interns the value whose payload has been written at the tip: `words` words identify it, `extra` words behind them are
 * its cache (zeroed when it is new). Word 1 and 2 are its hash lanes. Returns the id.
 */
export function internTip(tag: number, words: number, extra: number): Value {
  const address = reserve(words + extra);
  const h = heap;
  const entries = table;
  const lo = h[address + 1]!;
  let slot = (lo ^ (tag << 7)) & mask;
  for (;;) {
    const id = entries[slot * 2]!;
    if (id === 0) break;
    if (entries[slot * 2 + 1] === lo && (id & 15) === tag) {
      const other = (id >>> 4) << 1;
      let i = 0;
      while (i < words && h[address + i] === h[other + i]) i++;
      if (i === words) return id;
    }
    slot = (slot + 1) & mask;
  }
  for (let i = 0; i < extra; i++) h[address + words + i] = 0;
  const id = commit(words + extra) | tag;
  entries[slot * 2] = id;
  entries[slot * 2 + 1] = lo;
  if (++count * 2 > mask) enlarge();
  if ((count & 1023) === 0) spend(1024);
  return id;
}

/**
 * The interned set that is the explicit set at `from`, of `n` elements behind `header` words, with x, which it lacks; 0 if
 * there is none yet. `lo` is the low hash lane that it would have. Neither x's place nor a copy is needed to recognise it.
 */
export function findWith(tag: number, header: number, from: number, n: number, x: Value, lo: number): Value {
  const h = heap;
  const entries = table;
  let slot = (lo ^ (tag << 7)) & mask;
  for (;;) {
    const id = entries[slot * 2]!;
    if (id === 0) return 0;
    if (entries[slot * 2 + 1] === lo && (id & 15) === tag) {
      const other = (id >>> 4) << 1;
      if (h[other] === n + 1) {
        const a = from + header;
        const b = other + header;
        let i = 0;
        while (i < n && h[a + i] === h[b + i]) i++;
        if (h[b + i] === x) {
          while (i < n && h[a + i] === h[b + i + 1]) i++;
          if (i === n) return id;
        }
      }
    }
    slot = (slot + 1) & mask;
  }
}

/** Number of interned values and bytes of the table. */
export function internStatistics(): { values: number; bytes: number } {
  return { values: count, bytes: table.byteLength };
}

function enlarge(): void {
  const old = table;
  mask = mask * 2 + 1;
  table = new Int32Array((mask + 1) * 2);
  for (let i = 0; i < old.length; i += 2) {
    const id = old[i]!;
    if (id === 0) continue;
    const lo = old[i + 1]!;
    let slot = (lo ^ ((id & 15) << 7)) & mask;
    while (table[slot * 2] !== 0) slot = (slot + 1) & mask;
    table[slot * 2] = id;
    table[slot * 2 + 1] = lo;
  }
}

import { type Anomaly, type Edge, named, shown } from './anomaly.js';
import type { Transaction } from './transaction.js';
import { Writers, type Written } from './writers.js';

/**
 * A register shows one value at a time, so of the order of its values only this is known: nothing comes before the initial nil,
 * and what a transaction writes comes after what it had read or written of the key.
 */
export function registerEvidence(all: readonly Transaction[]): { anomalies: Anomaly[]; edges: Edge[] } {
  const writers = new Writers(all);
  const anomalies: Anomaly[] = [];
  /** By key and value, who read it. */
  const readers = new Map<string, Map<string, Transaction[]>>();
  /** By key, pairs of values of which the second is known to follow. */
  const follows = new Map<string, [earlier: unknown, later: unknown, by: Transaction][]>();
  for (const transaction of all) {
    if (transaction.outcome === 'fail') continue;
    const own = new Map<string, unknown>();
    for (const { f, key, value } of transaction.operations) {
      if (f === 'read' && value === undefined) continue;
      const seen = own.has(key);
      if (f === 'write') {
        const observed = transaction.outcome === 'ok';
        if (seen && observed) follows.set(key, [...(follows.get(key) ?? []), [own.get(key), value, transaction]]);
      } else if (seen && shown(own.get(key)) !== shown(value)) {
        const because = `${named(transaction)} read ${shown(value)} of ${key}, and knew it as ${shown(own.get(key))}`;
        anomalies.push({ name: 'internal', because, cycle: [] });
      } else if (!seen) {
        if (value !== null) writers.inspect(transaction, key, value, true);
        const ofKey = readers.get(key) ?? new Map<string, Transaction[]>();
        readers.set(key, ofKey.set(shown(value), [...(ofKey.get(shown(value)) ?? []), transaction]));
      }
      own.set(key, value);
    }
  }
  const edges: Edge[] = [];
  const keys = new Set([...writers.keys, ...readers.keys()]);
  for (const key of keys) {
    const readBy = (value: unknown): readonly Transaction[] => readers.get(key)?.get(shown(value)) ?? [];
    const known = follows.get(key) ?? [];
    const circle = cyclic(known);
    if (circle !== null) {
      const because = `of ${key}, ${circle.map(shown).join(' comes before ')}`;
      anomalies.push({ name: 'cyclic-versions', because, cycle: [] });
    }
    edges.push(...edgesOf(key, writers, known, readBy));
  }
  return { anomalies: [...writers.anomalies, ...anomalies], edges };
}

function edgesOf(
  key: string,
  writers: Writers,
  known: readonly (readonly [unknown, unknown, Transaction])[],
  readBy: (value: unknown) => readonly Transaction[],
): Edge[] {
  const edges: Edge[] = [];
  const unseen = (value: unknown, later: Written): void => {
    const { transaction: to, value: written } = later;
    for (const reader of readBy(value)) {
      const why = `read ${shown(value)} of ${key} and did not see ${shown(written)}, which line ${to.line} wrote`;
      edges.push({ from: reader.index, to: to.index, kind: 'rw', why });
    }
  };
  for (const written of writers.all(key)) {
    const { transaction, value } = written;
    const readers = readBy(value);
    for (const reader of readers) {
      const why = `wrote ${shown(value)} to ${key}, which line ${reader.line} read`;
      edges.push({ from: transaction.index, to: reader.index, kind: 'wr', why });
    }
    // Whoever read nil did not see any value that is known to have been there.
    if (transaction.outcome === 'ok' || (transaction.outcome === 'info' && readers.length > 0)) unseen(null, written);
  }
  for (const [earlier, later] of known) {
    const [from, to] = [writers.of(key, earlier), writers.of(key, later)];
    if (to === undefined || earlier === null) continue;
    unseen(earlier, to);
    if (from === undefined || from.transaction === to.transaction) continue;
    const why = `wrote ${shown(earlier)} to ${key} before line ${to.transaction.line} wrote ${shown(later)}`;
    edges.push({ from: from.transaction.index, to: to.transaction.index, kind: 'ww', why });
  }
  return edges;
}

/** Values that come before one another in a circle; null where there is none. */
function cyclic(known: readonly (readonly [unknown, unknown, Transaction])[]): unknown[] | null {
  const after = new Map<string, unknown[]>();
  for (const [earlier, later] of known) after.set(shown(earlier), [...(after.get(shown(earlier)) ?? []), later]);
  const done = new Set<string>();
  const walk = (value: unknown, path: readonly unknown[]): unknown[] | null => {
    const at = path.findIndex((each) => shown(each) === shown(value));
    if (at >= 0) return [...path.slice(at), value];
    if (done.has(shown(value))) return null;
    done.add(shown(value));
    for (const later of after.get(shown(value)) ?? []) {
      const found = walk(later, [...path, value]);
      if (found !== null) return found;
    }
    return null;
  };
  for (const [earlier] of known) {
    const found = walk(earlier, []);
    if (found !== null) return found;
  }
  return null;
}

import { type Anomaly, type Edge, named, shown } from './anomaly.js';
import type { Transaction } from './transaction.js';
import { Writers } from './writers.js';

/** Lists show their history: the longest read of a key is the order of its appends, and every other read is a beginning of it. */
export function listAppendEvidence(all: readonly Transaction[]): { anomalies: Anomaly[]; edges: Edge[] } {
  const writers = new Writers(all);
  const anomalies: Anomaly[] = [];
  const reads = new Map<string, { transaction: Transaction; list: readonly unknown[] }[]>();
  for (const transaction of all) {
    if (transaction.outcome !== 'ok') continue;
    anomalies.push(...internal(transaction));
    const written = new Set<string>();
    for (const { f, key, value } of transaction.operations) {
      if (f === 'write') written.add(key);
      // What it read after appending itself holds its own appends: the order is told by others' reads as well.
      else reads.set(key, [...(reads.get(key) ?? []), { transaction, list: Array.isArray(value) ? value : [] }]);
    }
  }
  const edges: Edge[] = [];
  for (const [key, ofKey] of reads) {
    const longest = ofKey.reduce((best, each) => (each.list.length > best.list.length ? each : best));
    const fits = ofKey.filter(({ transaction, list }) => {
      const at = list.findIndex((value, index) => shown(value) !== shown(longest.list[index]));
      if (at < 0) return true;
      const because = `${named(transaction)} read ${shown(list)} of ${key}, and ${named(longest.transaction)} ${shown(longest.list)}`;
      anomalies.push({ name: 'incompatible-order', because, cycle: [] });
      return false;
    });
    for (const { transaction, list } of fits) {
      for (const [index, value] of list.entries()) {
        writers.inspect(transaction, key, value, index === list.length - 1);
      }
    }
    edges.push(...edgesOf(key, longest.list, fits, writers));
  }
  return { anomalies: [...writers.anomalies, ...anomalies], edges };
}

function edgesOf(
  key: string,
  order: readonly unknown[],
  reads: readonly { transaction: Transaction; list: readonly unknown[] }[],
  writers: Writers,
): Edge[] {
  const writerOf = (index: number): Transaction | undefined =>
    index < 0 || index >= order.length ? undefined : writers.of(key, order[index])?.transaction;
  const edges: Edge[] = [];
  for (let index = 0; index + 1 < order.length; index += 1) {
    const [from, to] = [writerOf(index), writerOf(index + 1)];
    if (from === undefined || to === undefined) continue;
    const why = `appended ${shown(order[index])} to ${key} before line ${to.line} appended ${shown(order[index + 1])}`;
    edges.push({ from: from.index, to: to.index, kind: 'ww', why });
  }
  for (const { transaction, list } of reads) {
    const from = writerOf(list.length - 1);
    if (from !== undefined) {
      const why = `appended ${shown(list.at(-1))} to ${key}, which line ${transaction.line} read`;
      edges.push({ from: from.index, to: transaction.index, kind: 'wr', why });
    }
    const to = writerOf(list.length);
    if (to === undefined) continue;
    const why = `did not see ${shown(order[list.length])} of ${key}, which line ${to.line} appended`;
    edges.push({ from: transaction.index, to: to.index, kind: 'rw', why });
  }
  return edges;
}

/** What a transaction reads ends in what it has appended since it read last. */
function internal(transaction: Transaction): Anomaly[] {
  const known = new Map<string, { read: readonly unknown[] | null; since: readonly unknown[] }>();
  const anomalies: Anomaly[] = [];
  for (const { f, key, value } of transaction.operations) {
    const { read, since } = known.get(key) ?? { read: null, since: [] };
    if (f === 'write') known.set(key, { read, since: [...since, value] });
    else {
      const list: readonly unknown[] = Array.isArray(value) ? value : [];
      const expected = [...(read ?? list.slice(0, Math.max(0, list.length - since.length))), ...since];
      if (shown(list) !== shown(expected)) {
        const because = `${named(transaction)} read ${shown(list)} of ${key}, and had read or appended what makes it ${shown(expected)}`;
        anomalies.push({ name: 'internal', because, cycle: [] });
      }
      known.set(key, { read: list, since: [] });
    }
  }
  return anomalies;
}

/** Who wrote which value of which key: each value is written once, so that a read shows where it came from. */
import { type Anomaly, named, shown } from './anomaly.js';
import type { Transaction } from './transaction.js';

export interface Written {
  readonly transaction: Transaction;
  readonly value: unknown;
  /** It is the last write of its transaction to this key. */
  readonly final: boolean;
}

export class Writers {
  readonly #byKey = new Map<string, Map<string, Written>>();
  readonly anomalies: Anomaly[] = [];

  constructor(transactions: readonly Transaction[]) {
    for (const transaction of transactions) {
      const { operations } = transaction;
      for (const [index, { f, key, value }] of operations.entries()) {
        if (f !== 'write') continue;
        const final = !operations.slice(index + 1).some((later) => later.f === 'write' && later.key === key);
        const values = this.#byKey.get(key) ?? new Map<string, Written>();
        this.#byKey.set(key, values);
        const before = values.get(shown(value));
        if (before !== undefined) {
          const because = `${named(transaction)} writes ${shown(value)} to ${key}, as ${named(before.transaction)} does`;
          this.anomalies.push({ name: 'duplicate-write', because, cycle: [] });
        } else values.set(shown(value), { transaction, value, final });
      }
    }
  }

  of(key: string, value: unknown): Written | undefined {
    return this.#byKey.get(key)?.get(shown(value));
  }

  get keys(): IterableIterator<string> {
    return this.#byKey.keys();
  }

  all(key: string): readonly Written[] {
    return [...(this.#byKey.get(key)?.values() ?? [])];
  }

  /** Notes G1a, G1b and reads of nothing that was written, of one value that `reader` saw; `last` where it is the version read. */
  inspect(reader: Transaction, key: string, value: unknown, last: boolean): void {
    const written = this.of(key, value);
    const saw = `${named(reader)} read ${shown(value)} of ${key}`;
    const add = (name: Anomaly['name'], why: string): void => {
      this.anomalies.push({ name, because: `${saw}, ${why}`, cycle: [] });
    };
    if (written === undefined) add('unwritten-read', 'which nobody wrote');
    else if (written.transaction.outcome === 'fail')
      add('G1a', `which ${named(written.transaction)} wrote and aborted`);
    else if (last && !written.final && written.transaction !== reader)
      add('G1b', `which ${named(written.transaction)} overwrote before its end`);
  }
}

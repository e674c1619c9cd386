import type { Model } from './model.js';
import type { Operation } from './operation.js';

/**
 * A register with reads, writes and compare-and-set, over operations with their values numbered: the search sees whole numbers
 * only. State: the number of the value that the register holds.
 */
export class RegisterModel implements Model {
  /** 0 read, 1 write, 2 cas that took effect, 3 cas that did not, 4 cas of unknown outcome. */
  readonly #kinds: Uint8Array;
  /** What is read, written, or put in place. */
  readonly #values: Int32Array;
  readonly #expected: Int32Array;
  readonly initial: number;
  /**
   * 1: a write whose value nobody is known to have seen, in a history in which no operation failed for what it saw. Where another
   * write is the next to happen, such a one may as well have happened right before it.
   */
  readonly unseen: Uint8Array;

  constructor(operations: readonly Operation[], initial: unknown = null) {
    const numbers = new Map<string, number>();
    const numberOf = (value: unknown): number => {
      const text = JSON.stringify(value ?? null);
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    };
    this.initial = numberOf(initial);
    this.#kinds = Uint8Array.from(operations, kindOf);
    this.#values = Int32Array.from(operations, ({ f, value, result }) => numberOf(f === 'read' ? result : value));
    this.#expected = Int32Array.from(operations, ({ expected }) => numberOf(expected));
    this.unseen = this.#unseen();
  }

  /** It does not ask for a state: a write. */
  blind(index: number): boolean {
    return this.#kinds[index] === 1;
  }

  /** Whatever the state, it leaves it: a read, or a `cas` that failed. */
  looksOnly(index: number): boolean {
    return this.#kinds[index] === 0 || this.#kinds[index] === 3;
  }

  #unseen(): Uint8Array {
    const unseen = Uint8Array.from(this.#kinds, (kind) => (kind === 1 ? 1 : 0));
    if (this.#kinds.includes(3)) return unseen.fill(0);
    const seen = new Set<number>();
    for (const [index, kind] of this.#kinds.entries()) {
      if (kind === 0) seen.add(this.#values[index]!);
      else if (kind !== 1) seen.add(this.#expected[index]!);
    }
    for (const [index, value] of this.#values.entries()) if (seen.has(value)) unseen[index] = 0;
    return unseen;
  }

  /** The state after operation `index` in `state`; -1 where it could not have gone as it did. */
  step(state: number, index: number): number {
    const value = this.#values[index]!;
    switch (this.#kinds[index]) {
      case 0:
        return state === value ? state : -1;
      case 1:
        return value;
      case 2:
        return state === this.#expected[index] ? value : -1;
      case 3:
        return state === this.#expected[index] ? -1 : state;
      default:
        return state === this.#expected[index] ? value : state;
    }
  }
}

function kindOf({ f, result }: Operation): number {
  if (f === 'read') return 0;
  if (f === 'write') return 1;
  return result === undefined ? 4 : result === true ? 2 : 3;
}

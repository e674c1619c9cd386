/** What an evaluation on symbolic values knows of the state. */
import type { Value } from '../tla/runtime.js';

/** What is known since an evaluation passed a fork: values of parts, by key, and values of what was evaluated. */
export class Known {
  private readonly reads = new Map<number, Value>();
  readonly values = new Map<object, unknown>();

  constructor(readonly outer: Known | null) {}

  get(key: number): Value | undefined {
    for (let known: Known | null = this; known !== null; known = known.outer) {
      const value = known.reads.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  set(key: number, value: Value): void {
    this.reads.set(key, value);
  }

  valueOf(thing: object): unknown {
    for (let known: Known | null = this; known !== null; known = known.outer) {
      const value = known.values.get(thing);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** So many bits of the state have one key each (`Known`). */
const BIT_KEYS = 2 ** 20;
const SIZE_KEYS = 2 ** 30;
const ELEMENTS = 1024;

/** The key of whether an element is in a set, by their numbers; of the size of a set's universe; a field's is its number. */
export const bitKey = (set: number, place: number): number => BIT_KEYS + set * ELEMENTS + place;
export const sizeKey = (set: number): number => SIZE_KEYS + set;

/** What a log tells of the state after one step, put together from its observations. */
import { NONE, type Value } from '../../tla/value.js';
import type { Observed } from '../specification.js';
import type { Pattern } from './json-value.js';
import { agrees } from './pattern.js';
import type { State } from './state.js';

export class Known implements Observed {
  /** By variable: its value, NONE where that is not known. */
  readonly #values: Int32Array;
  /** By variable: what else is known of it. */
  readonly #patterns: (Pattern | null)[];
  #some = false;

  constructor(width: number) {
    this.#values = new Int32Array(width).fill(NONE);
    this.#patterns = new Array<Pattern | null>(width).fill(null);
  }

  /** Whether anything is known at all. */
  get some(): boolean {
    return this.#some;
  }

  clear(): void {
    if (!this.#some) return;
    this.#some = false;
    this.#values.fill(NONE);
    this.#patterns.fill(null);
  }

  /** False where the variable cannot be both this and what it is known to be already. */
  is(variable: number, value: Value): boolean {
    const known = this.#values[variable] as Value;
    if (known !== NONE && known !== value) return false;
    this.#values[variable] = value;
    this.#some = true;
    return true;
  }

  /** As `is`, for what is not known whole. */
  matches(variable: number, pattern: Pattern): boolean {
    if (pattern.kind === 'value') return this.is(variable, pattern.value);
    const known = this.#patterns[variable] ?? null;
    this.#patterns[variable] =
      known === null ? pattern : { kind: 'entries', entries: [...entriesOf(known), ...pattern.entries] };
    this.#some = true;
    return true;
  }

  value(variable: number): Value {
    return this.#values[variable] as Value;
  }

  /** null where nothing is known. */
  pattern(variable: number): Pattern | null {
    const value = this.#values[variable] as Value;
    return value === NONE ? (this.#patterns[variable] ?? null) : { kind: 'value', value };
  }

  agrees(variable: number, value: Value): boolean {
    const known = this.#values[variable] as Value;
    if (known !== NONE && known !== value) return false;
    const pattern = this.#patterns[variable] ?? null;
    return pattern === null || agrees(pattern, value);
  }

  agreesWith(state: State): boolean {
    for (let variable = 0; variable < state.length; variable += 1) {
      if (!this.agrees(variable, state[variable] as Value)) return false;
    }
    return true;
  }
}

const entriesOf = (pattern: Pattern) => (pattern.kind === 'entries' ? pattern.entries : []);

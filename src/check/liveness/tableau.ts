/**
 * The automaton of a temporal formula: it reads a behaviour step by step and has an accepting run iff the formula holds.
 * A state is a set of formulas that have to hold from here on; a cover is one way for them to hold: what must be true of
 * this state and step, and what has to hold afterwards. Runs accept that do not put a promise `<>p` off for ever.
 *
 * Source: the on-the-fly construction of Gerth, Peled, Vardi and Wolper (1995), with acceptance on transitions as in
 * Couvreur (1999).
 */
import type { Literal, Normal } from './formula.js';

export interface Cover {
  readonly literals: readonly Literal[];
  /** The state of the automaton afterwards. */
  readonly next: number;
  /** Numbers of the promises that are put off. */
  readonly postponed: readonly number[];
}

export interface Tableau {
  /** By state; state 0 is the initial one. */
  readonly covers: readonly (readonly Cover[])[];
  readonly promiseCount: number;
}

/** Formulas by their text, so that equal ones are met as one. */
type Obligations = ReadonlyMap<string, Normal>;

interface Open {
  readonly literals: readonly Literal[];
  readonly next: Obligations;
  readonly postponed: readonly number[];
}

export function tableauOf(formulas: readonly Normal[]): Tableau {
  return new Construction().run(formulas);
}

class Construction {
  readonly #states: Obligations[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #promises = new Map<string, number>();

  run(formulas: readonly Normal[]): Tableau {
    const covers: (readonly Cover[])[] = [];
    this.#state(new Map(formulas.map((formula) => [keyOf(formula), formula])));
    for (let at = 0; at < this.#states.length; at += 1) {
      const start: Open = { literals: [], next: new Map(), postponed: [] };
      const open = this.#expand([...(this.#states[at] as Obligations).values()], start, new Set());
      covers.push(open.map((one) => ({ ...one, next: this.#state(one.next) })));
    }
    return { covers, promiseCount: this.#promises.size };
  }

  #state(obligations: Obligations): number {
    const key = [...obligations.keys()].sort().join('\n');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#states.length);
    this.#states.push(obligations);
    return this.#states.length - 1;
  }

  #promise(key: string): number {
    const number = this.#promises.get(key) ?? this.#promises.size;
    this.#promises.set(key, number);
    return number;
  }

  /** All ways for `todo` to hold here; `done` are the formulas already taken care of. */
  #expand(todo: readonly Normal[], open: Open, done: ReadonlySet<string>): readonly Open[] {
    const [formula, ...rest] = todo;
    if (formula === undefined) return [open];
    const key = keyOf(formula);
    if (done.has(key)) return this.#expand(rest, open, done);
    const now = new Set(done).add(key);
    switch (formula.kind) {
      case 'constant':
        return formula.value ? this.#expand(rest, open, now) : [];
      case 'literal': {
        const { proposition, positive } = formula.literal;
        if (open.literals.some((other) => other.proposition === proposition && other.positive !== positive)) return [];
        return this.#expand(rest, { ...open, literals: [...open.literals, formula.literal] }, now);
      }
      case 'and':
        return this.#expand([...formula.items, ...rest], open, now);
      case 'or':
        return formula.items.flatMap((item) => this.#expand([item, ...rest], open, now));
      case 'always':
        return this.#expand([formula.of, ...rest], { ...open, next: new Map(open.next).set(key, formula) }, now);
      case 'eventually': {
        const later: Open = {
          ...open,
          next: new Map(open.next).set(key, formula),
          postponed: [...open.postponed, this.#promise(key)],
        };
        return [...this.#expand([formula.of, ...rest], open, now), ...this.#expand(rest, later, now)];
      }
    }
  }
}

function keyOf(formula: Normal): string {
  switch (formula.kind) {
    case 'literal':
      return `${formula.literal.positive ? '' : '~'}${formula.literal.proposition}`;
    case 'constant':
      return `${formula.value}`;
    case 'and':
    case 'or':
      return `(${formula.kind} ${formula.items.map(keyOf).join(' ')})`;
    case 'always':
      return `[]${keyOf(formula.of)}`;
    case 'eventually':
      return `<>${keyOf(formula.of)}`;
  }
}

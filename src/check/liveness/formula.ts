/**
 * Temporal formulas as generated code hands them over, and their normal form: negations at the leaves only, and leaves
 * that are as large as they can be. A leaf is a proposition over a state or a step, whose truth is found once for each.
 */

/** `WF` and `~>` are written out by the compiler. Quantifiers over constant sets are conjunctions and disjunctions. */
export type TemporalFormula =
  /** Neither over states nor over steps: `p # q` of two processes, say. */
  | { readonly kind: 'constant'; readonly value: boolean }
  /** Over the current registers. */
  | { readonly kind: 'state'; readonly holds: () => boolean }
  /** Over the current and the next registers. */
  | { readonly kind: 'step'; readonly holds: () => boolean }
  | { readonly kind: 'not'; readonly of: TemporalFormula }
  | { readonly kind: 'and' | 'or'; readonly items: readonly TemporalFormula[] }
  | { readonly kind: 'always' | 'eventually'; readonly of: TemporalFormula };

/** True or false of a state or a step. */
export interface Evaluated {
  readonly kind: 'state' | 'step';
  readonly holds: () => boolean;
}

/** A disjunction is not evaluated: what is known of its parts tells. */
export type Proposition = Evaluated | { readonly kind: 'either'; readonly parts: readonly Literal[] };

/** A proposition, by its number, that has to be true (or false). */
export interface Literal {
  readonly proposition: number;
  readonly positive: boolean;
}

export type Normal =
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Normal[] }
  | { readonly kind: 'always' | 'eventually'; readonly of: Normal };

export const negated = (literal: Literal): Literal => ({ ...literal, positive: !literal.positive });

/** Numbers propositions over all formulas of one check. */
export class Propositions {
  readonly all: Proposition[] = [];
  readonly #numbers = new Map<TemporalFormula, number>();

  /** The normal form of `formula`, or of its negation. */
  normal(formula: TemporalFormula, positive = true): Normal {
    const constant = constantOf(formula);
    if (constant !== null) return { kind: 'constant', value: constant === positive };
    if (!isTemporal(formula)) return { kind: 'literal', literal: this.#literal(formula, positive) };
    switch (formula.kind) {
      case 'not':
        return this.normal(formula.of, !positive);
      case 'and':
      case 'or': {
        const conjunction = (formula.kind === 'and') === positive;
        return join(conjunction ? 'and' : 'or', this.#items(formula.items, positive));
      }
      case 'always':
      case 'eventually': {
        const always = (formula.kind === 'always') === positive;
        return modal(always ? 'always' : 'eventually', this.normal(formula.of, positive));
      }
      case 'constant':
        return { kind: 'constant', value: formula.value === positive };
      case 'state':
      case 'step':
        return { kind: 'literal', literal: this.#literal(formula, positive) };
    }
  }

  #items(items: readonly TemporalFormula[], positive: boolean): readonly Normal[] {
    return items.map((item) => this.normal(item, positive));
  }

  #literal(formula: TemporalFormula, positive: boolean): Literal {
    if (formula.kind === 'not') return this.#literal(formula.of, !positive);
    let proposition = this.#numbers.get(formula);
    if (proposition === undefined) {
      proposition = this.add({ kind: mentionsStep(formula) ? 'step' : 'state', holds: () => holds(formula) });
      this.#numbers.set(formula, proposition);
    }
    return { proposition, positive };
  }

  add(proposition: Proposition): number {
    this.all.push(proposition);
    return this.all.length - 1;
  }

  /** One proposition for the disjunction of literals. */
  either(literals: readonly Literal[]): Literal {
    const [first] = literals;
    if (literals.length === 1 && first !== undefined) return first;
    return { proposition: this.add({ kind: 'either', parts: literals }), positive: true };
  }
}

/** The value of what consists of constants only; else null. */
function constantOf(formula: TemporalFormula): boolean | null {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'not': {
      const of = constantOf(formula.of);
      return of === null ? null : !of;
    }
    case 'and':
    case 'or': {
      const items = formula.items.map(constantOf);
      if (items.includes(null)) return null;
      return formula.kind === 'and' ? !items.includes(false) : items.includes(true);
    }
    default:
      return null;
  }
}

function isTemporal(formula: TemporalFormula): boolean {
  switch (formula.kind) {
    case 'constant':
    case 'state':
    case 'step':
      return false;
    case 'not':
      return isTemporal(formula.of);
    case 'and':
    case 'or':
      return formula.items.some(isTemporal);
    case 'always':
    case 'eventually':
      return true;
  }
}

function mentionsStep(formula: TemporalFormula): boolean {
  switch (formula.kind) {
    case 'constant':
    case 'state':
      return false;
    case 'step':
      return true;
    case 'not':
    case 'always':
    case 'eventually':
      return mentionsStep(formula.of);
    case 'and':
    case 'or':
      return formula.items.some(mentionsStep);
  }
}

/** Of a formula without temporal operators; left to right, like any other conjunction. */
function holds(formula: TemporalFormula): boolean {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'state':
    case 'step':
      return formula.holds();
    case 'not':
      return !holds(formula.of);
    case 'and':
      return formula.items.every(holds);
    case 'or':
      return formula.items.some(holds);
    case 'always':
    case 'eventually':
      return holds(formula.of);
  }
}

/** Flattens, and drops what decides nothing. */
export function join(kind: 'and' | 'or', items: readonly Normal[]): Normal {
  const neutral = kind === 'and';
  const flat: Normal[] = [];
  for (const item of items) {
    if (item.kind === kind) flat.push(...item.items);
    else if (item.kind !== 'constant') flat.push(item);
    else if (item.value !== neutral) return item;
  }
  const [first] = flat;
  if (first === undefined) return { kind: 'constant', value: neutral };
  return flat.length === 1 ? first : { kind, items: flat };
}

/**
 * `[]` or `<>` of `of`, with what LTL says about them, so that as much as possible becomes `[]<>p` and `<>[]p`:
 * `[](p /\ q)` splits; so do `[](p \/ r)` where r is true everywhere or nowhere, and `[](<>p \/ <>q)`. All of it also
 * with `<>`, `/\` and `\/` exchanged.
 */
export function modal(kind: 'always' | 'eventually', of: Normal): Normal {
  if (of.kind === kind || isEverywhereEqual(of)) return of;
  if (of.kind !== 'and' && of.kind !== 'or') return { kind, of };
  const eachModal = (items: readonly Normal[]): Normal =>
    join(
      of.kind,
      items.map((item) => modal(kind, item)),
    );
  if ((of.kind === 'and') === (kind === 'always')) return eachModal(of.items);
  const opposite = kind === 'always' ? 'eventually' : 'always';
  if (of.items.every((item) => item.kind === opposite || isEverywhereEqual(item))) return eachModal(of.items);
  const equal = of.items.filter(isEverywhereEqual);
  if (equal.length === 0) return { kind, of };
  const others = join(
    of.kind,
    of.items.filter((item) => !isEverywhereEqual(item)),
  );
  return join(of.kind, [modal(kind, others), ...equal]);
}

/** Its truth does not depend on where in the behaviour it is asked: `[]<>p` or `<>[]p`, or joined from those. */
export function isEverywhereEqual(formula: Normal): boolean {
  switch (formula.kind) {
    case 'and':
    case 'or':
      return formula.items.every(isEverywhereEqual);
    case 'always':
      return formula.of.kind === 'eventually';
    case 'eventually':
      return formula.of.kind === 'always';
    case 'literal':
      return false;
    case 'constant':
      return true;
  }
}

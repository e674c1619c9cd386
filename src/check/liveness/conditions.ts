/**
 * Splits a formula that a counterexample has to satisfy into cases, and each case into what the strongly connected
 * components decide (`[]<>p`, `<>[]p` and their disjunctions: Streett conditions) and what needs a tableau.
 */
import { isEverywhereEqual, type Literal, type Normal, negated, type Propositions } from './formula.js';

/** If steps with `whenever` occur infinitely often, then so do steps with `again`. Null: every step; no step at all. */
export interface Condition {
  readonly whenever: Literal | null;
  readonly again: Literal | null;
}

export interface Case {
  readonly conditions: readonly Condition[];
  readonly tableau: readonly Normal[];
}

/** Beyond so many cases a disjunction is left to the tableau, which takes it as it is. */
const mostCases = 256;

/** The cases whose disjunction is the conjunction of `formulas`; none if that is false. */
export function casesOf(formulas: readonly Normal[], propositions: Propositions): readonly Case[] {
  let cases: readonly Case[] = [{ conditions: [], tableau: [] }];
  for (const formula of formulas) {
    const alternatives = alternativesOf(formula, propositions);
    const split = cases.length * alternatives.length <= mostCases;
    const used = split ? alternatives : [{ conditions: [], tableau: [formula] }];
    cases = cases.flatMap((one) => used.map((other) => both(one, other)));
  }
  return cases;
}

function both(a: Case, b: Case): Case {
  return { conditions: [...a.conditions, ...b.conditions], tableau: [...a.tableau, ...b.tableau] };
}

function alternativesOf(formula: Normal, propositions: Propositions): readonly Case[] {
  if (formula.kind === 'constant') return formula.value ? [{ conditions: [], tableau: [] }] : [];
  if (formula.kind === 'and') return casesOf(formula.items, propositions);
  const single = conditionOf([formula]);
  if (single !== null) return [{ conditions: [single(propositions)], tableau: [] }];
  if (formula.kind !== 'or' || !formula.items.some(mentionsRecurrence)) return [{ conditions: [], tableau: [formula] }];
  const joined = conditionOf(formula.items);
  if (joined !== null) return [{ conditions: [joined(propositions)], tableau: [] }];
  return formula.items.flatMap((item) => alternativesOf(item, propositions));
}

function mentionsRecurrence(formula: Normal): boolean {
  return isEverywhereEqual(formula) || (formula.kind === 'and' && formula.items.some(mentionsRecurrence));
}

/** The condition that a disjunction of `[]<>p`s and at most one `<>[]q` is. */
function conditionOf(items: readonly Normal[]): ((propositions: Propositions) => Condition) | null {
  const again: Literal[] = [];
  let whenever: Literal | null = null;
  for (const item of items) {
    const literal = recurrence(item);
    if (literal === null) return null;
    if (item.kind === 'always') again.push(literal);
    else if (whenever === null) whenever = negated(literal);
    else return null;
  }
  return (propositions) => ({ whenever, again: again.length === 0 ? null : propositions.either(again) });
}

/** The p of `[]<>p` or `<>[]p`. */
function recurrence(formula: Normal): Literal | null {
  if (formula.kind !== 'always' && formula.kind !== 'eventually') return null;
  const inner = formula.of;
  const opposite = formula.kind === 'always' ? 'eventually' : 'always';
  return inner.kind === opposite && inner.of.kind === 'literal' ? inner.of.literal : null;
}

/**
 * Liveness: does every behaviour of the specification, fair as it says, satisfy each temporal property? A counterexample
 * is a behaviour that satisfies the fairness and the negation of the property; it is looked for in the graph of all
 * reachable states, read by a tableau of what the negation says about single behaviours.
 *
 *   formula -normal form-> cases -> Streett conditions + tableau -product-> fair component -> lasso
 */
import { type Case, casesOf } from './conditions.js';
import { type Acceptance, findFairComponent } from './fair-component.js';
import { Propositions, type TemporalFormula } from './formula.js';
import { buildGraph, type Fingerprint, type StateGraph, type StateSpace, type Stepper } from './graph.js';
import { type Lasso, lassoThrough } from './lasso.js';
import { Product, reach } from './product.js';
import { tableauOf } from './tableau.js';

export interface TemporalProperty {
  readonly name: string;
  readonly formula: () => TemporalFormula;
}

/** What the specification assumes of its behaviours, and what is to hold of them. */
export interface Liveness {
  readonly fairness: () => readonly TemporalFormula[];
  readonly properties: readonly TemporalProperty[];
}

export interface LivenessViolation extends Lasso {
  readonly property: string;
}

/** null if every property holds. Throws what evaluating a formula throws. */
export function checkLiveness(
  specification: Stepper,
  liveness: Liveness,
  space: StateSpace,
  fingerprint: Fingerprint,
): LivenessViolation | null {
  if (liveness.properties.length === 0) return null;
  const propositions = new Propositions();
  const fairness = liveness.fairness().map((formula) => propositions.normal(formula));
  const refutations = liveness.properties.map(({ name, formula }) => {
    return { name, cases: casesOf([...fairness, propositions.normal(formula(), false)], propositions) };
  });
  const graph = buildGraph(specification, space, propositions.all, fingerprint);
  for (const { name, cases } of refutations) {
    for (const one of cases) {
      const lasso = refute(graph, one);
      if (lasso !== null) return { property: name, ...lasso };
    }
  }
  return null;
}

/** A behaviour of the graph for which the case holds. */
export function refute(graph: StateGraph, { conditions, tableau }: Case): Lasso | null {
  const automaton = tableauOf(tableau);
  const acceptances: Acceptance[] = conditions.map((condition) => ({ kind: 'condition', ...condition }));
  for (let promise = 0; promise < automaton.promiseCount; promise += 1) acceptances.push({ kind: 'promise', promise });
  const product = new Product(graph, automaton);
  const reachable = reach(product);
  const component = findFairComponent(product, reachable, acceptances);
  return component === null ? null : lassoThrough(product, reachable, component);
}

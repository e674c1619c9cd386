/**
 * Liveness: does every behaviour of the specification, fair as it says, satisfy each temporal property? A counterexample
 * is a behaviour that satisfies the fairness and the negation of the property; it is looked for in the graph of all
 * reachable states, read by a tableau of what the negation says about single behaviours.
 *
 *   formula -normal form-> cases -> Streett conditions + tableau -product-> fair component -> lasso
 */
import { type Case, casesOf } from './conditions.js';
import { type Acceptance, fairStates } from './fair-component.js';
import { Propositions, type TemporalFormula } from './formula.js';
import { buildGraph, type Fingerprint, type StateGraph, type StateSpace, type Stepper } from './graph.js';
import { type Lasso, shortestLasso } from './lasso.js';
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

/** From that many states on the first lasso is good enough: another case may take as long as all before. */
const LARGE = 2 ** 18;

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
  const assumed = casesOf(fairness, propositions);
  const graph = buildGraph(specification, space, propositions.all, fingerprint);
  const count = refutations.reduce((sum, { cases }) => sum + cases.length, 0);
  const among = count > 1 ? fairIn(graph, assumed) : null;
  if (among?.every((mark) => mark === 0)) return null;
  for (const { name, cases } of refutations) {
    let shortest: Lasso | null = null;
    for (const one of cases) {
      const lasso = refute(graph, one, among, shortest?.states.length);
      if (lasso === null) continue;
      shortest = lasso;
      if (graph.stateCount > LARGE) break;
    }
    if (shortest !== null) return { property: name, ...shortest };
  }
  return null;
}

/** Where fair behaviours can stay for ever, if fairness is a matter of conditions alone; each case asks for all of them. */
function fairIn(graph: StateGraph, fairness: readonly Case[]): Uint8Array | null {
  const [only] = fairness;
  if (only === undefined || fairness.length > 1 || only.tableau.length > 0 || only.conditions.length === 0) return null;
  return fairStates(graph, acceptancesOf(only));
}

const acceptancesOf = ({ conditions }: Case): Acceptance[] =>
  conditions.map((condition) => ({ kind: 'condition', ...condition }));

/**
 * A behaviour of the graph for which the case holds; `among`: by state, whether it can be there for ever; `below`: of
 * fewer states than that.
 */
export function refute(graph: StateGraph, one: Case, among: Uint8Array | null, below?: number): Lasso | null {
  const automaton = tableauOf(one.tableau);
  const acceptances = acceptancesOf(one);
  for (let promise = 0; promise < automaton.promiseCount; promise += 1) acceptances.push({ kind: 'promise', promise });
  const product = new Product(graph, automaton);
  return shortestLasso(product, reach(product), acceptances, among, below);
}

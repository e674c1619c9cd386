/**
 * Liveness: does every behaviour of the specification, fair as it says, satisfy each temporal property? A counterexample
 * is a behaviour that satisfies the fairness and the negation of the property; it is looked for in the graph of all
 * reachable states, read by a tableau of what the negation says about single behaviours.
 *
 *   formula -normal form-> cases -> Streett conditions + tableau -product-> fair component -> lasso
 */
import { GraphBuilder } from './build-graph.js';
import { type Case, casesOf } from './conditions.js';
import { type Acceptance, fairStates } from './fair-component.js';
import { Propositions, type TemporalFormula } from './formula.js';
import type { Fingerprint, StateGraph, StateSpace, Stepper } from './graph.js';
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

interface Refutation {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** Checks the states of a search that grows; what was found out about those seen before is kept. */
export class LivenessCheck {
  readonly #refutations: readonly Refutation[];
  readonly #assumed: readonly Case[];
  readonly #builder: GraphBuilder;

  /** Throws what evaluating a formula throws, here and in `refuted`. */
  constructor(specification: Stepper, liveness: Liveness, fingerprint: Fingerprint) {
    const propositions = new Propositions();
    const fairness = liveness.fairness().map((formula) => propositions.normal(formula));
    this.#refutations = liveness.properties.map(({ name, formula }) => {
      return { name, cases: casesOf([...fairness, propositions.normal(formula(), false)], propositions) };
    });
    this.#assumed = casesOf(fairness, propositions);
    this.#builder = new GraphBuilder(specification, fingerprint, propositions.all);
  }

  get bytes(): number {
    return this.#builder.graph.bytes;
  }

  /**
   * null if behaviours through the first `expanded` states satisfy every property. The successors of those are in the space;
   * what ENABLED says is evaluated in the state, so that a lasso through them is one of the whole graph.
   */
  refuted(space: StateSpace, expanded = space.count): LivenessViolation | null {
    const { graph } = this.#builder;
    this.#builder.extend(space, expanded);
    const count = this.#refutations.reduce((sum, { cases }) => sum + cases.length, 0);
    const among = count > 1 ? fairIn(graph, this.#assumed) : null;
    if (among?.every((mark) => mark === 0)) return null;
    for (const { name, cases } of this.#refutations) {
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
}

/** null if every property holds of all states of the space. Throws what evaluating a formula throws. */
export function checkLiveness(
  specification: Stepper,
  liveness: Liveness,
  space: StateSpace,
  fingerprint: Fingerprint,
): LivenessViolation | null {
  if (liveness.properties.length === 0) return null;
  return new LivenessCheck(specification, liveness, fingerprint).refuted(space);
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

/**
 * A specification in executable form: what generated code (see tla2ts/emit) hands to the searches and trace checks of
 * this room. One state is in the registers of the current variables, a second one in those of the next; formulas read the
 * registers. State = one value id per variable, in order of declaration.
 */
import type { Effect } from '../core/effect.js';
import type { Value } from '../tla/runtime.js';
import type { Liveness } from './liveness/liveness.js';

export type { TemporalFormula } from './liveness/formula.js';

/** Called once for each outcome, while its values are in the registers. */
export type Continuation = () => void;

export interface SpecificationAction {
  /** As in the specification: `RMPrepare`, `TC!Prepare`. */
  readonly name: string;
  /** The parameters' names there. */
  readonly parameters: readonly string[];
  /**
   * Calls `k` for each successor of the current state by this action alone; `args` are its arguments, NONE where they are
   * unknown and to be tried out. While `k` runs, the next registers hold the successor and `argumentsTaken` its arguments.
   */
  enumerate(args: ArrayLike<Value>, k: Continuation): void;
  /** By variable, if it was asked for when compiling: what the action certainly does to it; null where that is not known. */
  readonly effects?: readonly (Effect | null)[];
}

/** What a log tells of the state after a step. */
export interface Observed {
  /** The variable's value; NONE where it is not known, or not all of it. */
  value(variable: number): Value;
  /** Whether this may be the variable's value. */
  agrees(variable: number, value: Value): boolean;
}

/** A formula on the current registers, or from the current to the next. */
export interface Predicate {
  readonly name: string;
  holds(): boolean;
}

/** A conjunct of an invariant that depends on nothing but some variables. */
export interface InvariantPart {
  /** The variables that it reads: bit `index % 32` of each. */
  readonly reads: number;
  holds(): boolean;
}

/** An invariant. After a step from a state where it held, only the parts that read what has changed can be false. */
export interface Invariant extends Predicate {
  /** Its conjuncts, in order; left out if it may depend on more than the state. */
  readonly parts?: readonly InvariantPart[];
}

/** A formula over one state, which may be in either registers. */
export interface StatePredicate extends Predicate {
  holdsNext(): boolean;
}

/** How parts make a whole up: any disjunct, some instance of \E, all, or a condition and the branch that it takes. */
export type Joined = 'any' | 'some' | 'all' | 'branch';

/** Takes in how the conjuncts of an action come out, in the order of the text. */
export interface ConjunctReport {
  /** The action with these arguments is next. */
  begin(args: readonly Value[]): void;
  /** A conjunct that assigns nothing; `primed` if it reads the successor. Of comparisons also both sides. */
  test(
    text: string,
    file: string,
    line: number,
    primed: boolean,
    holds: () => boolean,
    left?: () => Value,
    right?: () => Value,
    joined?: Joined,
    parts?: () => void,
  ): void;
  /** A conjunct that assigns: `run` calls its argument for each outcome. */
  step(
    text: string,
    file: string,
    line: number,
    run: (k: Continuation) => void,
    joined?: Joined,
    parts?: () => void,
  ): void;
  /** Several conjuncts that are one part of a whole: a disjunct, or an instance of a quantifier. */
  group(text: string, file: string, line: number, conjuncts: () => void): void;
  /** Enough groups have been told of this whole. */
  full(): boolean;
}

export interface Coverage {
  /** How often each counted conjunct was reached (at 2i) and was true (at 2i + 1). */
  readonly conjuncts: Float64Array;
  /** How often each action gave a successor. */
  readonly actions: Float64Array;
}

export interface CompiledSpecification {
  readonly name: string;
  /** SHA-256 of the text from which it was compiled. */
  readonly hash: string;
  readonly variables: readonly string[];
  readonly actions: readonly SpecificationAction[];
  /** By action, if they were asked for when compiling: reports its conjuncts in the current state. `args` as in `enumerate`. */
  readonly explanations?: readonly ((args: ArrayLike<Value>, report: ConjunctReport) => void)[];
  /** If it was asked for when compiling, since it was loaded. */
  readonly coverage?: Coverage;
  /** Calls `k` for each initial state, in the current registers. */
  init(k: Continuation): void;
  /** Calls `k` for each successor of the current state, in the next registers, in TLC's order, repetitions included. */
  next(k: Continuation): void;
  /** Index in `actions` of the action that has just made a successor. */
  actionTaken(): number;
  /** How many states stood between the two steps of a composition `A \\cdot B` so far; TLC counts them as generated. */
  statesBetween(): number;
  /** The arguments of the last successor by `enumerate`. */
  readonly argumentsTaken: ArrayLike<Value>;
  /** If it was asked for when compiling: from now on, no step is made that these do not agree with; null for any. */
  observe?(observed: Observed | null): void;
  /** Copies a state into the current, or the next, registers. */
  load(states: ArrayLike<Value>, offset: number): void;
  loadNext(states: ArrayLike<Value>, offset: number): void;
  /** Copies the current, or the next, registers out. */
  store(states: Value[] | Int32Array, offset: number): void;
  storeNext(states: Value[] | Int32Array, offset: number): void;
  readonly invariants: readonly Invariant[];
  readonly constraints: readonly StatePredicate[];
  readonly actionConstraints: readonly Predicate[];
  /** Properties of initial states. */
  readonly initialProperties: readonly Predicate[];
  /** Properties of steps: each holds of `[A]_v`. */
  readonly stepProperties: readonly Predicate[];
  /** What only whole behaviours refute, and the fairness assumed of them; null if there is no such property. */
  readonly liveness: Liveness | null;
  readonly assumptions: readonly Predicate[];
  readonly postconditions: readonly Predicate[];
  /** The set of permutations of model values under which states count as equal. */
  readonly symmetry: (() => Value) | null;
  /** What identifies a state, on the current and on the next registers. */
  readonly view: { current(): Value; next(): Value } | null;
  /** What is shown of a state in a counterexample: a record over the current (and next) registers. */
  readonly alias: (() => Value) | null;
}

/** The values of a specification's declared constants, by name. */
export interface Constants {
  value(name: string): Value;
  /** A constant that takes arguments. */
  operator(name: string): (...args: Value[]) => Value;
}

/** What a generated module exports. */
export type SpecificationFactory = (constants: Constants) => CompiledSpecification;

import type { Value } from '../../tla/value.js';
import type { Joined } from '../specification.js';
import type { Known } from './known.js';
import type { Groups, State } from './state.js';

export interface Action {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Made for a mapping: it is taken only where an event asks for it. */
  readonly mapped?: boolean;
  /** The one action of the specification that it takes, where the mapping says a step by such a name. */
  readonly takes?: string;
}

/** Which steps are asked for; what is left open is null. A model may give more steps than these, never fewer. */
export interface Wanted {
  /** Position among the model's actions of those that may be taken; null for any. */
  readonly actions: readonly number[] | null;
  /** By parameter of the one action; null in place of an argument that is not known. */
  readonly args: readonly (Value | null)[] | null;
}

/** What the checker of traces asks of a specification: the same that exploring its states does. */
export interface TraceModel {
  readonly variables: readonly string[];
  readonly actions: readonly Action[];
  /** Names of the model values that its constants have. */
  readonly modelValues: ReadonlySet<string>;
  /** Calls `visit` with each initial state, which is valid during the call only. */
  initialStates(visit: (state: State) => void): void;
  /**
   * Calls `visit` with each step out of `state`; `args` and `next` are valid during the call only. `known` is what the log
   * tells of the state after it: steps to others need not be given.
   */
  successors(
    state: State,
    wanted: Wanted,
    visit: (action: number, args: ArrayLike<Value>, next: State) => void,
    known?: Known,
  ): void;
  /** The name of an invariant that is false in this state; null if all hold. */
  violated?(state: State): string | null;
  /** How the conjuncts of an action come out in a state; null where the model cannot tell. */
  explain?(
    state: State,
    action: number,
    args: readonly (Value | null)[],
    /** Parts of what is true are told, too. */
    thorough?: boolean,
    /** Of a step that was taken, where it led: an alternative that leads elsewhere is false. */
    next?: State,
  ): readonly Finding[];
  /** Nodes that may be renamed among each other, with their names in traces; left out where there are none. */
  readonly interchangeable?: { readonly groups: Groups; readonly names: ReadonlyMap<Value, string> };
}

/** One way of taking an action, and what each of its conjuncts says of a state. */
export interface Finding {
  readonly args: readonly Value[];
  readonly conjuncts: readonly Conjunct[];
}

export interface Conjunct {
  /** As the specification writes it. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly outcome: 'true' | 'false' | 'error' | 'not reached';
  /** The values on both sides of a comparison, or what an error said. */
  readonly left?: string;
  readonly right?: string;
  readonly message?: string;
  /** What it is made of, where that says more than its own outcome: the disjuncts, the instances, the branch taken. */
  readonly parts?: readonly Conjunct[];
  /** How `parts` make it up: any of them, all of them, or the one branch that IF and CASE take. */
  readonly joined?: Joined;
}

/** The steps of a specification that agree with an event, and those that no event records. */
import { resetScratch } from '../../tla/build.js';
import { EvaluationError, type Value } from '../../tla/value.js';
import { Known } from './known.js';
import type { TraceModel, Wanted } from './model.js';
import type { PreparedEvent } from './prepared-event.js';
import type { State } from './state.js';

export type VisitStep = (next: State, action: number, args: ArrayLike<Value>) => void;

export class Steps {
  /** What the event tells of the state after it, for the state at hand. */
  readonly #known: Known;

  constructor(
    readonly model: TraceModel,
    /** Called for every step that is tried. */
    readonly tick: () => void,
  ) {
    this.#known = new Known(model.variables.length);
  }

  /** Calls `found` with each state that the event may lead to from `state`; valid during the call only. */
  of(event: PreparedEvent, state: State, found: VisitStep): void {
    const { checks, before, wanted, repeat } = event;
    for (const check of before) if (!check.agrees(state)) return;
    if (repeat !== null) {
      this.#repeated(event, state, found);
      return;
    }
    const known = this.#known;
    known.clear();
    for (const check of checks) if (!check.know(state, known)) return;
    if (!known.some) {
      this.by(wanted, state, found);
      return;
    }
    this.by(
      wanted,
      state,
      (next, action, args) => {
        if (known.agreesWith(next)) found(next, action, args);
      },
      known,
    );
  }

  /**
   * Calls `found` for each step that is asked for. An argument that the log gives may be of a kind of which the
   * specification makes no sense, a set where it applies a function: that is no step, and the explanation says why.
   */
  by(wanted: Wanted, state: State, found: VisitStep, known?: Known): void {
    const { actions, args: given } = wanted;
    try {
      const visit = (action: number, args: ArrayLike<Value>, next: State): void => {
        this.tick();
        if (actions !== null && !actions.includes(action)) return;
        if (given !== null && !argsAgree(given, args)) return;
        found(next, action, args);
      };
      this.model.successors(state, wanted, visit, known);
    } catch (error) {
      if (!isOfArguments(error, wanted)) throw error;
      resetScratch();
    }
  }

  /** The only step, or the first of several and then others: states are gathered, as steps may not nest. */
  #repeated({ wanted, repeat }: PreparedEvent, state: State, found: VisitStep): void {
    this.by(wanted, state, found);
    if (repeat === null) return;
    let reached = this.#gather(repeat.first, [state]);
    const seen = new Set(reached.map(keyOf));
    for (let taken = 1; taken < repeat.atMost && reached.length > 0; taken += 1) {
      for (const each of reached) this.by(repeat.last, each, found);
      reached = this.#gather(repeat.later, reached).filter((each) => {
        const key = keyOf(each);
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      });
    }
  }

  #gather(wanted: Wanted, states: readonly State[]): State[] {
    const reached: State[] = [];
    for (const state of states) this.by(wanted, state, (next) => reached.push(next.slice()));
    return reached;
  }
}

/** Whether an evaluation may have failed for what a log gave. With nothing given, the specification itself is at fault. */
const isOfArguments = (error: unknown, { args }: Wanted): boolean =>
  error instanceof EvaluationError && args?.some((value) => value !== null) === true;

const keyOf = (state: State): string => state.join();

export function argsAgree(wanted: readonly (Value | null)[], args: ArrayLike<Value>): boolean {
  for (let i = 0; i < wanted.length; i += 1) if (wanted[i] !== null && wanted[i] !== args[i]) return false;
  return true;
}

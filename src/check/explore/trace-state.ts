/** States of a counterexample: by which action each was reached, and what ALIAS shows of them. */
import { EvaluationError, NONE, recordOf, resetScratch, toText, type Value } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import type { TraceState } from './result.js';

export const INITIAL = 'Initial predicate';

/** An action as it was taken: its name and its arguments by parameter, null where they could not be told. */
export interface Taken {
  readonly name: string;
  readonly args: ReadonlyMap<string, Value> | null;
}

/** Takes the step by action `index` again to learn its arguments; null for an initial state. */
export function takenAction(
  specification: CompiledSpecification,
  before: readonly Value[] | null,
  values: readonly Value[],
  index: number,
): Taken | null {
  const action = specification.actions[index];
  if (before === null || action === undefined) return null;
  let args: Map<string, Value> | null = null;
  const successor = new Int32Array(values.length);
  specification.load(before, 0);
  try {
    action.enumerate(new Int32Array(action.parameters.length).fill(NONE), () => {
      if (args !== null) return;
      specification.storeNext(successor, 0);
      if (!successor.every((value, i) => value === values[i])) return;
      args = new Map(action.parameters.map((name, i) => [name, specification.argumentsTaken[i]!]));
    });
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    resetScratch();
  }
  return { name: action.name, args };
}

export function traceState(
  specification: CompiledSpecification,
  before: readonly Value[] | null,
  values: readonly Value[],
  index: number,
): TraceState {
  const taken = takenAction(specification, before, values, index);
  return { action: taken === null ? INITIAL : textOf(taken), values };
}

export function textOf({ name, args }: Taken): string {
  return args === null || args.size === 0 ? name : `${name}(${[...args.values()].map(toText).join(', ')})`;
}

/** Index of the first action that makes `after` from `before`; -1 if none does (with a view or symmetry). */
export function actionBetween(
  specification: CompiledSpecification,
  before: readonly Value[],
  after: readonly Value[],
): number {
  const successor = new Int32Array(before.length);
  let found = -1;
  specification.load(before, 0);
  specification.next(() => {
    if (found >= 0) return;
    specification.storeNext(successor, 0);
    if (successor.every((value, index) => value === after[index])) found = specification.actionTaken();
  });
  return found;
}

/** What TLCGet answers while a state of a behaviour is looked at. */
export interface Looking {
  /** The state is at this position, from 0, and was reached so. */
  lookAt(position: number, taken: Taken | null): void;
}

/**
 * What ALIAS makes of each state and its successor (the last one's is itself, or the state to which a lasso leads
 * back); null without ALIAS. Where it cannot be evaluated the value is the error.
 */
export function aliasedStates(
  specification: CompiledSpecification,
  trace: readonly TraceState[],
  loop: number | undefined,
  looking: Looking,
): readonly (Value | EvaluationError)[] | null {
  const { alias } = specification;
  if (alias === null) return null;
  return trace.map(({ values }, position) => {
    const next = trace[position + 1] ?? trace[loop ?? position]!;
    const before = trace[position - 1]?.values ?? null;
    try {
      const index = before === null ? -1 : actionBetween(specification, before, values);
      looking.lookAt(position, takenAction(specification, before, values, index));
      specification.load(values, 0);
      specification.loadNext(next.values, 0);
      return alias();
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
      return error;
    }
  });
}

/** `[name |-> "Send", context |-> [p |-> ...], location |-> ...]`, as TLCGet("action") gives it. */
export function actionRecord(taken: Taken | null, string: (text: string) => Value): Value {
  return recordOf({
    name: string(taken === null ? 'Init' : taken.name),
    context: recordOf(Object.fromEntries(taken?.args ?? [])),
  });
}

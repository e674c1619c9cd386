import { NONE, resetScratch, type Value } from '../../tla/runtime.js';

import type { CompiledSpecification, Predicate } from '../specification.js';
import type { Action, State, TraceModel, Wanted } from './model.js';

/** What the values of this thread take: its models are to be dropped where that is much. */
export { valueBytes } from '../../tla/memory.js';

/** A compiled specification as the search of traces takes it: states go through its registers. */
export function compiledModel(
  specification: CompiledSpecification,
  modelValues: ReadonlySet<string>,
  explain?: TraceModel['explain'],
  /** How actions are to be called, where not by their names in the specification. */
  named: (action: Action, index: number) => Action = (action) => action,
  interchangeable?: TraceModel['interchangeable'],
): TraceModel {
  const { variables, actions, invariants } = specification;
  const shown = actions.map(({ name, parameters }, index) => named({ name, parameters }, index));
  const unasked = shown.flatMap(({ mapped }, index) => (mapped === true ? [] : [index]));
  const buffer = new Int32Array(variables.length);
  const given = actions.map(({ parameters }) => new Int32Array(parameters.length));
  const taken = actions.map(({ parameters }) => new Int32Array(parameters.length));

  const takeAction = (
    index: number,
    { args }: Wanted,
    visit: (action: number, args: ArrayLike<Value>, next: State) => void,
  ): void => {
    const asked = given[index] as Int32Array;
    for (let i = 0; i < asked.length; i += 1) asked[i] = args?.[i] ?? NONE;
    const reported = taken[index] as Int32Array;
    actions[index]?.enumerate(asked, () => {
      specification.storeNext(buffer, 0);
      for (let i = 0; i < reported.length; i += 1) reported[i] = specification.argumentsTaken[i] as Value;
      visit(index, reported, buffer);
    });
  };

  return {
    variables,
    actions: shown,
    modelValues,
    initialStates(visit) {
      specification.init(() => {
        specification.store(buffer, 0);
        visit(buffer);
      });
    },
    successors(state, wanted, visit) {
      resetScratch();
      specification.load(state, 0);
      const { actions: asked } = wanted;
      if (asked === null) for (const index of unasked) takeAction(index, wanted, visit);
      else for (const index of asked) takeAction(index, wanted, visit);
    },
    violated(state) {
      if (invariants.length === 0) return null;
      resetScratch();
      specification.load(state, 0);
      for (let i = 0; i < invariants.length; i += 1) {
        const invariant = invariants[i] as Predicate;
        if (!invariant.holds()) return invariant.name;
      }
      return null;
    },
    ...(explain === undefined ? {} : { explain }),
    ...(interchangeable === undefined ? {} : { interchangeable }),
  };
}

import { NONE, resetScratch, type Value } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import type { State, TraceModel, Wanted } from './model.js';

/** A compiled specification as the search of traces takes it: states go through its registers. */
export function compiledModel(
  specification: CompiledSpecification,
  modelValues: ReadonlySet<string>,
  explain?: TraceModel['explain'],
): TraceModel {
  const { variables, actions } = specification;
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
    actions,
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
      if (asked === null) for (let i = 0; i < actions.length; i += 1) takeAction(i, wanted, visit);
      else for (const index of asked) takeAction(index, wanted, visit);
    },
    ...(explain === undefined ? {} : { explain }),
  };
}

import { EvaluationError, NONE, resetScratch, type Value } from '../../tla/runtime.js';

import type { CompiledSpecification, Predicate } from '../specification.js';
import { inferArguments } from './infer-arguments.js';
import type { Known } from './known.js';
import type { Action, TraceModel, Wanted } from './model.js';
import type { State } from './state.js';

/** What the values of this thread take: its models are to be dropped where that is much. */
export { valueBytes } from '../../tla/memory.js';

type VisitSuccessor = (action: number, args: ArrayLike<Value>, next: State) => void;

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
    visit: VisitSuccessor,
    state: State,
    known: Known | undefined,
  ): void => {
    const asked = given[index] as Int32Array;
    for (let i = 0; i < asked.length; i += 1) asked[i] = args?.[i] ?? NONE;
    const effects = actions[index]?.effects;
    if (known !== undefined && effects !== undefined && (args === null || asked.includes(NONE))) {
      if (!inferArguments(effects, state, known, asked)) return;
    }
    try {
      enumerate(index, asked, visit);
    } catch (error) {
      const inferred = asked.some((argument, i) => argument !== (args?.[i] ?? NONE));
      if (!inferred || !(error instanceof EvaluationError)) throw error;
      // What was read off the log may be of a kind that the specification does not compare with its own: then as if nothing was.
      for (let i = 0; i < asked.length; i += 1) asked[i] = args?.[i] ?? NONE;
      resetScratch();
      enumerate(index, asked, visit);
    }
  };

  const enumerate = (index: number, asked: Int32Array, visit: VisitSuccessor): void => {
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
    successors(state, wanted, visit, known) {
      resetScratch();
      specification.load(state, 0);
      specification.observe?.(known ?? null);
      for (const index of wanted.actions ?? unasked) takeAction(index, wanted, visit, state, known);
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

/** The graph of the states that a search found: every step between them, by action, for `explore --dump`. */
import { StateIndex } from '../liveness/build-graph.js';
import type { StateSpace } from '../liveness/graph.js';
import type { CompiledSpecification } from '../specification.js';
import { fingerprinterFor } from './choose-fingerprinter.js';

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Index in the specification's actions. */
  readonly action: number;
}

export interface GraphOfStates {
  readonly initial: readonly number[];
  /** By state and then in the order of the text, without repetitions. Takes every step of the search again. */
  edges(): Generator<Edge>;
}

/** Steps to states that constraints excluded are left out, and with symmetry or a view all that was counted as one is one. */
export function graphOfStates(specification: CompiledSpecification, space: StateSpace): GraphOfStates {
  const { values, width, count } = space;
  const fingerprinter = fingerprinterFor(specification);
  const index = new StateIndex(specification, fingerprinter);
  index.extend(space);
  const next = new Int32Array(width);
  const initial = new Set<number>();
  specification.init(() => {
    specification.store(next, 0);
    specification.loadNext(next, 0);
    fingerprinter.initial(next, 0);
    const state = index.find();
    if (state >= 0) initial.add(state);
  });
  function* edges(): Generator<Edge> {
    for (let from = 0; from < count; from += 1) {
      specification.load(values, from * width);
      fingerprinter.from(values, from * width);
      const seen = new Map<string, Edge>();
      specification.next(() => {
        specification.storeNext(next, 0);
        fingerprinter.successor(next, 0);
        const to = index.find();
        if (to < 0 || specification.actionConstraints.some((constraint) => !constraint.holds())) return;
        const action = specification.actionTaken();
        seen.set(`${to}:${action}`, { from, to, action });
      });
      yield* seen.values();
    }
  }
  return { initial: [...initial], edges };
}

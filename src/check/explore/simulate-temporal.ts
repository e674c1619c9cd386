/**
 * Temporal properties in simulations. The states of one random behaviour, with every step that leads from one of them to
 * another, are a part of the state graph; a fair behaviour that stays in it is one of the specification. TLC does the
 * same at the end of each behaviour (tlc2/tool/SimulationWorker.java: checkTrace).
 */
import type { Value } from '../../tla/runtime.js';
import type { Stepper } from '../liveness/graph.js';
import { checkLiveness } from '../liveness/liveness.js';
import type { CompiledSpecification } from '../specification.js';
import { PlainFingerprinter } from './fingerprint.js';

export interface RefutedForever {
  readonly property: string;
  readonly states: readonly (readonly Value[])[];
  /** The index in `states` to which the last one leads back. */
  readonly loop: number;
}

/** The first property that the states of this behaviour refute, or null. Throws what evaluating a formula throws. */
export function refuteInside(
  specification: CompiledSpecification,
  behaviour: readonly Int32Array[],
): RefutedForever | null {
  const { liveness } = specification;
  const first = behaviour[0];
  if (liveness === null || first === undefined) return null;
  const different = [...new Map(behaviour.map((state) => [state.join(), state])).values()];
  const width = specification.variables.length;
  const values = new Int32Array(Math.max(1, different.length * width));
  for (const [index, state] of different.entries()) values.set(state, index * width);
  const stepper: Stepper = {
    ...specification,
    init(k) {
      specification.load(first, 0);
      k();
    },
  };
  const space = { values, width, count: different.length };
  const violation = checkLiveness(stepper, liveness, space, new PlainFingerprinter(width));
  if (violation === null) return null;
  const states = violation.states.map((state) => [...values.subarray(state * width, (state + 1) * width)]);
  return { property: violation.property, states, loop: violation.loop };
}

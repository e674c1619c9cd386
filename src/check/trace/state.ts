/** States and the nodes in them, as values. */
import type { Value } from '../../tla/value.js';

/** A state: the ids of its variables' values, in the order of the model's `variables`. */
export type State = Int32Array;

/** Elements that may be renamed, those of one group among each other. */
export type Groups = readonly (readonly Value[])[];

import type { Millis, NodeId } from './units.js';

/**
 * A TLA+ value as data, in JSON: numbers, booleans, strings as they are; an array is a sequence, an object a record;
 * `{"#set": [...]}` a set and `{"#map": [[key, value], ...]}` a function, as in the Informal Trace Format of Apalache.
 */
export type Value = number | boolean | string | readonly Value[] | { readonly [field: string]: Value };

/** An atomic action of the specification, as one node took it. */
export interface SpecStep {
  /** The action's name in the specification. */
  readonly action: string;
  /** Its arguments by the specification's parameter names. */
  readonly args: Readonly<Record<string, Value>>;
  /** A partial state afterwards, by the specification's variables; what it leaves out is unknown. */
  readonly vars: Readonly<Record<string, Value>>;
}

export interface TraceEvent extends SpecStep {
  /** Position in the trace, from 1. */
  readonly seq: number;
  /** For people only: checkers go by `seq`. */
  readonly at: Millis;
  readonly node: NodeId;
}

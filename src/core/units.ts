/** Milliseconds: of the wall clock or of a simulated one, never mixed in one figure. */
export type Millis = number;
export type NodeId = string;

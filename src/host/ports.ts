import type { Millis, NodeId } from '../core/units.js';

/** Three ports, two adapters each: simulated (`sim/`) and real (`host/real/`). Callbacks come later, never synchronously. */
export type Cancel = () => void;

export interface Clock {
  /** Of this node: it may be off, drift and jump. */
  now(): Millis;
  after(delay: Millis, fire: () => void): Cancel;
}

/** Messages may be lost, repeated, delayed and overtaken; they are never altered (a real transport has checksums). */
export interface Transport<M> {
  send(to: NodeId, message: M): void;
  onMessage(receive: (from: NodeId, message: M) => void): void;
}

export interface Storage<D> {
  /** Every record of every intact batch, oldest first. A torn last batch is no batch: a crash cut it off before it was durable. */
  load(): readonly D[];
  /**
   * One batch, all or nothing after a crash. `done(null)` once it is durable, in the order of the appends; `done(because)` when
   * the disk refused (full, failed sync): the batch may or may not be there, and the only safe answer is to stop.
   */
  append(records: readonly D[], done: (failure: string | null) => void): void;
}

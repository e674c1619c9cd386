import { assert } from '../core/assert.js';
import type { Millis } from '../core/units.js';

/** Something that happens at a moment of virtual time. An object and not a closure: a message in flight is one of these. */
export interface SimEvent {
  fire(): void;
}

/**
 * Virtual time and the one queue of everything that will happen. Events of the same moment fire in the order in which they
 * were scheduled, so the order is total and depends on nothing but the calls. A binary heap; O(log n) a call.
 */
export class Scheduler {
  now: Millis = 0;
  #size = 0;
  #count = 0;
  #at = new Float64Array(1024);
  #order = new Float64Array(1024);
  readonly #events: (SimEvent | null)[] = [];

  get size(): number {
    return this.#size;
  }

  after(delay: Millis, event: SimEvent): void {
    this.at(this.now + delay, event);
  }

  at(at: Millis, event: SimEvent): void {
    // The message is built only when it is needed: this is the hottest line of the simulator.
    if (!(at >= this.now)) assert(false, `an event at ${at} ms, before now (${this.now} ms)`);
    if (this.#size === this.#at.length) this.#grow();
    const order = this.#count++;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      // An older event of the same moment stays above: `order` of the new one is the largest.
      if (this.#at[parent]! <= at) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#at[hole] = at;
    this.#order[hole] = order;
    this.#events[hole] = event;
  }

  /** When the next event is due; Infinity when nothing is. */
  next(): Millis {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
  }

  /** Fires the next event at its moment. */
  step(): void {
    assert(this.#size > 0, 'nothing is scheduled');
    const event = this.#events[0]!;
    this.now = this.#at[0]!;
    this.#removeFirst();
    event.fire();
  }

  /** Fires what is due up to and at `until`, then stands there. */
  runUntil(until: Millis): void {
    while (this.#size > 0 && this.#at[0]! <= until) this.step();
    this.now = until;
  }

  #removeFirst(): void {
    const last = --this.#size;
    const at = this.#at[last]!;
    const order = this.#order[last]!;
    const event = this.#events[last]!;
    this.#events[last] = null;
    if (last === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#before(child + 1, this.#at[child]!, this.#order[child]!)) child += 1;
      if (!this.#before(child, at, order)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#at[hole] = at;
    this.#order[hole] = order;
    this.#events[hole] = event;
  }

  #before(index: number, at: number, order: number): boolean {
    const difference = this.#at[index]! - at;
    return difference < 0 || (difference === 0 && this.#order[index]! < order);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from]!;
    this.#order[to] = this.#order[from]!;
    this.#events[to] = this.#events[from]!;
  }

  #grow(): void {
    const at = new Float64Array(2 * this.#at.length);
    const order = new Float64Array(2 * this.#order.length);
    at.set(this.#at);
    order.set(this.#order);
    this.#at = at;
    this.#order = order;
  }
}

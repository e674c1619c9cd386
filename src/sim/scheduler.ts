import { assert } from '../core/assert.js';
import type { Millis } from '../core/units.js';

/** Something that happens at a moment of virtual time. An object and not a closure: a message in flight is one of these. */
export interface SimEvent {
  fire(): void;
}

/**
 * A queue for events whose moments never go back, as those after a constant delay: they need no heap to be in order. It takes
 * part in the scheduler's one order as if its events were in the heap.
 */
export class Lane {
  readonly #scheduler: Scheduler;
  #at: Float64Array;
  #order: Float64Array;
  #events: (SimEvent | null)[];
  #head = 0;
  #size = 0;

  /** `room`: for how many at first, a power of two. It grows where they are more. */
  constructor(scheduler: Scheduler, room: number) {
    this.#scheduler = scheduler;
    this.#at = new Float64Array(room);
    this.#order = new Float64Array(room);
    this.#events = new Array<SimEvent | null>(room).fill(null);
  }

  /** Infinity when there is nothing. */
  get at(): Millis {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#at[this.#head]!;
  }

  get order(): number {
    return this.#order[this.#head]!;
  }

  push(at: Millis, event: SimEvent): void {
    const { length } = this.#events;
    const last = (this.#head + this.#size - 1) & (length - 1);
    if (!(at >= this.#scheduler.now) || (this.#size > 0 && at < this.#at[last]!))
      assert(false, `an event at ${at} ms in a lane that is further`);
    if (this.#size === length) this.#grow();
    const tail = (this.#head + this.#size) & (this.#events.length - 1);
    this.#at[tail] = at;
    this.#order[tail] = this.#scheduler.take();
    this.#events[tail] = event;
    this.#size += 1;
  }

  shift(): SimEvent {
    const event = this.#events[this.#head]!;
    this.#events[this.#head] = null;
    this.#head = (this.#head + 1) & (this.#events.length - 1);
    this.#size -= 1;
    return event;
  }

  #grow(): void {
    const { length } = this.#events;
    const [at, order] = [new Float64Array(2 * length), new Float64Array(2 * length)];
    const events = new Array<SimEvent | null>(2 * length).fill(null);
    for (let index = 0; index < length; index += 1) {
      const from = (this.#head + index) & (length - 1);
      at[index] = this.#at[from]!;
      order[index] = this.#order[from]!;
      events[index] = this.#events[from]!;
    }
    [this.#at, this.#order, this.#events, this.#head] = [at, order, events, 0];
  }
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
  readonly #lanes: Lane[] = [];

  /** Events in the heap; those in lanes are not counted. */
  get size(): number {
    return this.#size;
  }

  /** `expected`: how many events will wait in it at a time, about. */
  lane(expected = 64): Lane {
    const lane = new Lane(this, 2 ** Math.ceil(Math.log2(Math.max(64, expected))));
    this.#lanes.push(lane);
    return lane;
  }

  /** A place in the order of events of the same moment. For lanes. */
  take(): number {
    return this.#count++;
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
    let at = this.#size === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
    for (const lane of this.#lanes) if (lane.at < at) at = lane.at;
    return at;
  }

  /** Fires the next event at its moment. */
  step(): void {
    assert(this.next() < Number.POSITIVE_INFINITY, 'nothing is scheduled');
    this.#fireNext(Number.POSITIVE_INFINITY);
  }

  /** Fires what is due up to and at `until`, then stands there. */
  runUntil(until: Millis): void {
    while (this.#fireNext(until)) {}
    this.now = until;
  }

  /** false: nothing is due until then. */
  #fireNext(until: Millis): boolean {
    let at = this.#size === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
    let order = this.#order[0]!;
    let from: Lane | null = null;
    for (const lane of this.#lanes) {
      if (lane.at < at || (lane.at === at && at < Number.POSITIVE_INFINITY && lane.order < order)) {
        at = lane.at;
        order = lane.order;
        from = lane;
      }
    }
    if (at > until || at === Number.POSITIVE_INFINITY) return false;
    this.now = at;
    if (from === null) {
      const event = this.#events[0]!;
      this.#removeFirst();
      event.fire();
    } else from.shift().fire();
    return true;
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

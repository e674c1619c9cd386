/** All distinct states in the order in which they were found: their values, the state and the action they came from. */
import { enlarged } from '../../core/room.js';
import type { Value } from '../../tla/runtime.js';

/** States one after the other, each with the index of the action that led to it. */
export type Behaviour = readonly { readonly values: readonly Value[]; readonly action: number }[];

export class StateStore {
  /** Values of state i at i * width. Replaced when it grows: read it afresh. */
  values: Int32Array;
  private predecessors: Int32Array;
  private actions: Int16Array;
  count = 0;

  constructor(readonly width: number) {
    this.values = new Int32Array(256 * Math.max(1, width));
    this.predecessors = new Int32Array(256);
    this.actions = new Int16Array(256);
  }

  /** Copies one state from a batch; its predecessor is -1 for initial states. */
  add(batch: Int32Array, offset: number, predecessor: number, action: number): number {
    const index = this.count;
    const { width } = this;
    const at = index * width;
    if (index === this.predecessors.length || at + width > this.values.length) this.grow(at + width);
    const { values } = this;
    for (let i = 0; i < width; i += 1) values[at + i] = batch[offset + i]!;
    this.predecessors[index] = predecessor;
    this.actions[index] = action;
    this.count = index + 1;
    return index;
  }

  /** Copies the states of another store from `from` to before `to`. */
  addAll({ values, width, predecessors, actions }: StateStore, from: number, to: number): void {
    for (let i = from; i < to; i += 1) this.add(values, i * width, predecessors[i]!, actions[i]!);
  }

  predecessor(index: number): number {
    return this.predecessors[index]!;
  }

  /** Index of the action by which the state was first reached. */
  action(index: number): number {
    return this.actions[index]!;
  }

  state(index: number): Value[] {
    return [...this.values.subarray(index * this.width, (index + 1) * this.width)];
  }

  /** The states from an initial one to this, by index. */
  path(index: number): number[] {
    const path: number[] = [];
    for (let at = index; at >= 0; at = this.predecessor(at)) path.push(at);
    return path.reverse();
  }

  /** The behaviour that led to this state, which began and stayed in this store. */
  behaviour(index: number): Behaviour {
    return this.path(index).map((at) => ({ values: this.state(at), action: this.action(at) }));
  }

  /** Forgets the last `count` states. */
  drop(count: number): void {
    this.count -= count;
  }

  /** In use; what is reserved beyond is not touched. */
  get bytes(): number {
    return this.count * (4 * this.width + 6);
  }

  /** Until there is a place for one more, whose values end at `end`. */
  private grow(end: number): void {
    if (end > this.values.length) this.values = enlarged(this.values, Int32Array);
    if (this.count < this.predecessors.length) return;
    this.predecessors = enlarged(this.predecessors, Int32Array);
    const actions = new Int16Array(this.predecessors.length);
    actions.set(this.actions);
    this.actions = actions;
  }
}

/** States on their way to another thread: values as canonical bytes, since ids are each thread's own. */
import { Decoder, Encoder, type Value } from '../../tla/runtime.js';
import type { StateStore } from './state-store.js';

export interface Parcel {
  readonly count: number;
  /** Predecessor and action of each state, one after the other. */
  readonly origins: Int32Array;
  /** The values of each state, one state after the other. */
  readonly bytes: Uint8Array;
}

export function encodeStates(store: StateStore, from: number, count: number): Parcel {
  return encodeChosen(
    store,
    Array.from({ length: count }, (_, i) => from + i),
  );
}

export function encodeChosen(store: StateStore, indices: readonly number[]): Parcel {
  const { width, values } = store;
  const encoder = new Encoder();
  const origins = new Int32Array(2 * indices.length);
  for (const [i, index] of indices.entries()) {
    origins[2 * i] = store.predecessor(index);
    origins[2 * i + 1] = store.action(index);
    for (let at = index * width; at < (index + 1) * width; at += 1) encoder.write(values[at]!);
  }
  return { count: indices.length, origins, bytes: encoder.finish() };
}

/** States that another member expands and this one keeps: for a predecessor, each has its own number. */
export function encodeLoan(
  store: StateStore,
  from: number,
  count: number,
  numberOf: (index: number) => number,
): Parcel {
  const parcel = encodeStates(store, from, count);
  for (let i = 0; i < count; i += 1) parcel.origins[2 * i] = numberOf(from + i);
  return parcel;
}

/** Adds the states to the store. */
export function decodeStates({ count, origins, bytes }: Parcel, store: StateStore): void {
  const decoder = new Decoder(bytes);
  const state = new Int32Array(store.width);
  for (let i = 0; i < count; i += 1) {
    for (let variable = 0; variable < store.width; variable += 1) state[variable] = decoder.read();
    store.add(state, 0, origins[2 * i]!, origins[2 * i + 1]!);
  }
}

export function encodeState(values: readonly Value[]): Uint8Array {
  const encoder = new Encoder();
  for (const value of values) encoder.write(value);
  return encoder.finish();
}

export function decodeState(bytes: Uint8Array): Value[] {
  const decoder = new Decoder(bytes);
  const values: Value[] = [];
  while (!decoder.done) values.push(decoder.read());
  return values;
}

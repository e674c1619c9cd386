/**
 * A search that goes on elsewhere: values are never collected, so that a very long trace is checked by one thread after
 * the other, each with values of its own. What goes from one to the next is the frontier and the counters, as plain data.
 */
import { internInOrder } from '../../tla/atoms.js';
import { Decoder, Encoder } from '../../tla/bytes.js';
import type { Value } from '../../tla/value.js';
import { Layer, type Way } from './layer.js';
import type { State } from './state.js';

/** The states in which a behaviour may be, and how each was come by. */
export interface SavedLayer {
  /** Names in the states, in their order: what CHOOSE takes depends on it. */
  readonly names: readonly string[];
  /** The states, then those that broke an invariant, by their place in `ways`. */
  readonly bytes: Uint8Array;
  readonly ways: readonly SavedWay[];
}

interface SavedWay {
  readonly violated: { readonly invariant: string; readonly event: number } | null;
  readonly hidden: number;
  readonly since: number;
}

/** All of `Search` that the rest of a trace is judged by. */
export interface SavedSearch {
  readonly layer: SavedLayer;
  readonly matched: number;
  readonly lastChoice: number | null;
  readonly hidden: number;
  /** The place of the last event, from 1; 0 for none. */
  readonly at: number;
  /** See `SearchResult.certain`. */
  readonly certainAt: number;
  readonly generated: number;
  readonly states: number;
  readonly alone: number;
}

export function saveLayer(layer: Layer, certain: State): SavedLayer {
  const encoder = new Encoder();
  const write = (state: State): void => {
    for (const value of state) encoder.write(value);
  };
  const ways: SavedWay[] = [];
  write(certain);
  for (let i = 0; i < layer.size; i += 1) {
    const { violated, hidden, since } = layer.way(i);
    write(layer.table.at(i));
    if (violated !== null) write(violated.state);
    const told = violated === null ? null : { invariant: violated.invariant, event: violated.event };
    ways.push({ violated: told, hidden, since });
  }
  const names = encoder.namesInOrder();
  return { names, bytes: encoder.finish(), ways };
}

/** Puts the state that was certain into `certain`. */
export function restoreLayer({ names, bytes, ways }: SavedLayer, certain: State): Layer {
  internInOrder(names);
  const decoder = new Decoder(bytes);
  const read = (into: State): State => {
    for (let i = 0; i < into.length; i += 1) into[i] = decoder.read() as Value;
    return into;
  };
  read(certain);
  const layer = new Layer(certain.length);
  for (const { violated, hidden, since } of ways) {
    const state = read(new Int32Array(certain.length));
    const broken = violated === null ? null : { ...violated, state: read(new Int32Array(certain.length)) };
    const way: Way = { violated: broken, hidden, since, link: null };
    layer.add(state, way);
  }
  return layer;
}

/** Images of values under permutations of model values, and the least image of a state. */
import { heap } from './arena.js';
import { endFunction, endSet, endTuple, mark, push } from './build.js';
import { elementsOf } from './collections.js';
import { domain } from './functions.js';
import { compare } from './order.js';
import type { Permutation } from './symmetry.js';
import { addressOf, FUNCTION, FUNCTION_HEADER, HEADER, MODEL, SET, TUPLE, type Value } from './value.js';

/** Images kept; then all are dropped. */
const MOST_KEPT = 1 << 20;

/** The images of values under one permutation. */
class Images {
  readonly #known = new Map<Value, Value>();

  constructor(private readonly permutation: Permutation) {}

  of(value: Value): Value {
    switch (value & 15) {
      case MODEL:
        return this.permutation.get(value) ?? value;
      case SET:
      case TUPLE:
      case FUNCTION:
        return this.#known.get(value) ?? this.#make(value);
      default:
        return value;
    }
  }

  #make(value: Value): Value {
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    const made = (value & 15) === FUNCTION ? this.#ofFunction(value) : this.#ofElements(value);
    this.#known.set(value, made);
    return made;
  }

  #ofElements(value: Value): Value {
    const n = heap[addressOf(value)]!;
    const start = mark();
    for (let i = 0; i < n; i++) push(this.of(heap[addressOf(value) + HEADER + i]!));
    return (value & 15) === SET ? endSet(start) : endTuple(start);
  }

  #ofFunction(f: Value): Value {
    const from = domain(f);
    const to = this.of(from);
    const results = new Map(
      elementsOf(from).map((x, i) => [this.of(x), this.of(heap[addressOf(f) + FUNCTION_HEADER + i]!)] as const),
    );
    const start = mark();
    for (const x of elementsOf(to)) push(results.get(x)!);
    return endFunction(to, start);
  }
}

/** The state that TLC takes for a whole orbit: the least one, variable by variable (tlc2/tool/TLCStateMut.java: fingerPrint). */
export class LeastImages {
  readonly #group: readonly Images[];

  constructor(
    private readonly width: number,
    group: readonly Permutation[],
  ) {
    this.#group = group.map((permutation) => new Images(permutation));
  }

  /** Writes the least image of the state at `offset` of `states` to `least[0..width)`. */
  take(states: Int32Array, offset: number, least: Int32Array): void {
    const { width } = this;
    least.set(states.subarray(offset, offset + width));
    for (const images of this.#group) {
      let order = 0;
      for (let i = 0; i < width && order <= 0; i += 1) {
        const image = images.of(states[offset + i]!);
        if (order === 0) order = compare(image, least[i]!);
        if (order < 0) least[i] = image;
      }
    }
  }
}

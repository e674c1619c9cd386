/**
 * Where the parts of a state are: 32-bit words, a few for each state. A field holds the number of its value, in as many bits as
 * the numbers given out so far need; a set has whole words, a bit for each element of its universe, which grows.
 */
import { assert } from '../core/assert.js';
import {
  compare,
  domain,
  elementsOf,
  endFunction,
  mark,
  type Permutation,
  push,
  SET,
  STRING,
  select,
  setOf,
  TAG_MASK,
  type Value,
} from '../tla/runtime.js';
import { comparable, Misfit, type Shape, shapeOf } from './shape.js';
import { Shares } from './shares.js';

export interface Field {
  /** By number. */
  readonly values: Value[];
  readonly numbers: Map<Value, number>;
  bits: number;
  word: number;
  shift: number;
}

export interface Universe {
  readonly elements: Value[];
  readonly places: Map<Value, number>;
  /** Places in TLC's order of their elements: on it depends which elements a quantifier comes to, and which state of an orbit is kept. */
  order: readonly number[];
  /** The first word, and how many there are. */
  word: number;
  words: number;
}

/** Of a layout at some time. */
export interface Positions {
  readonly fields: readonly { readonly word: number; readonly shift: number; readonly bits: number }[];
  readonly sets: readonly { readonly word: number; readonly words: number }[];
}

/**
 * A change of a state, by the key of a part: of a field to the number of its value, of a set twice the place of an element, and
 * 1 if it is to be there; or EMPTIED.
 */
export type Write = readonly [key: number, to: number];
export const EMPTIED = -1;

/** A field or a set needs more bits than it has: states have to be packed anew. */
export class Outgrown extends Error {}

const MOST_BITS = 24;
/** With more values than these a field gets room for as many again. */
const FEW = 4;
const MOST_UNIVERSE = 1024;
/** Values of a variable whose words are remembered. */
const MOST_ENCODED = 1 << 16;
/** States of more words are not worth it. */
const MOST_WORDS = 64;

export class Layout {
  readonly fields: Field[] = [];
  readonly sets: Universe[] = [];
  /** By variable. */
  readonly shapes: readonly Shape[];
  /** Words of a state. */
  width = 0;
  private placed = false;
  /** Whether elements of sets are taken in TLC's order. */
  readonly isOrdered: boolean;
  /** Not there while the constructor gives places for the first time. */
  readonly shares!: Shares;
  /** By variable and value: the words that it takes, as places and contents. */
  private encoded: Map<Value, Int32Array>[] = [];
  /** Elements in each set's universe, as the trees of tree.ts read them. */
  readonly sizes: Int32Array;

  /**
   * `states`: values of the variables of some states, one after the other, `variables` each. `group`: under whose permutations states
   * count as equal, without the identity.
   */
  constructor(states: Int32Array, count: number, variables: number, group: readonly Permutation[] = []) {
    const newField = (values: readonly Value[]): number =>
      this.fields.push({
        values: [...values],
        numbers: new Map(values.map((value, number) => [value, number])),
        bits: 0,
        word: 0,
        shift: 0,
      }) - 1;
    const newSet = (elements: readonly Value[]): number =>
      this.sets.push({
        elements: [...elements],
        places: new Map(elements.map((element, place) => [element, place])),
        order: [...elements.keys()].sort((a, b) => compare(elements[a]!, elements[b]!)),
        word: 0,
        words: 0,
      }) - 1;
    this.shapes = Array.from({ length: variables }, (_, variable) => {
      const values = new Set<Value>();
      for (let i = 0; i < count; i += 1) values.add(states[i * variables + variable]!);
      return shapeOf([...values], newField, newSet);
    });
    this.sizes = new Int32Array(this.sets.length);
    this.isOrdered = group.length > 0;
    this.place();
    this.shares = new Shares(this, group);
  }

  /** Gives every part its bits, and those that have none left some more. The words of states packed before mean nothing then. */
  place(): void {
    let word = 0;
    for (const [number, universe] of this.sets.entries()) {
      universe.words = Math.max(1, Math.ceil((universe.elements.length + 1) / 32));
      universe.word = word;
      word += universe.words;
      this.sizes[number] = universe.elements.length;
    }
    let shift = 0;
    for (const shape of this.shapes) this.giveBits(shape);
    this.placed = true;
    this.encoded = this.shapes.map(() => new Map());
    for (const field of this.fields) {
      if (field.bits > MOST_BITS) throw new Misfit('a part of the state has too many values');
      if (shift + field.bits > 32) {
        word += 1;
        shift = 0;
      }
      field.word = word;
      field.shift = shift;
      shift += field.bits;
    }
    this.width = word + (shift > 0 ? 1 : 0);
    if (this.width > MOST_WORDS) throw new Misfit(`a state takes ${this.width} words`);
    this.shares?.place();
  }

  /** The fields of one function have values of the same kind: as many bits each. Returns the most that a field has. */
  private giveBits(shape: Shape): number {
    if (shape.kind === 'set') return 0;
    if (shape.kind === 'atom') {
      const field = this.fields[shape.field]!;
      const { length } = field.values;
      // Moving costs time: once there was too little room, every part gets some to spare.
      const room = length <= FEW && !this.placed ? length : 2 * length;
      field.bits = Math.max(field.bits, 32 - Math.clz32(room - 1), 1);
      return field.bits;
    }
    const most = Math.max(...shape.items.map((item) => this.giveBits(item)));
    const isRecord = (shape.keys[0]! & TAG_MASK) === STRING;
    for (const item of shape.items) if (item.kind === 'atom' && !isRecord) this.fields[item.field]!.bits = most;
    return 0;
  }

  /** Sets have their numbers as keys in what is looked at and changed (tree.ts), fields the numbers after those. */
  keyOfField(number: number): number {
    return this.sets.length + number;
  }

  /** Writes as changes, one after the other: see tree.ts, CHANGE. */
  changesOf(writes: readonly Write[]): number[] {
    const { fieldEntry, setEntry } = this.shares;
    return writes.flatMap(([key, to]) => {
      const set = this.sets[key];
      if (set === undefined) {
        const number = key - this.sets.length;
        const { word, shift, bits } = this.fields[number]!;
        return [word, shift, 2 ** bits - 1, fieldEntry[number]!, to];
      }
      if (to === EMPTIED) return [set.word, -1, set.words, setEntry[key]!, 0];
      const place = to >> 1;
      return [set.word + (place >>> 5), place & 31, 1, setEntry[key]! + 2 * place, to & 1];
    });
  }

  /** The number of a value that a field has, from now on if it had it never before. */
  numberOf(number: number, value: Value): number {
    const field = this.fields[number]!;
    const known = field.numbers.get(value);
    if (known !== undefined) return known;
    const made = field.values.length;
    field.values.push(value);
    field.numbers.set(value, made);
    if (made >= 2 ** field.bits) throw new Outgrown();
    this.shares.addValue(number, made);
    return made;
  }

  /** The place of an element in a set's universe, from now on if it was not there. */
  placeOf(set: number, element: Value): number {
    const universe = this.sets[set]!;
    const known = universe.places.get(element);
    if (known !== undefined) return known;
    const made = universe.elements.length;
    if (made >= MOST_UNIVERSE) throw new Misfit('a set has too many different elements');
    if (!universe.elements.every((other) => comparable(element, other)))
      throw new Misfit('a set has elements that cannot be compared');
    const before = universe.order.findIndex((place) => compare(element, universe.elements[place]!) < 0);
    universe.order = universe.order.toSpliced(before < 0 ? made : before, 0, made);
    universe.elements.push(element);
    universe.places.set(element, made);
    if (made >= universe.words * 32) throw new Outgrown();
    this.sizes[set] = made + 1;
    this.shares.addElement(set, made);
    return made;
  }

  /** The places of the first elements of a set's universe, `count` of them, in TLC's order. */
  placesInOrder(set: number, count: number): readonly number[] {
    const { order } = this.sets[set]!;
    return order.length === count ? order : order.filter((place) => place < count);
  }

  /** Packs the values of all variables at `offset` of `values` into `width` words. */
  encode(values: ArrayLike<Value>, offset: number, words: Int32Array, to: number): void {
    words.fill(0, to, to + this.width);
    for (let variable = 0; variable < this.shapes.length; variable += 1) {
      const value = values[offset + variable]!;
      const known = this.encoded[variable]!.get(value) ?? this.encodeVariable(variable, value);
      for (let i = 0; i < known.length; i += 2) words[to + known[i]!]! |= known[i + 1]!;
    }
  }

  private encodeVariable(variable: number, value: Value): Int32Array {
    const words = new Int32Array(this.width);
    this.encodePart(this.shapes[variable]!, value, words, 0);
    const pairs: number[] = [];
    words.forEach((word, place) => {
      if (word !== 0) pairs.push(place, word);
    });
    const made = Int32Array.from(pairs);
    const encoded = this.encoded[variable]!;
    if (encoded.size > MOST_ENCODED) encoded.clear();
    encoded.set(value, made);
    return made;
  }

  private encodePart(shape: Shape, value: Value, words: Int32Array, to: number): void {
    switch (shape.kind) {
      case 'atom': {
        const field = this.fields[shape.field]!;
        words[to + field.word]! |= this.numberOf(shape.field, value) << field.shift;
        return;
      }
      case 'function': {
        if (domainOf(value) !== shape.domain) throw new Misfit('a function has another domain than before');
        for (let i = 0; i < shape.keys.length; i += 1)
          this.encodePart(shape.items[i]!, select(value, shape.keys[i]!), words, to);
        return;
      }
      case 'set':
        if ((value & TAG_MASK) !== SET) throw new Misfit('a set is no longer one');
        for (const element of elementsOf(value)) {
          const place = this.placeOf(shape.set, element);
          words[to + this.sets[shape.set]!.word + (place >>> 5)]! |= 1 << (place & 31);
        }
    }
  }

  /** Values of all variables of a packed state. */
  decode(words: Int32Array, from: number, values: Int32Array, to: number): void {
    this.shapes.forEach((shape, variable) => {
      values[to + variable] = this.decodePart(shape, words, from);
    });
  }

  private decodePart(shape: Shape, words: Int32Array, from: number): Value {
    switch (shape.kind) {
      case 'atom': {
        const { values, word, shift, bits } = this.fields[shape.field]!;
        const value = values[(words[from + word]! >>> shift) & (2 ** bits - 1)];
        assert(value !== undefined, 'a field of a packed state holds the number of a value');
        return value;
      }
      case 'function': {
        const items = shape.items.map((item) => this.decodePart(item, words, from));
        const start = mark();
        for (const item of items) push(item);
        return endFunction(shape.domain, start);
      }
      case 'set': {
        const { elements, word } = this.sets[shape.set]!;
        return setOf(elements.filter((_, place) => ((words[from + word + (place >>> 5)]! >>> (place & 31)) & 1) !== 0));
      }
    }
  }

  /** Where everything is now. */
  positions(): Positions {
    return {
      fields: this.fields.map(({ word, shift, bits }) => ({ word, shift, bits })),
      sets: this.sets.map(({ word, words }) => ({ word, words })),
    };
  }

  /** Packs states anew that were packed when everything was at `before`, in rows of `width` words. */
  move(before: Positions, words: Int32Array, count: number, width: number, moved: Int32Array): void {
    // From word, shift and mask to word and shift, one part after the other.
    const parts = before.fields.flatMap(({ word, shift, bits }, number) => {
      const field = this.fields[number]!;
      return [word, shift, 2 ** bits - 1, field.word, field.shift];
    });
    for (const [number, set] of before.sets.entries())
      for (let i = 0; i < set.words; i += 1) parts.push(set.word + i, 0, -1, this.sets[number]!.word + i, 0);
    const moves = Int32Array.from(parts);
    for (let state = 0; state < count; state += 1) {
      const from = state * width;
      const to = state * this.width;
      for (let i = 0; i < moves.length; i += 5) {
        const bits = (words[from + moves[i]!]! >>> moves[i + 1]!) & moves[i + 2]!;
        moved[to + moves[i + 3]!]! |= bits << moves[i + 4]!;
      }
    }
  }
}

const domainOf = (value: Value): Value => {
  try {
    return domain(value);
  } catch {
    throw new Misfit('a function is no longer one');
  }
};

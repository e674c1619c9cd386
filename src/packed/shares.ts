/**
 * What the parts of a state add to its fingerprint, which is their sum: the hash of the field's value or the set's element, mixed with which
 * part it is. It does not depend on where parts are in the words. With SYMMETRY there is a sum for each image of the state under
 * the group, and the fingerprint is made of all of them, so that the states of an orbit have the same.
 */
import {
  hashHi,
  hashLo,
  ImageHashes,
  MODEL,
  mixHi,
  mixLo,
  type Permutation,
  TAG_MASK,
  type Value,
} from '../tla/runtime.js';
import type { Layout } from './layout.js';
import { Misfit, type Shape } from './shape.js';

const SEED_LOW = 0x2545f491;
const SEED_HIGH = 0x1b873593;

export class Shares {
  /** How many images a state has, itself included. */
  readonly count: number;
  /**
   * By image: what the part at an entry adds. The entry of a value of a field is that of the field (`fieldEntry`) and the value's number; of an
   * element of a set that of the set and twice the place, and 1 more: before it stands the 0 of an element that is not there.
   */
  readonly lows: Int32Array[];
  readonly highs: Int32Array[];
  readonly fieldEntry: number[] = [];
  readonly setEntry: number[] = [];
  /** By image and key (`Layout.keyOfField`): the part that takes its place. */
  private readonly keys: Int32Array[];
  private readonly hashes: ImageHashes;
  /** Word, shift, mask and entry of each field. */
  private fields = new Int32Array(0);
  /** The fingerprint that was computed last. */
  low = 0;
  high = 0;
  /** Sums by image, of the state that is expanded and of the successor at hand. */
  private readonly bases: Int32Array;
  private readonly sums: Int32Array;

  /** `group`: without the identity, as `symmetryGroup` gives it. */
  constructor(
    private readonly layout: Layout,
    private readonly group: readonly Permutation[],
  ) {
    this.count = group.length + 1;
    this.hashes = new ImageHashes(group);
    this.lows = Array.from({ length: this.count }, () => new Int32Array(0));
    this.highs = Array.from({ length: this.count }, () => new Int32Array(0));
    const parts = layout.sets.length + layout.fields.length;
    this.keys = Array.from({ length: this.count }, () => Int32Array.from({ length: parts }, (_, key) => key));
    this.bases = new Int32Array(2 * this.count);
    this.sums = new Int32Array(2 * this.count);
    for (const shape of layout.shapes)
      for (let image = 1; image < this.count; image += 1) this.pair(shape, shape, image);
    this.place();
  }

  /** The parts have as many values as the layout has room for now. */
  place(): void {
    const { fields, sets } = this.layout;
    let entries = 0;
    sets.forEach(({ words }, number) => {
      this.setEntry[number] = entries;
      entries += words * 64;
    });
    fields.forEach(({ bits }, number) => {
      this.fieldEntry[number] = entries;
      entries += 2 ** bits;
    });
    this.fields = Int32Array.from(
      fields.flatMap(({ word, shift, bits }, number) => [word, shift, 2 ** bits - 1, this.fieldEntry[number]!]),
    );
    for (let image = 0; image < this.count; image += 1) {
      this.lows[image] = new Int32Array(entries);
      this.highs[image] = new Int32Array(entries);
    }
    sets.forEach(({ elements }, number) => {
      for (let place = 0; place < elements.length; place += 1) this.addElement(number, place);
    });
    fields.forEach(({ values }, number) => {
      for (let value = 0; value < values.length; value += 1) this.addValue(number, value);
    });
  }

  addValue(field: number, number: number): void {
    const value = this.layout.fields[field]!.values[number]!;
    this.add(this.fieldEntry[field]! + number, this.layout.keyOfField(field), value);
  }

  addElement(set: number, place: number): void {
    this.add(this.setEntry[set]! + 2 * place + 1, set, this.layout.sets[set]!.elements[place]!);
  }

  private add(entry: number, key: number, value: Value): void {
    const images = this.hashes.of(value);
    for (let image = 0; image < this.count; image += 1) {
      const part = this.keys[image]![key]!;
      this.lows[image]![entry] = mixLo(SEED_LOW + part, images === null ? hashLo(value) : images[image]!);
      this.highs[image]![entry] = mixHi(
        SEED_HIGH + part,
        images === null ? hashHi(value) : images[this.count + image]!,
      );
    }
  }

  /** The fingerprint of the state at `offset`. */
  take(words: Int32Array, offset: number): void {
    const { sums, lows, highs, fields } = this;
    for (let image = 0; image < this.count; image += 1) {
      const [lowOf, highOf] = [lows[image]!, highs[image]!];
      let low = 0;
      let high = 0;
      for (let i = 0; i < fields.length; i += 4) {
        const entry = fields[i + 3]! + ((words[offset + fields[i]!]! >>> fields[i + 1]!) & fields[i + 2]!);
        low = (low + lowOf[entry]!) | 0;
        high = (high + highOf[entry]!) | 0;
      }
      sums[2 * image] = low;
      sums[2 * image + 1] = high;
    }
    this.layout.sets.forEach(({ word, words: count }, number) => {
      this.takeSet(words, offset + word, count, this.setEntry[number]!);
    });
    this.combine();
  }

  private takeSet(words: Int32Array, offset: number, count: number, entry: number): void {
    for (let i = 0; i < count; i += 1) {
      for (let bits = words[offset + i]!; bits !== 0; bits &= bits - 1) {
        const there = entry + 2 * (i * 32 + 31 - Math.clz32(bits & -bits)) + 1;
        for (let image = 0; image < this.count; image += 1) {
          this.sums[2 * image]! += this.lows[image]![there]!;
          this.sums[2 * image + 1]! += this.highs[image]![there]!;
        }
      }
    }
  }

  /** Of a state whose successors follow, if it has no images: its fingerprint is known. */
  setBase(low: number, high: number): void {
    this.bases[0] = low;
    this.bases[1] = high;
  }

  /** As `take`, of a state whose successors follow. */
  base(words: Int32Array, offset: number): void {
    this.take(words, offset);
    this.bases.set(this.sums);
  }

  /**
   * The fingerprint of a successor of the base, whose words at `offset` are those of the base yet: they are changed as `changes`
   * says from `from` to before `to` (tree.ts: CHANGE).
   */
  change(words: Int32Array, offset: number, changes: Int32Array, from: number, to: number): void {
    if (this.count > 1) {
      this.changeAll(words, offset, changes, from, to);
      return;
    }
    const [lows, highs] = [this.lows[0]!, this.highs[0]!];
    let low = this.bases[0]!;
    let high = this.bases[1]!;
    for (let i = from; i < to; i += 5) {
      const at = offset + changes[i]!;
      const shift = changes[i + 1]!;
      const entry = changes[i + 3]!;
      if (shift < 0) {
        for (let word = 0; word < changes[i + 2]!; word += 1) {
          for (let bits = words[at + word]!; bits !== 0; bits &= bits - 1) {
            const there = entry + 2 * (word * 32 + 31 - Math.clz32(bits & -bits)) + 1;
            low = (low - lows[there]!) | 0;
            high = (high - highs[there]!) | 0;
          }
          words[at + word] = 0;
        }
        continue;
      }
      const number = changes[i + 4]!;
      const word = words[at]!;
      const old = (word >>> shift) & changes[i + 2]!;
      if (old === number) continue;
      words[at] = word ^ ((old ^ number) << shift);
      low = (low + lows[entry + number]! - lows[entry + old]!) | 0;
      high = (high + highs[entry + number]! - highs[entry + old]!) | 0;
    }
    this.low = low;
    this.high = high;
  }

  private changeAll(words: Int32Array, offset: number, changes: Int32Array, from: number, to: number): void {
    const { sums, lows, highs, count } = this;
    sums.set(this.bases);
    for (let i = from; i < to; i += 5) {
      const at = offset + changes[i]!;
      const shift = changes[i + 1]!;
      const entry = changes[i + 3]!;
      if (shift < 0) {
        for (let word = 0; word < changes[i + 2]!; word += 1) {
          for (let bits = words[at + word]!; bits !== 0; bits &= bits - 1) {
            const there = entry + 2 * (word * 32 + 31 - Math.clz32(bits & -bits)) + 1;
            for (let image = 0; image < count; image += 1) {
              sums[2 * image]! -= lows[image]![there]!;
              sums[2 * image + 1]! -= highs[image]![there]!;
            }
          }
          words[at + word] = 0;
        }
        continue;
      }
      const number = changes[i + 4]!;
      const word = words[at]!;
      const old = (word >>> shift) & changes[i + 2]!;
      if (old === number) continue;
      words[at] = word ^ ((old ^ number) << shift);
      for (let image = 0; image < count; image += 1) {
        sums[2 * image]! += lows[image]![entry + number]! - lows[image]![entry + old]!;
        sums[2 * image + 1]! += highs[image]![entry + number]! - highs[image]![entry + old]!;
      }
    }
    this.combine();
  }

  /** Of the sums of all images something that does not depend on their order. */
  private combine(): void {
    const { sums, count } = this;
    this.low = sums[0]!;
    this.high = sums[1]!;
    if (count === 1) return;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 2 * count; i += 2) {
      low = (low + mixLo(sums[i]!, sums[i + 1]!)) | 0;
      high = (high + mixHi(sums[i + 1]!, sums[i]!)) | 0;
    }
    this.low = low;
    this.high = high;
  }

  /** Notes that under an image the parts of `from` are where those of `to` are in the state itself. */
  private pair(from: Shape, to: Shape, image: number): void {
    if (from.kind === 'atom' && to.kind === 'atom') {
      this.keys[image]![this.layout.keyOfField(from.field)] = this.layout.keyOfField(to.field);
    } else if (from.kind === 'set' && to.kind === 'set') {
      this.keys[image]![from.set] = to.set;
    } else if (from.kind === 'function' && to.kind === 'function') {
      from.keys.forEach((key, place) => {
        const other = to.places.get(this.imageOf(key, image));
        if (other === undefined) throw new Misfit('SYMMETRY moves the domain of a function');
        this.pair(from.items[place]!, to.items[other]!, image);
      });
    } else throw new Misfit('SYMMETRY makes parts of a state of one another that are unlike');
  }

  private imageOf(key: Value, image: number): Value {
    if (this.hashes.of(key) !== null && (key & TAG_MASK) !== MODEL)
      throw new Misfit('SYMMETRY moves a function that is not by model values');
    return this.group[image - 1]!.get(key) ?? key;
  }
}

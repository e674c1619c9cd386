/**
 * What a next-state relation or a formula does, as far as it was needed so far: a tree of what it looks at. Each look at a part of
 * the state leads on by what is found there; where a formula has alternatives the tree forks; at the ends stand changes of
 * words, or truth. What was never met yet is learnt when it is so that a state is expanded by a few looks into its
 * words wherever others like it were expanded before. (Transition caching by what a transition reads: Blom, van de Pol & Weber
 * 2010, "LTSmin: distributed and symbolic reachability", section 3; here the parts that are read are found one by one.)
 */
import { assert } from '../core/assert.js';
import type { Value } from '../tla/runtime.js';
import { bitKey, Known, sizeKey } from './known.js';
import type { Field, Positions, Write } from './layout.js';
import {
  CHANGE,
  DENSE_BITS,
  doubled,
  EACH,
  END,
  FORK,
  KEY,
  NO,
  READ,
  SEGMENT,
  SIZE,
  STRIDE,
  UNKNOWN,
  WIDE,
} from './nodes.js';
import { Walk } from './walk.js';

/** A part of a tree without forks above its ends: evaluated from its beginning wherever it has to be learnt. */
interface Segment {
  readonly root: number;
  readonly known: Known | null;
  readonly run: () => void;
  part: Part | null;
}

interface Each {
  readonly known: Known | null;
  readonly run: (place: number) => void;
  part: Part | null;
}

/** A part of a formula, and what it looks at: bit `key % 64`, in two halves. */
export interface Part {
  readonly root: number;
  low: number;
  high: number;
}

interface Outcome {
  readonly node: number;
  readonly writes: readonly Write[];
  /** What it changes, as in `Part`. */
  readonly low: number;
  readonly high: number;
  /** Of the formulas in question those that look at what it changes, as it was known when so much was learnt. */
  parts: readonly number[] | null;
  learnt: number;
}

/** The bits that stand for a field or a set in what is looked at and what is changed. */
function look(part: { low: number; high: number }, key: number): void {
  if ((key & 32) === 0) part.low |= 1 << (key & 31);
  else part.high |= 1 << (key & 31);
}

/** Of something that must not look at the state now: it would have to. */
export class Locked extends Error {}

/** More had to be learnt than is worth it. */
export class TooMuch extends Error {}

export class Trees extends Walk {
  private readonly segments: Segment[] = [];
  private readonly eachs: Each[] = [];
  /** See CHANGE. */
  changes = new Int32Array(1 << 10);
  private changeCount = 0;
  private readonly outcomes: Outcome[] = [];
  /** How often something had to be learnt, and may be. */
  learnt = 0;
  mostLearnt = Number.POSITIVE_INFINITY;

  // Where the evaluation at hand is.
  private at = 0;
  private known = new Known(null);
  private segment = 0;
  private part: Part | null = null;
  private locked = 0;

  /** A new tree; `run` is evaluated wherever something is unknown. */
  root(run: () => void): number {
    this.part = null;
    return this.unknown(run, null);
  }

  /**
   * A formula as parts that are all true if it is: the alternatives of the forks that it begins with. In a state that differs from
   * one where it was true, only those parts can be false that look at what has changed. It must have been true in some state.
   */
  partsOf(root: number): Part[] {
    const { nodes, children } = this;
    if (nodes[root] === END) return [];
    if (nodes[root] === FORK) {
      const first = nodes[root + 2]!;
      return Array.from({ length: nodes[root + 1]! }, (_, i) => this.partsOf(children[first + i]!)).flat();
    }
    const part: Part = { root, low: 0, high: 0 };
    this.adopt(root, part);
    return [part];
  }

  /** The roots of those parts that an outcome may have made false; always of the same `parts`. */
  affected(number: number, parts: readonly Part[]): readonly number[] {
    const outcome = this.outcomes[number]!;
    if (outcome.parts === null || outcome.learnt !== this.learnt) {
      const { low, high } = outcome;
      const affected = parts.filter((part) => ((part.low & low) | (part.high & high)) !== 0);
      outcome.parts = affected.map(({ root }) => root);
      outcome.learnt = this.learnt;
    }
    return outcome.parts;
  }

  /** What is looked at below a node, now and when more is learnt, counts for the part. */
  private adopt(node: number, part: Part): void {
    const { nodes, children } = this;
    const all = (first: number, count: number): void => {
      for (let i = first; i < first + count; i += 1) if (children[i] !== 0) this.adopt(children[i]!, part);
    };
    this.segments[nodes[node + SEGMENT]!]!.part = part;
    switch (nodes[node]) {
      case READ:
        look(part, nodes[node + KEY]!);
        all(nodes[node + 4]!, nodes[node + 3]! + 1);
        return;
      case WIDE:
      case SIZE:
        look(part, nodes[node + KEY]!);
        for (let at = 0; at < this.table.length; at += 3)
          if (this.table[at] === node) this.adopt(this.table[at + 2]!, part);
        return;
      case FORK:
        all(nodes[node + 2]!, nodes[node + 1]!);
        return;
      case EACH:
        look(part, nodes[node + KEY]!);
        this.eachs[nodes[node + 4]!]!.part = part;
        all(nodes[node + 3]!, nodes[node + 2]! * 32);
    }
  }

  /** In bytes. */
  get bytes(): number {
    return 4 * (this.nodes.length + this.children.length + this.table.length + this.changes.length);
  }

  // What an evaluation does while something is learnt.

  /** The value of a field of the current state. */
  field(number: number): Value {
    const known = this.known.get(number);
    if (known !== undefined) return known;
    const { word, shift, bits, values } = this.layout.fields[number]!;
    const mask = 2 ** bits - 1;
    this.step(bits > DENSE_BITS ? WIDE : READ, word, shift, mask, this.layout.keyOfField(number));
    const value = values[(this.states[this.offset + word]! >>> shift) & mask]!;
    this.known.set(number, value);
    return value;
  }

  /** Whether the element at a place of a set's universe is in it in the current state. */
  bit(set: number, place: number): boolean {
    const key = bitKey(set, place);
    const known = this.known.get(key);
    if (known !== undefined) return known !== 0;
    const word = this.layout.sets[set]!.word + (place >>> 5);
    this.step(READ, word, place & 31, 1, set);
    const value = (this.states[this.offset + word]! >>> (place & 31)) & 1;
    this.known.set(key, value);
    return value !== 0;
  }

  /** As `bit`, of all elements at once. */
  allBits(set: number): readonly boolean[] {
    const { word, words } = this.layout.sets[set]!;
    const count = this.size(set);
    for (let i = 0; i < words; i += 1) {
      const places = Array.from({ length: Math.max(0, Math.min(32, count - i * 32)) }, (_, bit) => i * 32 + bit);
      if (places.every((place) => this.known.get(bitKey(set, place)) !== undefined)) continue;
      this.step(WIDE, word + i, 0, -1, set);
      const bits = this.states[this.offset + word + i]!;
      for (const place of places) this.known.set(bitKey(set, place), (bits >>> (place & 31)) & 1);
    }
    return Array.from({ length: count }, (_, place) => this.bit(set, place));
  }

  /** How many elements a set's universe has: what depends on all of them must ask. */
  size(set: number): number {
    const known = this.known.get(sizeKey(set));
    if (known !== undefined) return known;
    this.step(SIZE, set, 0, 0, set);
    const value = this.layout.sizes[set]!;
    this.known.set(sizeKey(set), value);
    return value;
  }

  /** The value that was found for a thing on the way here, or what `compute` gives. */
  remembered<T>(thing: object, compute: () => T): T {
    const found = this.known.valueOf(thing);
    if (found !== undefined) return found as T;
    const made = compute();
    this.known.values.set(thing, made);
    return made;
  }

  /** Runs without looking at anything new: `Locked` is thrown where it would have to. */
  withoutLooking<T>(run: () => T): T {
    this.locked += 1;
    const before = this.known;
    // What is computed under the lock and then thrown away must not be remembered half done.
    this.known = new Known(before);
    try {
      return run();
    } finally {
      this.known = before;
      this.locked -= 1;
    }
  }

  /** Ends the evaluation in alternatives, each evaluated when it is first taken. */
  fork(count: number, run: (index: number) => void): void {
    if (!this.begin(FORK)) return;
    const first = this.newChildren(count);
    const { known, at } = this;
    for (let i = 0; i < count; i += 1) this.children[first + i] = this.unknown(() => run(i), known);
    this.write(at, FORK, count, first, 0, 0);
  }

  /** As `fork`, with one alternative for each element of a set of the state. */
  forkEach(set: number, run: (place: number) => void): void {
    if (!this.begin(EACH)) return;
    const { word, words } = this.layout.sets[set]!;
    const first = this.newChildren(words * 33);
    this.children.fill(-1, first + words * 32, first + words * 33);
    this.eachs.push({
      known: this.known,
      part: this.part,
      run: (place) => {
        this.known.set(bitKey(set, place), 1);
        run(place);
      },
    });
    this.write(this.at, EACH, word, words, first, this.eachs.length - 1);
    this.nodes[this.at + KEY] = set;
    if (this.part !== null) look(this.part, set);
  }

  /** Ends the evaluation with an outcome. */
  outcome(writes: readonly Write[]): void {
    if (!this.begin(CHANGE)) return;
    const changed = { low: 0, high: 0 };
    for (const [key] of writes) look(changed, key);
    this.outcomes.push({ node: this.at, writes, ...changed, parts: null, learnt: 0 });
    this.writeChange(this.outcomes.length - 1);
  }

  private writeChange(number: number): void {
    const { node, writes } = this.outcomes[number]!;
    const changes = [number, ...this.layout.changesOf(writes)];
    const from = this.changeCount;
    this.changeCount += changes.length;
    while (this.changeCount > this.changes.length) this.changes = doubled(this.changes);
    this.changes.set(changes, from);
    this.write(node, CHANGE, from, this.changeCount, 0, 0);
  }

  /**
   * Everything has moved in the words: what was learnt stays, but is found elsewhere. False if a set has more words than before,
   * at which nobody has looked: then all has to be learnt anew.
   */
  relocate(before: Positions): boolean {
    const { sets, fields } = this.layout;
    if (sets.some(({ words }, number) => words !== before.sets[number]!.words)) return false;
    for (let node = STRIDE; node < this.count * STRIDE; node += STRIDE) {
      const kind = this.nodes[node];
      if (kind !== READ && kind !== WIDE && kind !== EACH) continue;
      const key = this.nodes[node + KEY]!;
      const set = sets[key];
      if (set !== undefined) this.nodes[node + 1]! += set.word - before.sets[key]!.word;
      else this.relocateField(node, fields[key - sets.length]!);
    }
    this.changeCount = 0;
    for (let number = 0; number < this.outcomes.length; number += 1) this.writeChange(number);
    return true;
  }

  private relocateField(node: number, { word, shift, bits }: Field): void {
    const mask = this.nodes[node + 3]!;
    this.nodes[node + 1] = word;
    this.nodes[node + 2] = shift;
    this.nodes[node + 3] = 2 ** bits - 1;
    if (this.nodes[node] === WIDE || mask === 2 ** bits - 1) return;
    const first = this.nodes[node + 4]!;
    const moved = bits > DENSE_BITS ? 0 : this.newChildren(2 ** bits);
    for (let i = 0; i <= mask; i += 1) {
      const child = this.children[first + i]!;
      if (moved > 0) this.children[moved + i] = child;
      else if (child !== 0) this.enter(node, i, child);
    }
    this.nodes[node + 4] = moved;
    if (moved === 0) this.nodes[node] = WIDE;
  }

  /** Forks within forks become one, without alternatives that come to nothing. */
  compact(): void {
    for (let node = STRIDE; node < this.count * STRIDE; node += STRIDE) {
      if (this.nodes[node] === EACH) this.dropAlternatives(this.nodes[node + 2]!, this.nodes[node + 3]!);
      if (this.nodes[node] !== FORK) continue;
      const taken = this.alternativesOf(node);
      if (taken.length === this.nodes[node + 1]!) continue;
      const first = this.newChildren(taken.length);
      this.children.set(taken, first);
      this.write(node, FORK, taken.length, first, 0, 0);
    }
  }

  /** Of a node that forks for each element of a set. */
  private dropAlternatives(words: number, first: number): void {
    for (let place = 0; place < words * 32; place += 1) {
      const child = this.children[first + place]!;
      if (child !== 0 && this.nodes[child] === END)
        this.children[first + words * 32 + (place >>> 5)]! &= ~(1 << (place & 31));
    }
  }

  private alternativesOf(node: number): number[] {
    const [count, first] = [this.nodes[node + 1]!, this.nodes[node + 2]!];
    return Array.from(this.children.subarray(first, first + count)).flatMap((child) => {
      if (this.nodes[child] === END) return [];
      return this.nodes[child] === FORK ? this.alternativesOf(child) : [child];
    });
  }

  /** Ends the evaluation of a formula. */
  truth(holds: boolean): void {
    if (this.begin(holds ? END : NO)) this.write(this.at, holds ? END : NO, 0, 0, 0, 0);
  }

  /** Evaluates the segment of a node as far as the current state takes it. */
  protected override learn(node: number): void {
    const segment = this.nodes[node + SEGMENT]!;
    const { root, known, run, part } = this.segments[segment]!;
    this.part = part;
    this.learnt += 1;
    if (this.learnt > this.mostLearnt) throw new TooMuch();
    this.at = root;
    this.known = new Known(known);
    this.segment = segment;
    run();
    if (this.nodes[this.at] === UNKNOWN) this.write(this.at, END, 0, 0, 0, 0);
  }

  /** One look further, at what this evaluation and those before it look at here. */
  private step(kind: number, a: number, b: number, c: number, key: number): void {
    if (this.locked > 0) throw new Locked();
    const { at } = this;
    if (this.nodes[at] === UNKNOWN) {
      this.write(at, kind, a, b, c, kind === READ ? this.newChildren(c + 1) : 0);
      this.nodes[at + KEY] = key;
      if (this.part !== null) look(this.part, key);
    } else {
      const { nodes } = this;
      const same = nodes[at] === kind && nodes[at + 1] === a && nodes[at + 2] === b && nodes[at + 3] === c;
      assert(same, 'an evaluation looks at the same parts of a state again');
    }
    if (kind === READ) {
      const child = this.nodes[at + 4]! + ((this.states[this.offset + a]! >>> b) & c);
      if (this.children[child] === 0) this.children[child] = this.newNode(this.segment);
      this.at = this.children[child]!;
    } else {
      const value = this.wideValue(at);
      let child = this.find(at, value);
      if (child === 0) {
        child = this.newNode(this.segment);
        this.enter(at, value, child);
      }
      this.at = child;
    }
  }

  /** Whether the end of this evaluation is yet to be written. */
  private begin(kind: number): boolean {
    const found = this.nodes[this.at];
    assert(found === UNKNOWN || found === kind, 'an evaluation ends as it did before');
    return found === UNKNOWN;
  }

  protected override eachChild(node: number, place: number): number {
    const { known, run, part } = this.eachs[this.nodes[node + 4]!]!;
    this.part = part;
    const child = this.unknown(() => run(place), known);
    this.children[this.nodes[node + 3]! + place] = child;
    return child;
  }

  private unknown(run: () => void, known: Known | null): number {
    const root = this.newNode(this.segments.length);
    this.segments.push({ root, known, run, part: this.part });
    return root;
  }
}

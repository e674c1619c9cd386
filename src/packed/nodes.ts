/**
 * The nodes of trees (tree.ts) in arrays of numbers: a node is where its own begin. Children stand one after the other, or in a
 * table by node and value where most would be missing.
 */
import { Misfit } from './shape.js';

/** Not learnt yet. */
export const UNKNOWN = 0;
/** Nothing follows; of a formula, that it is true. */
export const END = 1;
/** A formula is false. */
export const NO = 2;
/** word, shift, mask, first child: children by what the bits are. */
export const READ = 3;
/** As READ, but the children are in the table. */
export const WIDE = 4;
/** set: children, in the table, by how many elements its universe has. */
export const SIZE = 5;
/** count, first child: all of them are taken. */
export const FORK = 6;
/**
 * word, words, first child, entry in `eachs`: the children of the bits that are set are taken. Behind the children stand as many words of
 * the bits of those that may come to something.
 */
export const EACH = 7;
/**
 * from, to in `changes`: the outcome's number; then for each change word, shift, mask, entry (shares.ts) and the number that is written; with
 * -1 for a shift the bits of as many words as the mask says are emptied.
 */
export const CHANGE = 8;

/** Numbers of a node: its kind, four as above, its segment. */
export const STRIDE = 8;
export const SEGMENT = 5;
/** Of what looks at something: the key of the field or set. */
export const KEY = 6;
/** Fields of more bits have their children in the table. */
export const DENSE_BITS = 6;
const MOST_NODES = 1 << 22;

export class Nodes {
  protected nodes = new Int32Array(STRIDE << 10);
  protected count = 1;
  protected children = new Int32Array(1 << 12);
  protected table = new Int32Array(3 << 10);
  private childCount = 1;
  private tableCount = 0;

  protected newNode(segment: number): number {
    const at = this.count * STRIDE;
    if (this.count >= MOST_NODES) throw new Misfit('the trees of what its formulas look at become too large');
    if (at + STRIDE > this.nodes.length) this.nodes = doubled(this.nodes);
    this.count += 1;
    this.nodes[at + SEGMENT] = segment;
    return at;
  }

  protected newChildren(count: number): number {
    const first = this.childCount;
    this.childCount += count;
    while (this.childCount > this.children.length) this.children = doubled(this.children);
    return first;
  }

  protected write(node: number, kind: number, a: number, b: number, c: number, d: number): void {
    const { nodes } = this;
    nodes[node] = kind;
    nodes[node + 1] = a;
    nodes[node + 2] = b;
    nodes[node + 3] = c;
    nodes[node + 4] = d;
  }

  /** The child of a WIDE or SIZE node, or 0. */
  protected find(node: number, value: number): number {
    const { table } = this;
    const size = table.length / 3;
    let slot = hash(node, value) & (size - 1);
    for (;;) {
      const at = 3 * slot;
      if (table[at] === 0) return 0;
      if (table[at] === node && table[at + 1] === value) return table[at + 2]!;
      slot = (slot + 1) & (size - 1);
    }
  }

  protected enter(node: number, value: number, child: number): void {
    if (this.tableCount * 6 > this.table.length) {
      const old = this.table;
      this.table = new Int32Array(old.length * 2);
      for (let at = 0; at < old.length; at += 3) if (old[at] !== 0) this.put(old[at]!, old[at + 1]!, old[at + 2]!);
    }
    this.tableCount += 1;
    this.put(node, value, child);
  }

  private put(node: number, value: number, child: number): void {
    const { table } = this;
    const size = table.length / 3;
    let slot = hash(node, value) & (size - 1);
    while (table[3 * slot] !== 0) slot = (slot + 1) & (size - 1);
    table[3 * slot] = node;
    table[3 * slot + 1] = value;
    table[3 * slot + 2] = child;
  }
}

function hash(node: number, value: number): number {
  const h = Math.imul(Math.imul(node, 0x9e3779b1) ^ value, 0x85ebca77);
  return h ^ (h >>> 15);
}

export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

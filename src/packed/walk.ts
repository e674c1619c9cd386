/** The way of one state through the trees, as far as they are learnt. */
import type { Layout } from './layout.js';
import { CHANGE, EACH, END, FORK, KEY, NO, Nodes, READ, SIZE, WIDE } from './nodes.js';

export abstract class Walk extends Nodes {
  /** The state that is looked at: words at `offset`. */
  states: Int32Array = new Int32Array(0);
  offset = 0;

  /** `change`: called with the places in `changes` of each outcome. */
  constructor(
    protected readonly layout: Layout,
    private readonly change: (from: number, to: number) => void,
  ) {
    super();
  }

  /** Evaluates what leads to a node as far as the current state takes it. */
  protected abstract learn(node: number): void;

  /** The child of an EACH node for an element that was in no set before. */
  protected abstract eachChild(node: number, place: number): number;

  /** Takes all outcomes in the current state. */
  expand(root: number): void {
    const { nodes, children, states, offset } = this;
    let node = root;
    let kind = nodes[node]!;
    while (kind === READ) {
      const bits = (states[offset + nodes[node + 1]!]! >>> nodes[node + 2]!) & nodes[node + 3]!;
      const child = children[nodes[node + 4]! + bits]!;
      if (child === 0) break;
      node = child;
      kind = nodes[node]!;
    }
    if (kind === FORK) this.expandAll(nodes[node + 2]!, nodes[node + 2]! + nodes[node + 1]!);
    else if (kind === CHANGE) this.change(nodes[node + 1]!, nodes[node + 2]!);
    else if (kind !== END) this.expandFurther(node);
  }

  /** The alternatives of a fork. Most end after a look or two: those are followed here, without a call. */
  private expandAll(from: number, to: number): void {
    const { states, offset } = this;
    let { nodes, children } = this;
    for (let i = from; i < to; i += 1) {
      let node = children[i]!;
      let kind = nodes[node]!;
      while (kind === READ) {
        const bits = (states[offset + nodes[node + 1]!]! >>> nodes[node + 2]!) & nodes[node + 3]!;
        const child = children[nodes[node + 4]! + bits]!;
        if (child === 0) break;
        node = child;
        kind = nodes[node]!;
      }
      if (kind === END) continue;
      if (kind === CHANGE) this.change(nodes[node + 1]!, nodes[node + 2]!);
      else if (kind === FORK) this.expandAll(nodes[node + 2]!, nodes[node + 2]! + nodes[node + 1]!);
      else this.expandFurther(node);
      ({ nodes, children } = this);
    }
  }

  /** What comes seldom: sets of the state, and what has to be learnt. */
  private expandFurther(node: number): void {
    switch (this.nodes[node]) {
      case EACH:
        if (this.layout.isOrdered) {
          this.eachPresent(node, (child) => {
            this.expand(child);
            return true;
          });
        } else this.expandPresent(node);
        return;
      case WIDE:
      case SIZE: {
        const child = this.find(node, this.wideValue(node));
        if (child !== 0) {
          this.expand(child);
          return;
        }
      }
    }
    this.learn(node);
    this.expand(node);
  }

  /** The alternatives of the elements that are in a set, but for those that are known to come to nothing. */
  private expandPresent(node: number): void {
    const { states, offset } = this;
    const [word, words, first] = [this.nodes[node + 1]!, this.nodes[node + 2]!, this.nodes[node + 3]!];
    for (let i = 0; i < words; i += 1) {
      let bits = states[offset + word + i]! & this.children[first + words * 32 + i]!;
      while (bits !== 0) {
        const place = i * 32 + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const child = this.children[first + place]!;
        this.expand(child !== 0 ? child : this.eachChild(node, place));
      }
    }
  }

  /** Whether a formula is true in the current state. */
  holds(root: number): boolean {
    const { states, offset } = this;
    let { nodes, children } = this;
    let node = root;
    for (;;) {
      switch (nodes[node]) {
        case READ: {
          const bits = (states[offset + nodes[node + 1]!]! >>> nodes[node + 2]!) & nodes[node + 3]!;
          const child = children[nodes[node + 4]! + bits]!;
          if (child !== 0) {
            node = child;
            continue;
          }
          break;
        }
        case END:
          return true;
        case NO:
          return false;
        case FORK: {
          const from = nodes[node + 2]!;
          const to = from + nodes[node + 1]!;
          for (let i = from; i < to; i += 1) if (!this.holds(this.children[i]!)) return false;
          return true;
        }
        case EACH:
          return this.eachPresent(node, (child) => this.holds(child));
        case WIDE:
        case SIZE: {
          const child = this.find(node, this.wideValue(node));
          if (child !== 0) {
            node = child;
            continue;
          }
          break;
        }
        default:
      }
      this.learn(node);
      ({ nodes, children } = this);
    }
  }

  /** Calls `visit` with the child of each element that is in the set, until it is false. */
  private eachPresent(node: number, visit: (child: number) => boolean): boolean {
    const { states, offset } = this;
    const [word, words, first] = [this.nodes[node + 1]!, this.nodes[node + 2]!, this.nodes[node + 3]!];
    if (this.layout.isOrdered) {
      for (const place of this.layout.sets[this.nodes[node + KEY]!]!.order) {
        if (((states[offset + word + (place >>> 5)]! >>> (place & 31)) & 1) === 0) continue;
        const child = this.children[first + place]!;
        if (!visit(child !== 0 ? child : this.eachChild(node, place))) return false;
      }
      return true;
    }
    for (let i = 0; i < words; i += 1) {
      let bits = states[offset + word + i]!;
      while (bits !== 0) {
        const lowest = bits & -bits;
        bits ^= lowest;
        const place = i * 32 + 31 - Math.clz32(lowest);
        const child = this.children[first + place]!;
        if (!visit(child !== 0 ? child : this.eachChild(node, place))) return false;
      }
    }
    return true;
  }

  protected wideValue(node: number): number {
    const { nodes } = this;
    if (nodes[node] === SIZE) return this.layout.sizes[nodes[node + 1]!]!;
    return (this.states[this.offset + nodes[node + 1]!]! >>> nodes[node + 2]!) & nodes[node + 3]!;
  }
}

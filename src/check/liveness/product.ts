/**
 * Behaviours of the state graph read by a tableau: a node is a state with a state of the tableau, numbered
 * `state * tableauStates + tableauState`. Nothing is stored for an edge; edges are found again by looking at the graph.
 */
import type { StateGraph } from './graph.js';
import type { Cover, Tableau } from './tableau.js';

export class Product {
  readonly graph: StateGraph;
  readonly tableau: Tableau;
  readonly nodeCount: number;
  readonly #width: number;
  /** The only cover of a tableau that asks nothing: the product is the graph then. */
  readonly #always: Cover | null;
  /** The edge that `advance` has come to. */
  target = -1;
  step = -1;
  cover: Cover | null = null;

  constructor(graph: StateGraph, tableau: Tableau) {
    this.graph = graph;
    this.tableau = tableau;
    this.#width = tableau.covers.length;
    this.nodeCount = graph.stateCount * this.#width;
    const [first] = tableau.covers[0] ?? [];
    const asksNothing = this.#width === 1 && tableau.covers[0]?.length === 1 && first?.literals.length === 0;
    this.#always = asksNothing ? (first as Cover) : null;
  }

  stateOf(node: number): number {
    return this.#width === 1 ? node : (node / this.#width) | 0;
  }

  get initialNodes(): readonly number[] {
    return this.graph.initial.map((state) => state * this.#width);
  }

  /**
   * Moves to the first edge of `node` at or after `position` (0 at first) and returns the position after it, or -1 if there
   * is none. The edge is then in `target`, `step` and `cover`.
   */
  advance(node: number, position: number): number {
    const { graph } = this;
    if (this.#always !== null) {
      const step = (graph.firstStep[node] as number) + position;
      if (step >= (graph.firstStep[node + 1] as number)) return -1;
      this.target = graph.targets[step] as number;
      this.step = step;
      this.cover = this.#always;
      return position + 1;
    }
    const state = this.stateOf(node);
    const covers = this.tableau.covers[node - state * this.#width] as readonly Cover[];
    const count = covers.length;
    const first = graph.firstStep[state] as number;
    const end = ((graph.firstStep[state + 1] as number) - first) * count;
    for (let at = position; at < end; at += 1) {
      const stepOffset = count === 1 ? at : (at / count) | 0;
      const cover = covers[at - stepOffset * count] as Cover;
      const step = first + stepOffset;
      if (!this.#allows(cover, state, step)) continue;
      this.target = (graph.targets[step] as number) * this.#width + cover.next;
      this.step = step;
      this.cover = cover;
      return at + 1;
    }
    return -1;
  }

  #allows(cover: Cover, state: number, step: number): boolean {
    for (const literal of cover.literals) if (!this.graph.satisfies(literal, state, step)) return false;
    return true;
  }
}

/** The nodes that can be reached, breadth first, with the node each was first reached from (-1 for initial ones). */
export interface Reachable {
  readonly order: Int32Array;
  readonly count: number;
  readonly parents: Int32Array;
  /** By node: its place in `order`. */
  readonly ranks: Int32Array;
  /** By node: how many states are on the way to it; steps that change nothing add none. */
  readonly lengths: Int32Array;
}

export function reach(product: Product): Reachable {
  const order = new Int32Array(product.nodeCount);
  const parents = new Int32Array(product.nodeCount).fill(-2);
  const ranks = new Int32Array(product.nodeCount);
  const lengths = new Int32Array(product.nodeCount);
  let count = 0;
  const add = (node: number, parent: number): void => {
    if (parents[node] !== -2) return;
    parents[node] = parent;
    ranks[node] = count;
    const stays = parent >= 0 && product.stateOf(parent) === product.stateOf(node);
    lengths[node] = (parent < 0 ? 0 : (lengths[parent] as number)) + (stays ? 0 : 1);
    order[count] = node;
    count += 1;
  };
  for (const node of product.initialNodes) add(node, -1);
  for (let at = 0; at < count; at += 1) {
    if ((at & 0xffff) === 0) product.graph.pulse();
    const node = order[at] as number;
    for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
      add(product.target, node);
    }
  }
  return { order, count, parents, ranks, lengths };
}

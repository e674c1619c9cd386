/**
 * Finds a strongly connected part of the product in which a fair behaviour can stay for ever: for each condition, if some
 * step of it has `whenever` then some step has `again`. A component that fails a condition is searched again without the
 * steps that have its `whenever` (Lichtenstein and Pnueli 1985; Emerson and Lei 1987). Each search drops a condition, so
 * there are at most as many rounds as conditions, each O(nodes + edges). Of all such parts the one nearest to an initial
 * state is given, so that the counterexample begins as short as can be.
 */
import type { Literal } from './formula.js';
import type { Product, Reachable } from './product.js';

/** Like `Condition`, or that a promise of the tableau is not put off for ever. */
export type Acceptance =
  | { readonly kind: 'condition'; readonly whenever: Literal | null; readonly again: Literal | null }
  | { readonly kind: 'promise'; readonly promise: number };

export interface FairComponent {
  /** The node of the component that is reached by the shortest way. */
  readonly entry: number;
  readonly contains: (node: number) => boolean;
  /** Conditions whose `whenever` must not occur. */
  readonly banned: readonly Acceptance[];
  /** Conditions whose `again` has to occur in each round. */
  readonly required: readonly Acceptance[];
}

/** About the edge that `product` has come to from `state`. */
export function isWhenever(product: Product, acceptance: Acceptance, state: number): boolean {
  if (acceptance.kind === 'promise' || acceptance.whenever === null) return true;
  return product.graph.satisfies(acceptance.whenever, state, product.step);
}

export function isAgain(product: Product, acceptance: Acceptance, state: number): boolean {
  if (acceptance.kind === 'promise') return product.cover?.postponed.includes(acceptance.promise) === false;
  return acceptance.again !== null && product.graph.satisfies(acceptance.again, state, product.step);
}

export function isBanned(product: Product, banned: readonly Acceptance[], state: number): boolean {
  for (const acceptance of banned) if (isWhenever(product, acceptance, state)) return true;
  return false;
}

interface Part {
  readonly nodes: Int32Array;
  readonly banned: readonly Acceptance[];
}

export function findFairComponent(
  product: Product,
  reachable: Reachable,
  acceptances: readonly Acceptance[],
): FairComponent | null {
  /** Number of the part that a node belongs to; 0 for none. */
  const partOf = new Int32Array(product.nodeCount);
  const parts: Part[] = [{ nodes: reachable.order.subarray(0, reachable.count), banned: [] }];
  let partNumber = 0;
  const search = new ComponentSearch(product, partOf);
  const { componentOf } = search;
  let best: FairComponent | null = null;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    partNumber += 1;
    for (const node of part.nodes) partOf[node] = partNumber;
    for (const component of search.components(part.nodes, partNumber, part.banned)) {
      const entry = nearest(component, reachable);
      if (best !== null && (reachable.ranks[entry] as number) > (reachable.ranks[best.entry] as number)) continue;
      const { failed, required, hasEdge } = judge(product, component, componentOf, part.banned, acceptances);
      if (!hasEdge) continue;
      if (failed.length === 0) {
        const number = componentOf[entry];
        const contains = (node: number): boolean => componentOf[node] === number;
        best = { entry, contains, banned: part.banned, required };
        continue;
      }
      const hopeless = failed.some((one) => one.kind === 'promise' || one.whenever === null);
      if (!hopeless) parts.push({ nodes: component, banned: [...part.banned, ...failed] });
    }
  }
  return best;
}

function nearest(component: Int32Array, { ranks }: Reachable): number {
  let nearest = component[0] as number;
  for (const node of component) if ((ranks[node] as number) < (ranks[nearest] as number)) nearest = node;
  return nearest;
}

interface Judgement {
  readonly failed: readonly Acceptance[];
  readonly required: readonly Acceptance[];
  readonly hasEdge: boolean;
}

function judge(
  product: Product,
  component: Int32Array,
  componentOf: Int32Array,
  banned: readonly Acceptance[],
  acceptances: readonly Acceptance[],
): Judgement {
  const number = componentOf[component[0] as number];
  const whenever = new Uint8Array(acceptances.length);
  const again = new Uint8Array(acceptances.length);
  let hasEdge = false;
  for (const node of component) {
    const state = product.stateOf(node);
    for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
      if (componentOf[product.target] !== number || isBanned(product, banned, state)) continue;
      hasEdge = true;
      for (let index = 0; index < acceptances.length; index += 1) {
        if (again[index] === 1) continue;
        const acceptance = acceptances[index] as Acceptance;
        if (isAgain(product, acceptance, state)) again[index] = 1;
        else if (whenever[index] === 0 && isWhenever(product, acceptance, state)) whenever[index] = 1;
      }
    }
  }
  return {
    failed: acceptances.filter((_, index) => whenever[index] === 1 && again[index] === 0),
    required: acceptances.filter((_, index) => again[index] === 1),
    hasEdge,
  };
}

/** Tarjan's algorithm (1972) with its own stack, inside one part and without banned edges. */
class ComponentSearch {
  /** The number of the component that a node was last found in. */
  readonly componentOf: Int32Array;
  #componentCount = 0;
  readonly #product: Product;
  readonly #partOf: Int32Array;
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  readonly #position: Int32Array;
  readonly #onStack: Uint8Array;

  constructor(product: Product, partOf: Int32Array) {
    this.#product = product;
    this.#partOf = partOf;
    this.componentOf = new Int32Array(product.nodeCount);
    this.#index = new Int32Array(product.nodeCount);
    this.#low = new Int32Array(product.nodeCount);
    this.#position = new Int32Array(product.nodeCount);
    this.#onStack = new Uint8Array(product.nodeCount);
  }

  *components(nodes: Int32Array, part: number, banned: readonly Acceptance[]): Iterable<Int32Array> {
    for (const node of nodes) this.#index[node] = 0;
    let counter = 0;
    const stack: number[] = [];
    const path: number[] = [];
    const enter = (node: number): void => {
      counter += 1;
      if ((counter & 0xffff) === 0) this.#product.graph.pulse();
      this.#index[node] = counter;
      this.#low[node] = counter;
      this.#position[node] = 0;
      this.#onStack[node] = 1;
      stack.push(node);
      path.push(node);
    };
    for (const root of nodes) {
      // A node whose component was found is in another part by now, or has an index.
      if (this.#index[root] !== 0 || this.#partOf[root] !== part) continue;
      enter(root);
      while (path.length > 0) {
        const node = path.at(-1) as number;
        const child = this.#nextChild(node, part, banned);
        if (child >= 0) {
          enter(child);
          continue;
        }
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) this.#lower(parent, this.#low[node] as number);
        if (this.#low[node] === this.#index[node]) yield this.#pop(stack, node);
      }
    }
  }

  /** The next node to go down to; edges to nodes known already only lower this one. */
  #nextChild(node: number, part: number, banned: readonly Acceptance[]): number {
    const product = this.#product;
    const state = product.stateOf(node);
    for (;;) {
      const position = product.advance(node, this.#position[node] as number);
      if (position < 0) return -1;
      this.#position[node] = position;
      const { target } = product;
      if (this.#partOf[target] !== part || isBanned(product, banned, state)) continue;
      if (this.#index[target] === 0) return target;
      if (this.#onStack[target] === 1) this.#lower(node, this.#index[target] as number);
    }
  }

  #lower(node: number, low: number): void {
    if (low < (this.#low[node] as number)) this.#low[node] = low;
  }

  #pop(stack: number[], root: number): Int32Array {
    this.#componentCount += 1;
    if (stack.at(-1) === root) {
      stack.pop();
      this.#onStack[root] = 0;
      this.componentOf[root] = this.#componentCount;
      return Int32Array.of(root);
    }
    const from = stack.lastIndexOf(root);
    const component = Int32Array.from(stack.splice(from));
    for (const node of component) {
      this.#onStack[node] = 0;
      this.componentOf[node] = this.#componentCount;
    }
    return component;
  }
}

/**
 * Finds a strongly connected part of the product in which a fair behaviour can stay for ever: for each condition, if some
 * step of it has `whenever` then some step has `again`. A component that fails a condition is searched again without the
 * steps that have its `whenever` (Lichtenstein and Pnueli 1985; Emerson and Lei 1987). Each search drops a condition, so
 * there are at most as many rounds as conditions, each O(nodes + edges).
 */
import type { Literal } from './formula.js';
import type { StateGraph } from './graph.js';
import { Product, type Reachable } from './product.js';
import { tableauOf } from './tableau.js';

/** Like `Condition`, or that a promise of the tableau is not put off for ever. */
export type Acceptance =
  | { readonly kind: 'condition'; readonly whenever: Literal | null; readonly again: Literal | null }
  | { readonly kind: 'promise'; readonly promise: number };

/** Valid only while it is handed over. */
export interface FairComponent {
  readonly nodes: Int32Array;
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

/**
 * Hands over the fair components that can be reached and that are `wanted`, of which the place of the nearest node in the
 * breadth-first order is asked. `among`: by state, whether such a component can be there.
 */
export function fairComponents(
  product: Product,
  { order, count, ranks }: Reachable,
  acceptances: readonly Acceptance[],
  among: Uint8Array | null,
  wanted: (nearestRank: number) => boolean,
  found: (component: FairComponent) => void,
): void {
  const all = order.subarray(0, count);
  const nodes = among === null ? all : all.filter((node) => among[product.stateOf(node)] === 1);
  eachFairComponent(product, nodes, acceptances, {
    wanted: (component) => wanted(nearestRank(component, ranks)),
    found: (component, about) => found({ nodes: component, ...about }),
  });
}

/**
 * By state, 1 if a behaviour that satisfies the conditions can visit it for ever. What a counterexample of any property needs
 * is found once: most states of most graphs are none.
 */
export function fairStates(graph: StateGraph, acceptances: readonly Acceptance[]): Uint8Array {
  const marks = new Uint8Array(graph.stateCount);
  const product = new Product(graph, tableauOf([]));
  eachFairComponent(
    product,
    Int32Array.from(marks, (_, state) => state),
    acceptances,
    {
      wanted: () => true,
      found: (component) => {
        for (const state of component) marks[state] = 1;
      },
    },
  );
  return marks;
}

interface Part {
  readonly nodes: Int32Array;
  readonly banned: readonly Acceptance[];
}

interface Visitor {
  /** Whether to judge a component; it is valid during the call only, here and in `found`. */
  wanted(component: Int32Array): boolean;
  found(component: Int32Array, about: Omit<FairComponent, 'nodes'>): void;
}

function eachFairComponent(
  product: Product,
  nodes: Int32Array,
  acceptances: readonly Acceptance[],
  { wanted, found }: Visitor,
): void {
  /** Number of the part that a node belongs to; 0 for none. */
  const partOf = new Int32Array(product.nodeCount);
  const parts: Part[] = [{ nodes, banned: [] }];
  let partNumber = 0;
  const search = new ComponentSearch(product, partOf);
  const { componentOf } = search;
  const judge = new Judge(product, componentOf, acceptances);
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { banned } = part;
    partNumber += 1;
    for (const node of part.nodes) partOf[node] = partNumber;
    search.components(part.nodes, partNumber, banned, (component) => {
      if (!wanted(component) || !judge.hasEdge(component, banned)) return;
      const failed = judge.failed();
      if (failed.length === 0) {
        const number = componentOf[component[0] as number];
        found(component, { contains: (node) => componentOf[node] === number, banned, required: judge.required() });
        return;
      }
      const hopeless = failed.some((one) => one.kind === 'promise' || one.whenever === null);
      if (!hopeless) parts.push({ nodes: component.slice(), banned: [...banned, ...failed] });
    });
  }
}

function nearestRank(component: Int32Array, ranks: Int32Array): number {
  let nearest = ranks[component[0] as number] as number;
  for (const node of component) nearest = Math.min(nearest, ranks[node] as number);
  return nearest;
}

/** What the steps inside a component do. */
class Judge {
  readonly #whenever: Uint8Array;
  readonly #again: Uint8Array;

  constructor(
    private readonly product: Product,
    private readonly componentOf: Int32Array,
    private readonly acceptances: readonly Acceptance[],
  ) {
    this.#whenever = new Uint8Array(acceptances.length);
    this.#again = new Uint8Array(acceptances.length);
  }

  /** Looks at the component; false if no step stays in it. */
  hasEdge(component: Int32Array, banned: readonly Acceptance[]): boolean {
    const { product, componentOf } = this;
    const number = componentOf[component[0] as number];
    const alone = component.length === 1;
    this.#whenever.fill(0);
    this.#again.fill(0);
    let hasEdge = false;
    for (const node of component) {
      const state = product.stateOf(node);
      const first = product.graph.firstStep[state] as number;
      for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
        // From a state to itself the first step leads, and mostly no other.
        if (alone && product.step !== first && !product.graph.hasReturns) break;
        if (componentOf[product.target] !== number || isBanned(product, banned, state)) continue;
        hasEdge = true;
        this.#note(state);
      }
    }
    return hasEdge;
  }

  #note(state: number): void {
    const { product, acceptances } = this;
    const [whenever, again] = [this.#whenever, this.#again];
    for (let index = 0; index < acceptances.length; index += 1) {
      if (again[index] === 1) continue;
      const acceptance = acceptances[index] as Acceptance;
      if (isAgain(product, acceptance, state)) again[index] = 1;
      else if (whenever[index] === 0 && isWhenever(product, acceptance, state)) whenever[index] = 1;
    }
  }

  failed(): readonly Acceptance[] {
    return this.acceptances.filter((_, index) => this.#whenever[index] === 1 && this.#again[index] === 0);
  }

  required(): readonly Acceptance[] {
    return this.acceptances.filter((_, index) => this.#again[index] === 1);
  }
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
  /** Most components are one node: for those there is one array. */
  readonly #single = new Int32Array(1);

  constructor(product: Product, partOf: Int32Array) {
    this.#product = product;
    this.#partOf = partOf;
    this.componentOf = new Int32Array(product.nodeCount);
    this.#index = new Int32Array(product.nodeCount);
    this.#low = new Int32Array(product.nodeCount);
    this.#position = new Int32Array(product.nodeCount);
    this.#onStack = new Uint8Array(product.nodeCount);
  }

  /** Hands each component of the part over; the array is valid during the call only. */
  components(
    nodes: Int32Array,
    part: number,
    banned: readonly Acceptance[],
    take: (component: Int32Array) => void,
  ): void {
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
        if (this.#low[node] === this.#index[node]) take(this.#pop(stack, node));
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
      this.#single[0] = root;
      return this.#single;
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

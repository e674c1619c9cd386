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
  const parts: Part[] = [{ nodes, banned: [] }];
  let partNumber = 0;
  const search = new ComponentSearch(product);
  const { componentOf } = search;
  const judge = new Judge(product, componentOf, acceptances);
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { banned } = part;
    partNumber += 1;
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

/** What the search keeps of a node, side by side: an edge to one node of a large graph then costs one miss of the caches. */
const WORDS = 4;
/** Number of the part that the node belongs to; 0 for none. */
const PART = 0;
/** When it was found, from 1; 0: not yet; less than 0: its component was found, too. */
const INDEX = 1;
const LOW = 2;
/** Of its next edge. */
const POSITION = 3;

/** Tarjan's algorithm (1972) with its own stack, inside one part and without banned edges. */
class ComponentSearch {
  /** The number of the component that a node was last found in. */
  readonly componentOf: Int32Array;
  #componentCount = 0;
  readonly #product: Product;
  readonly #nodes: Int32Array;
  /** Most components are one node: for those there is one array. */
  readonly #single = new Int32Array(1);

  constructor(product: Product) {
    this.#product = product;
    this.componentOf = new Int32Array(product.nodeCount);
    this.#nodes = new Int32Array(product.nodeCount * WORDS);
  }

  /** Hands each component of the part over; the array is valid during the call only. */
  components(
    nodes: Int32Array,
    part: number,
    banned: readonly Acceptance[],
    take: (component: Int32Array) => void,
  ): void {
    const about = this.#nodes;
    for (const node of nodes) {
      about[node * WORDS + PART] = part;
      about[node * WORDS + INDEX] = 0;
    }
    let counter = 0;
    const stack: number[] = [];
    const path: number[] = [];
    const enter = (node: number): void => {
      counter += 1;
      if ((counter & 0xffff) === 0) this.#product.graph.pulse();
      about[node * WORDS + INDEX] = counter;
      about[node * WORDS + LOW] = counter;
      about[node * WORDS + POSITION] = 0;
      stack.push(node);
      path.push(node);
    };
    for (const root of nodes) {
      if (about[root * WORDS + INDEX] !== 0) continue;
      enter(root);
      while (path.length > 0) {
        const node = path.at(-1) as number;
        const child = this.#nextChild(node, part, banned);
        if (child >= 0) {
          enter(child);
          continue;
        }
        path.pop();
        const low = about[node * WORDS + LOW] as number;
        const parent = path.at(-1);
        if (parent !== undefined) this.#lower(parent, low);
        if (low === about[node * WORDS + INDEX]) take(this.#pop(stack, node));
      }
    }
  }

  /** The next node to go down to; edges to nodes known already only lower this one. */
  #nextChild(node: number, part: number, banned: readonly Acceptance[]): number {
    const product = this.#product;
    const about = this.#nodes;
    const state = product.stateOf(node);
    for (;;) {
      const position = product.advance(node, about[node * WORDS + POSITION] as number);
      if (position < 0) return -1;
      about[node * WORDS + POSITION] = position;
      const { target } = product;
      if (about[target * WORDS + PART] !== part || isBanned(product, banned, state)) continue;
      const index = about[target * WORDS + INDEX] as number;
      if (index === 0) return target;
      if (index > 0) this.#lower(node, index);
    }
  }

  #lower(node: number, low: number): void {
    if (low < (this.#nodes[node * WORDS + LOW] as number)) this.#nodes[node * WORDS + LOW] = low;
  }

  #pop(stack: number[], root: number): Int32Array {
    this.#componentCount += 1;
    if (stack.at(-1) === root) {
      stack.pop();
      this.#leave(root);
      this.#single[0] = root;
      return this.#single;
    }
    const from = stack.lastIndexOf(root);
    const component = Int32Array.from(stack.splice(from));
    for (const node of component) this.#leave(node);
    return component;
  }

  #leave(node: number): void {
    this.#nodes[node * WORDS + INDEX] = -1;
    this.componentOf[node] = this.#componentCount;
  }
}

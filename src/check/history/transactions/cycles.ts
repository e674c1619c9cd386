/** Cycles of the graph of dependencies, of each of Adya's kinds, each as short as can be. */
import type { Anomaly, AnomalyName, Edge, EdgeKind } from './anomaly.js';
import type { Transaction } from './transaction.js';

/** One cycle of each kind that there is. A cycle is told of under the strongest name only: one of writes alone is G0, not G1c. */
export function cycleAnomalies(transactions: readonly Transaction[], edges: readonly Edge[]): Anomaly[] {
  const graph = new Graph(transactions.length, edges);
  const found: Anomaly[] = [];
  const tell = (name: AnomalyName, cycle: readonly Edge[] | null): void => {
    if (cycle !== null) found.push(anomaly(name, cycle, transactions));
  };
  tell('G0', graph.cycleThrough(['ww'], ['ww']));
  tell('G1c', graph.cycleThrough(['wr'], ['ww', 'wr']));
  tell('G-single', graph.cycleThrough(['rw'], ['ww', 'wr']));
  // With one such read there may be a cycle through others as well; only where there is none it takes two.
  if (!found.some(({ name }) => name === 'G-single')) tell('G2', graph.cycleThrough(['rw'], ['ww', 'wr', 'rw']));
  return found;
}

function anomaly(name: AnomalyName, cycle: readonly Edge[], transactions: readonly Transaction[]): Anomaly {
  const steps = cycle.map(({ from, why }) => {
    const { line, process } = transactions[from]!;
    return { line, process, why };
  });
  const told = steps.map(({ line, why }) => `line ${line} ${why}`).join('; ');
  return { name, because: `${told}; and so round again`, cycle: steps };
}

class Graph {
  readonly #out: readonly Edge[][];
  readonly #edges: readonly Edge[];

  constructor(size: number, edges: readonly Edge[]) {
    const out: Edge[][] = Array.from({ length: size }, () => []);
    for (const edge of edges) if (edge.from !== edge.to) out[edge.from]!.push(edge);
    this.#out = out;
    this.#edges = edges.filter(({ from, to }) => from !== to);
  }

  /** A shortest cycle that begins with an edge of `first` and goes on by edges of `rest`. */
  cycleThrough(first: readonly EdgeKind[], rest: readonly EdgeKind[]): Edge[] | null {
    const allowed = (edge: Edge): boolean => rest.includes(edge.kind) || first.includes(edge.kind);
    const component = this.#components(allowed);
    let best: Edge[] | null = null;
    for (const edge of this.#edges) {
      // Only within a strongly connected part there is a way back.
      if (!first.includes(edge.kind) || component[edge.from] !== component[edge.to]) continue;
      const back = this.#shortest(edge.to, edge.from, ({ kind }) => rest.includes(kind), component, best?.length);
      if (back !== null && (best === null || back.length + 1 < best.length)) best = [edge, ...back];
      if (best?.length === 2) break;
    }
    return best;
  }

  /** Breadth first, within the component of `from`, below `limit` edges. */
  #shortest(
    from: number,
    to: number,
    allowed: (edge: Edge) => boolean,
    component: Int32Array,
    limit = Number.POSITIVE_INFINITY,
  ): Edge[] | null {
    const by = new Map<number, Edge>();
    let frontier = [from];
    for (let depth = 1; frontier.length > 0 && depth + 1 < limit; depth += 1) {
      const next: number[] = [];
      for (const node of frontier) {
        for (const edge of this.#out[node]!) {
          if (!allowed(edge) || component[edge.to] !== component[from] || edge.to === from || by.has(edge.to)) continue;
          by.set(edge.to, edge);
          if (edge.to === to) return path(by, from, to);
          next.push(edge.to);
        }
      }
      frontier = next;
    }
    return null;
  }

  /** Tarjan 1972, without recursion: the strongly connected component of each node. */
  #components(allowed: (edge: Edge) => boolean): Int32Array {
    const size = this.#out.length;
    const component = new Int32Array(size).fill(-1);
    const order = new Int32Array(size).fill(-1);
    const low = new Int32Array(size);
    const position = new Int32Array(size);
    const stack: number[] = [];
    let count = 0;
    let components = 0;
    const enter = (node: number): void => {
      order[node] = count;
      low[node] = count;
      count += 1;
      stack.push(node);
    };
    for (let root = 0; root < size; root += 1) {
      if (order[root] !== -1) continue;
      const path = [root];
      enter(root);
      while (path.length > 0) {
        const node = path.at(-1)!;
        const edge = this.#out[node]![position[node]!];
        if (edge === undefined) {
          path.pop();
          const parent = path.at(-1);
          if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
          if (low[node] !== order[node]) continue;
          for (let member = stack.pop()!; ; member = stack.pop()!) {
            component[member] = components;
            if (member === node) break;
          }
          components += 1;
          continue;
        }
        position[node]! += 1;
        if (!allowed(edge)) continue;
        if (order[edge.to] === -1) {
          enter(edge.to);
          path.push(edge.to);
        } else if (component[edge.to] === -1) low[node] = Math.min(low[node]!, order[edge.to]!);
      }
    }
    return component;
  }
}

function path(by: ReadonlyMap<number, Edge>, from: number, to: number): Edge[] {
  const edges: Edge[] = [];
  for (let node = to; node !== from; node = edges[0]!.from) edges.unshift(by.get(node)!);
  return edges;
}

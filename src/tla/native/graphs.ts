/** Modules Graphs and UndirectedGraphs, and CausalOrder of VectorClocks, as far as TLC overrides them. */

import { heap } from '../arena.js';
import { integer, numberOf, string } from '../atoms.js';
import { elementsOf, itemsOf, setOf, tupleOf } from '../collections.js';
import { apply, select } from '../functions.js';
import { isSet, member } from '../membership.js';
import { compare } from '../order.js';
import { sequence } from '../sequences.js';
import { addressOf, bool, fail, NONE, TUPLE, type Value } from '../value.js';
import type { Unary } from './operators.js';

/** An element of the set of edges as a pair of nodes, or null if it is no edge. */
type Endpoints = (edge: Value) => readonly [Value, Value] | null;

const orderedPair: Endpoints = (edge) =>
  (edge & 15) === TUPLE && heap[addressOf(edge)] === 2 ? [apply(edge, integer(1)), apply(edge, integer(2))] : null;

const unorderedPair: Endpoints = (edge) => {
  if (!isSet(edge)) return null;
  const ends = elementsOf(edge);
  return ends.length === 1 || ends.length === 2 ? [ends[0]!, ends.at(-1)!] : null;
};

export const Graphs = {
  SimplePath: (graph: Value): Value => simplePaths(graph, successors(graph, orderedPair, false)),
  AreConnectedIn: (m: Value, n: Value, graph: Value): Value => connected(m, n, graph, orderedPair, false),
  IsStronglyConnected: (graph: Value): Value => {
    const forward = successors(graph, orderedPair, false);
    const nodes = nodesOf(graph);
    return bool(nodes.every((node) => reachable(node, forward).size === nodes.length));
  },
};

export const UndirectedGraphs = {
  SimplePath: (graph: Value): Value => simplePaths(graph, successors(graph, unorderedPair, true)),
  AreConnectedIn: (m: Value, n: Value, graph: Value): Value => connected(m, n, graph, unorderedPair, true),
  ConnectedComponents: (graph: Value): Value => {
    const both = successors(graph, unorderedPair, true);
    return setOf(nodesOf(graph).map((node) => setOf(reachable(node, both))));
  },
};

const nodesOf = (graph: Value): Value[] => elementsOf(apply(graph, string('node')));

function successors(graph: Value, ends: Endpoints, symmetric: boolean): Map<Value, Value[]> {
  const nodes = apply(graph, string('node'));
  const arcs = new Map<Value, Value[]>(elementsOf(nodes).map((node) => [node, []]));
  for (const edge of elementsOf(apply(graph, string('edge')))) {
    const pair = ends(edge);
    if (pair === null || !member(pair[0], nodes) || !member(pair[1], nodes)) continue;
    arcs.get(pair[0])!.push(pair[1]);
    if (symmetric) arcs.get(pair[1])!.push(pair[0]);
  }
  return arcs;
}

/** The node itself and all that paths from it lead to. */
function reachable(from: Value, arcs: ReadonlyMap<Value, readonly Value[]>): Set<Value> {
  const seen = new Set([from]);
  for (const node of seen) for (const next of arcs.get(node) ?? []) seen.add(next);
  return seen;
}

function connected(m: Value, n: Value, graph: Value, ends: Endpoints, symmetric: boolean): Value {
  const arcs = successors(graph, ends, symmetric);
  return bool(arcs.has(m) && arcs.has(n) && reachable(m, arcs).has(n));
}

/** All non-empty paths that visit no node twice. */
function simplePaths(graph: Value, arcs: ReadonlyMap<Value, readonly Value[]>): Value {
  const paths: Value[] = [];
  const extend = (path: readonly Value[]): void => {
    paths.push(tupleOf(path));
    for (const next of new Set(arcs.get(path.at(-1)!))) if (!path.includes(next)) extend([...path, next]);
  };
  for (const node of nodesOf(graph)) extend([node]);
  return setOf(paths);
}

interface Event {
  readonly entry: Value;
  readonly clock: Value;
  readonly time: Value;
  readonly hosts: readonly Value[];
  /** Events that must come first. */
  readonly waitsFor: Set<Event>;
}

export const VectorClocks = {
  /** Sorts a log so that causes precede effects; clocks have no gaps (VectorClocks.java, after ShiViz). */
  CausalOrder: (log: Value, clock: Unary, node: Unary, domainOf: Unary): Value => {
    const logs = new Map<Value, Event[]>();
    for (const entry of itemsOf(sequence(log, 'CausalOrder', 'first'))) {
      const own = node(entry);
      const vector = clock(entry);
      const hosts = elementsOf(domainOf(vector));
      const event = { entry, clock: vector, time: apply(vector, own), hosts, waitsFor: new Set<Event>() };
      logs.set(own, [...(logs.get(own) ?? []), event]);
    }
    for (const events of logs.values()) events.sort((a, b) => compare(a.time, b.time));
    for (const events of logs.values()) linkCauses(events, logs);
    return tupleOf(popRoots([...logs.values()]));
  },
};

function linkCauses(events: readonly Event[], logs: ReadonlyMap<Value, readonly Event[]>): void {
  const known = new Map<Value, number>();
  const own = [...logs].find(([, list]) => list === events)![0];
  for (const event of events) {
    known.set(own, numberOf(event.time));
    for (const other of event.hosts) {
      const time = select(event.clock, other);
      const seen = time === NONE ? 0 : numberOf(time);
      if ((known.get(other) ?? 0) >= seen) continue;
      known.set(other, seen);
      const cause = logs.get(other)?.[seen - 1];
      if (cause !== undefined) event.waitsFor.add(cause);
    }
  }
}

function popRoots(queues: Event[][]): Value[] {
  const done = new Set<Event>();
  const sorted: Value[] = [];
  const total = queues.reduce((sum, queue) => sum + queue.length, 0);
  while (sorted.length < total) {
    const before = sorted.length;
    for (const queue of queues) {
      const first = queue[0];
      if (first === undefined || ![...first.waitsFor].every((cause) => done.has(cause))) continue;
      queue.shift();
      done.add(first);
      sorted.push(first.entry);
    }
    if (sorted.length === before) return fail('CausalOrder: the vector clocks of the log form a cycle.');
  }
  return sorted;
}

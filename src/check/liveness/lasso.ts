/** A behaviour as people can follow it: states up to a first one of a fair component, then a round through it. */
import { assert } from '../../core/assert.js';
import {
  type Acceptance,
  type FairComponent,
  fairComponents,
  isAgain,
  isBanned,
  isWhenever,
} from './fair-component.js';
import type { Product, Reachable } from './product.js';
import { SmallComponent } from './shortest-round.js';

export interface Lasso {
  readonly states: readonly number[];
  /** The place in `states` to which the last state leads back; the last one itself: nothing happens any more. */
  readonly loop: number;
}

/** How many edges may be looked at for a shorter lasso once there is one. */
const PATIENCE = 4_000_000;

/**
 * The shortest lasso found through a fair component: prefixes are shortest paths, rounds go from one condition to the next;
 * of each component the nodes are tried in the order of their distance, while that can give a shorter one and patience
 * lasts. null if no fair component can be reached. `below`: only if it has fewer states than that.
 */
export function shortestLasso(
  product: Product,
  reachable: Reachable,
  acceptances: readonly Acceptance[],
  among: Uint8Array | null,
  below = Number.POSITIVE_INFINITY,
): Lasso | null {
  const { order, ranks, lengths } = reachable;
  let best: Round | null = null;
  const length = (): number => best?.length ?? below;
  const work: Work = { left: PATIENCE };
  const take = (component: FairComponent): void => {
    const { nodes } = component;
    const byDistance = Int32Array.from(nodes, (node) => ranks[node] as number).sort();
    const small = SmallComponent.of(product, component);
    for (const rank of byDistance) {
      if (best !== null && work.left <= 0) return;
      const entry = order[rank] as number;
      const before = lengths[entry] as number;
      if (before >= length()) return;
      const rounds = standsStill(product, component, acceptances, entry)
        ? [[entry]]
        : small !== null
          ? [small.round(entry, length() - before, work)]
          : [false, true].map((eager) => roundFrom(product, component, entry, eager, work));
      for (const nodesOfRound of rounds) {
        if (nodesOfRound === null) continue;
        const round = statesOf(product, [entry, ...nodesOfRound]).slice(1, -1);
        // The way to it is written down at the end: each component may have a shorter one.
        if (before + round.length < length()) best = { entry, round, length: before + round.length };
      }
    }
  };
  const isNear = (rank: number): boolean => (lengths[order[rank] as number] as number) < length();
  fairComponents(product, reachable, acceptances, among, isNear, take);
  return lassoOf(product, reachable, best);
}

interface Round {
  readonly entry: number;
  /** The states after that of `entry` and before that again. */
  readonly round: readonly number[];
  /** Of the lasso, in states. */
  readonly length: number;
}

function lassoOf(product: Product, reachable: Reachable, best: Round | null): Lasso | null {
  if (best === null) return null;
  const states = statesOf(product, pathTo(reachable, best.entry));
  return { states: [...states, ...best.round], loop: states.length - 1 };
}

/** Steps that change nothing say nothing, but for a round in which nothing changes at all. */
function statesOf(product: Product, nodes: readonly number[]): readonly number[] {
  return withoutRepetition(nodes.map((node) => product.stateOf(node)));
}

/** Whether nothing need ever happen any more at a node: the step that changes nothing is fair by itself. */
function standsStill(
  product: Product,
  component: FairComponent,
  acceptances: readonly Acceptance[],
  node: number,
): boolean {
  const state = product.stateOf(node);
  const first = product.graph.firstStep[state] as number;
  for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
    // From a state to itself the first step leads, and mostly no other.
    if (product.step !== first && !product.graph.hasReturns) return false;
    if (product.target !== node || isBanned(product, component.banned, state)) continue;
    if (acceptances.every((one) => isAgain(product, one, state) || !isWhenever(product, one, state))) return true;
  }
  return false;
}

interface Work {
  left: number;
}

function pathTo(reachable: Reachable, end: number): readonly number[] {
  const path: number[] = [];
  for (let node = end; node >= 0; node = reachable.parents[node] as number) path.push(node);
  return path.reverse();
}

/**
 * The nodes after `start` on a round that ends in `start` and does what every condition requires: one after the other, or,
 * if `eager`, whichever is nearest.
 */
function roundFrom(
  product: Product,
  component: FairComponent,
  start: number,
  eager: boolean,
  work: Work,
): readonly number[] {
  const round: number[] = [];
  let at = start;
  let open: readonly Acceptance[] = component.required;
  while (open.length > 0 || round.length === 0) {
    const wanted = eager ? open : open.slice(0, 1);
    const isLast = (state: number): boolean =>
      wanted.length === 0 || wanted.some((acceptance) => isAgain(product, acceptance, state));
    const leg = shortestLeg(product, component, at, isLast, work);
    round.push(...leg.nodes);
    at = leg.nodes.at(-1) as number;
    open = open.filter((acceptance) => !leg.does(acceptance));
  }
  if (at !== start) round.push(...shortestLeg(product, component, at, () => product.target === start, work).nodes);
  return round;
}

interface Leg {
  readonly nodes: readonly number[];
  /** Whether the last step does what the condition requires. */
  readonly does: (acceptance: Acceptance) => boolean;
}

/** From `start` along allowed edges up to and with the first for which `isLast` (asked about the edge in `product`). */
function shortestLeg(
  product: Product,
  component: FairComponent,
  start: number,
  isLast: (state: number) => boolean,
  work: Work,
): Leg {
  const parents = new Map<number, number>([[start, -1]]);
  const queue = [start];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at] as number;
    const state = product.stateOf(node);
    for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
      const { target, step, cover } = product;
      work.left -= 1;
      if (!component.contains(target) || isBanned(product, component.banned, state)) continue;
      if (isLast(state)) {
        const nodes = [target];
        for (let back = node; back !== start; back = parents.get(back) as number) nodes.unshift(back);
        const does = (acceptance: Acceptance): boolean => {
          Object.assign(product, { target, step, cover });
          return isAgain(product, acceptance, state);
        };
        return { nodes, does };
      }
      if (parents.has(target)) continue;
      parents.set(target, node);
      queue.push(target);
    }
  }
  assert(false, 'a fair component that is not connected');
}

function withoutRepetition(states: readonly number[]): readonly number[] {
  return states.filter((state, index) => index === 0 || state !== states[index - 1]);
}

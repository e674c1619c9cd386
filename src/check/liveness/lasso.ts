/** A behaviour as people can follow it: states up to a first one of a fair component, then a round through it. */
import { assert } from '../../core/assert.js';
import { type Acceptance, type FairComponent, isAgain, isBanned } from './fair-component.js';
import type { Product, Reachable } from './product.js';

export interface Lasso {
  readonly states: readonly number[];
  /** The place in `states` to which the last state leads back; the last one itself: nothing happens any more. */
  readonly loop: number;
}

export function lassoThrough(product: Product, reachable: Reachable, component: FairComponent): Lasso {
  const { entry } = component;
  const prefix = pathTo(reachable, entry).map((node) => product.stateOf(node));
  const round = roundFrom(product, component, entry).map((node) => product.stateOf(node));
  // Steps that change nothing say nothing, but for a round in which nothing changes at all.
  const states = withoutRepetition(prefix);
  const cycle = withoutRepetition([states.at(-1) as number, ...round]).slice(1);
  if (cycle.length === 0) return { states, loop: states.length - 1 };
  const loop = states.length - 1;
  return { states: [...states, ...cycle.slice(0, -1)], loop };
}

function pathTo(reachable: Reachable, end: number): readonly number[] {
  const path: number[] = [];
  for (let node = end; node >= 0; node = reachable.parents[node] as number) path.push(node);
  return path.reverse();
}

/** The nodes after `start` on a round that ends in `start` and does what every condition requires. */
function roundFrom(product: Product, component: FairComponent, start: number): readonly number[] {
  const round: number[] = [];
  let at = start;
  let open: readonly Acceptance[] = component.required;
  while (open.length > 0 || round.length === 0) {
    const [wanted] = open;
    const leg = shortestLeg(product, component, at, (state) => wanted === undefined || isAgain(product, wanted, state));
    round.push(...leg.nodes);
    at = leg.nodes.at(-1) as number;
    open = open.filter((acceptance) => acceptance !== wanted && !leg.does(acceptance));
  }
  if (at !== start) round.push(...shortestLeg(product, component, at, () => product.target === start).nodes);
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
): Leg {
  const parents = new Map<number, number>([[start, -1]]);
  const queue = [start];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at] as number;
    const state = product.stateOf(node);
    for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
      const { target, step, cover } = product;
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

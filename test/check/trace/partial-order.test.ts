/** What has to come before what, by clocks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Order, type OrderedEvent, PartialOrder } from '../../../src/check/trace/partial-order.js';
import type { PreparedEvent } from '../../../src/check/trace/prepared-event.js';
import { Random } from '../../../src/core/random.js';

const eventAt = (at: number): PreparedEvent => ({ at }) as PreparedEvent;
const nodes = ['a', 'b', 'c'];

/** Runs in which nodes hear of each other, and steps that last for a while. `looked`: how often somebody asked when an event was. */
function randomEvents(count: number, random: Random): { events: OrderedEvent[]; looked: () => number } {
  const clocks = new Map(nodes.map((node) => [node, new Map<string, number>()]));
  let looks = 0;
  const events = Array.from({ length: count }, (_, at): OrderedEvent => {
    const node = nodes[random.next(nodes.length)] as string;
    const own = clocks.get(node) as Map<string, number>;
    if (random.next(3) === 0) {
      for (const [other, heard] of clocks.get(nodes[random.next(nodes.length)] as string) ?? []) {
        own.set(other, Math.max(own.get(other) ?? 0, heard));
      }
    }
    own.set(node, (own.get(node) ?? 0) + 1);
    const [clock, interval] = [Object.fromEntries(own), [at, at + random.next(12)] as const];
    return {
      ...{ event: eventAt(at), node },
      get clock() {
        looks += 1;
        return clock;
      },
      get interval() {
        looks += 1;
        return interval;
      },
    };
  });
  return { events, looked: () => looks };
}

/** By the definition: how many of each node's events come before, up to the last one that does. */
function afterByPairs(order: PartialOrder, all: readonly OrderedEvent[], by: Order): number[][][] {
  const of = new Map(all.map((one) => [one.event, one]));
  return order.events.map((list, self) =>
    list.map(({ event }, place) =>
      order.events.map((others, index) => {
        if (index === self) return place;
        const one = of.get(event) as OrderedEvent;
        const node = order.nodes[index] as string;
        const before = others.map(({ event: other }) => {
          const { clock, interval } = of.get(other) as OrderedEvent;
          return by === 'vector'
            ? (clock?.[node] ?? 0) <= (one.clock?.[node] ?? 0)
            : (interval?.[1] ?? 0) < (one.interval?.[0] ?? 0);
        });
        return before.lastIndexOf(true) + 1;
      }),
    ),
  );
}

test('what comes before an event is what the definitions say', () => {
  for (let seed = 1n; seed <= 20n; seed += 1n) {
    const { events } = randomEvents(60, new Random(seed));
    for (const by of ['vector', 'interval'] as const) {
      const order = new PartialOrder(events, by);
      const found = order.events.map((list) => list.map(({ after }) => [...after]));
      assert.deepEqual(found, afterByPairs(order, events, by), `${by}, seed ${seed}`);
    }
  }
});

test('not every pair of events is looked at', () => {
  for (const by of ['vector', 'interval'] as const) {
    const { events, looked } = randomEvents(4_000, new Random(7n));
    const order = new PartialOrder(events, by);
    assert.equal(order.count, 4_000);
    assert.ok(looked() < 400_000, `${by}: ${looked()} looks, of ${4_000 ** 2} pairs`);
  }
});

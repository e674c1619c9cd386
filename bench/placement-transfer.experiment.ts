/** Bytes and time of a rebalance: what moved keys weigh, and how long links of limited room take to carry them. No clock. */
import { type Context, experiment } from '../src/measure/declare.js';
import type { PlacementStrategy } from '../src/placement/placement.js';
import { carried } from '../src/placement/rebalance.js';
import { strategies } from '../src/placement/strategies.js';
import { simulateTransfers } from '../src/sim/transfer.js';
import { changed, type Event } from './placement-changes.js';

/** One megabyte in the mean. `lognormal`: most are small and a few hold most of the bytes, as file sizes are (Downey 2001). */
const sizes = ['lognormal', 'fixed'] as const;
type Sizes = (typeof sizes)[number];
const meanBytes = 1e6;
const keyCount = 100_000;
const sigma = 1.5;

/** 1 Gbit/s each way for each node. */
const links = { bytesPerMs: 125_000, latencyMs: 0.5, chunkBytes: 4e6 } as const;

const parameters = {
  event: ['join', 'leave', 'fail 1 %', 'fail 10 %', 'grow by 10'] satisfies Event[],
  sizes,
  nodes: [100, 10],
} as const;
type Rebalance = Context<typeof parameters>;

/**
 * A key's size and the place of its second copy depend on its digest alone, so they are the same under every strategy: a
 * fraction from 0 to 1 for each digest and purpose (the finaliser of MurmurHash3).
 */
function fractions(digests: BigUint64Array, purpose: number): Float64Array {
  const halves = new Uint32Array(digests.buffer, digests.byteOffset, 2 * digests.length);
  return Float64Array.from({ length: digests.length }, (_, i) => {
    let x = (halves[2 * i] as number) ^ Math.imul((halves[2 * i + 1] as number) ^ purpose, 0x9e37_79b1);
    x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  });
}

function sizesOf(digests: BigUint64Array, kind: Sizes): Float64Array {
  if (kind === 'fixed') return new Float64Array(digests.length).fill(meanBytes);
  const [u, v] = [fractions(digests, 1), fractions(digests, 2)];
  // Box & Muller 1958, and the mean of a lognormal distribution taken out.
  return u.map((each, i) => {
    const normal = Math.sqrt(-2 * Math.log(1 - each)) * Math.cos(2 * Math.PI * (v[i] as number));
    return meanBytes * Math.exp(sigma * normal - sigma ** 2 / 2);
  });
}

/** A node that fails says nothing more: its keys come from second copies, spread over the nodes that stay. */
const silent = (event: Event): boolean => event.startsWith('fail');

function rebalance(strategy: PlacementStrategy, context: Rebalance) {
  const { event, sizes: kind, nodes } = context.parameters;
  // As many objects at every size: more of them would only make more bytes.
  const all = changed(strategy, event, nodes, context as Context, keyCount);
  if (all === null) return null;
  const { change, digests, before, after } = all;
  const gone = new Set(silent(event) ? change.left : []);
  const stay = Array.from({ length: nodes }, (_, bucket) => bucket).filter((bucket) => !gone.has(bucket));
  const places = fractions(digests, 3);
  const copies = Uint32Array.from(places, (place) => stay[Math.floor(place * stay.length)] as number);
  const transfers = carried(before, after, sizesOf(digests, kind), gone, copies);
  return simulateTransfers(transfers, { nodes: nodes + change.joined.length, ...links });
}

/** How many nodes join, and how many leave. */
function changesOf(event: Event, nodes: number): [joined: number, left: number] {
  switch (event) {
    case 'join':
      return [1, 0];
    case 'grow by 10':
      return [10, 0];
    case 'leave':
      return [0, 1];
    default:
      return [0, Math.ceil((nodes * Number.parseInt(event.slice(5), 10)) / 100)];
  }
}

type Figures = Readonly<Record<string, number>>;

const subjects: Readonly<Record<string, (context: Rebalance) => Figures>> = {
  ...Object.fromEntries(
    strategies.map((strategy) => [
      strategy.name,
      (context: Rebalance): Figures => {
        const run = rebalance(strategy, context);
        return run === null ? {} : { seconds: run.ms / 1_000, least: run.leastMs / 1_000, bytes: run.bytes };
      },
    ]),
  ),
  /** The least that any placement could carry, spread evenly over the links that have to carry it. */
  minimum: ({ parameters: { event, nodes } }) => {
    const [joined, left] = changesOf(event, nodes);
    const bytes =
      joined > 0 ? (keyCount * meanBytes * joined) / (nodes + joined) : (keyCount * meanBytes * left) / nodes;
    const carriers = joined > 0 ? joined : silent(event) ? nodes - left : left;
    const seconds = bytes / carriers / links.bytesPerMs / 1_000;
    return { seconds, least: seconds, bytes };
  },
};

export const transfer = experiment({
  name: 'placement-transfer',
  title: 'How long a rebalance takes: 100,000 objects of 1 MB, links of 1 Gbit/s each way',
  parameters,
  quick: { event: ['join', 'leave', 'fail 10 %'], sizes: ['lognormal'], nodes: [100] },
  smoke: { event: ['leave'], sizes: ['fixed'], nodes: [10] },
  metrics: {
    seconds: { title: 'until everything is where it belongs', unit: 's', better: 'lower' },
    least: { title: 'by the fullest link alone', unit: 's', better: 'lower' },
    bytes: { title: 'carried', unit: 'bytes', better: 'lower' },
  },
  subjects,
  chart: { x: 'event', mark: 'bars', metric: 'seconds', bound: 'minimum' },
});

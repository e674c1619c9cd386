/** What it costs to build a placement's tables, and to let one node leave and return. */
import { benchmark, goal, type Prepare } from '../src/measure/declare.js';
import { createNative } from '../src/placement/native.js';

type ByNodes = { readonly nodes: readonly number[] };

const built =
  (kind: string): Prepare<ByNodes> =>
  ({ parameters: { nodes } }) => ({ operations: 1, run: () => createNative(kind, { nodes }).size });

export const build = benchmark({
  name: 'placement-build',
  title: 'Building the tables of a placement',
  operation: 'build',
  parameters: { nodes: [10, 100, 1_000, 10_000] },
  quick: { nodes: [10, 1_000] },
  smoke: { nodes: [10] },
  subjects: {
    ring: built('ring'),
    ketama: built('ketama'),
    maglev: built('maglev'),
    anchor: built('anchor'),
    dx: built('dx'),
    'plain ring': built('plain-ring'),
  },
  chart: { x: 'nodes', metric: 'time', hide: ['plain ring'] },
});

const buildGoal = (nodes: 100 | 1_000 | 10_000) =>
  goal({
    name: `a ring of ${nodes.toLocaleString('en')} nodes is built in half of std::sort's time`,
    of: build,
    subject: 'ring',
    against: 'plain ring',
    at: { nodes },
    figure: 'time',
    atMost: 0.5,
    source: 'issue 6, table of speeds',
  });
export const buildAt100 = buildGoal(100);
export const buildAt1000 = buildGoal(1_000);
export const buildAt10000 = buildGoal(10_000);

/** One leave and one return: two changes an operation. */
const changed =
  (kind: string): Prepare<ByNodes> =>
  ({ parameters: { nodes } }) => {
    const placement = createNative(kind, { nodes });
    return {
      operations: 2,
      run() {
        placement.remove(nodes - 1);
        return placement.add();
      },
    };
  };

export const change = benchmark({
  name: 'placement-change',
  title: 'One node leaves or joins',
  operation: 'change',
  parameters: { nodes: [10, 100, 1_000, 10_000] },
  quick: { nodes: [10, 1_000] },
  smoke: { nodes: [10] },
  subjects: {
    ring: changed('ring'),
    ketama: changed('ketama'),
    jump: changed('jump'),
    rendezvous: changed('rendezvous'),
    maglev: changed('maglev'),
    anchor: changed('anchor'),
    memento: changed('memento'),
    dx: changed('dx'),
  },
  chart: { x: 'nodes', metric: 'time' },
});

/** The border between JavaScript and the kernel, made visible: the same lookups in smaller and smaller batches. */
export const border = benchmark({
  name: 'placement-border',
  title: 'What the border costs: lookups by the size of a batch',
  operation: 'lookup',
  parameters: { batch: [1, 8, 64, 512, 4_096] },
  smoke: { batch: [1] },
  subjects: Object.fromEntries(
    ['maglev', 'jump', 'ring'].map((kind) => [
      kind,
      (({ parameters: { batch } }) => {
        const placement = createNative(kind, { nodes: 100 });
        const total = 4_096;
        const digests = Array.from({ length: total / batch }, (_, i) =>
          BigUint64Array.from(
            { length: batch },
            (_, k) => (BigInt(i * batch + k) * 0x9e37_79b9_7f4a_7c15n) & 0xffff_ffff_ffff_ffffn,
          ),
        );
        const buckets = new Uint32Array(batch);
        return {
          operations: total,
          run() {
            let sum = 0;
            for (const keys of digests) {
              placement.locate(keys, buckets);
              sum += buckets[0] as number;
            }
            return sum;
          },
        };
      }) satisfies Prepare<{ readonly batch: readonly number[] }>,
    ]),
  ),
  chart: { x: 'batch', metric: 'time' },
});

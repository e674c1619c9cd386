import { benchmark, experiment, goal } from 'nines';
import { MapCounter, ObjectCounter } from '../counter.js';

const adds =
  (Counter) =>
  ({ parameters: { keys }, random }) => {
    const counter = new Counter();
    const batch = Array.from({ length: 4_096 }, () => `key-${random.next(keys)}`);
    return {
      operations: batch.length,
      run() {
        let last = 0;
        for (const key of batch) last = counter.add(key);
        return last;
      },
    };
  };

export const counting = benchmark({
  name: 'counting',
  title: 'Counting by key',
  operation: 'add',
  parameters: { keys: [10, 1_000, 100_000] },
  subjects: { map: adds(MapCounter), object: adds(ObjectCounter) },
});

export const mapIsNoSlower = goal({
  name: 'a map is at least half as fast as an object',
  of: counting,
  subject: 'map',
  against: 'object',
  at: { keys: 1_000 },
  atLeast: 0.5,
  source: 'our own wish',
});

/** Counts are exact: the same seed gives the same figure, and any other one is a change. */
export const collisions = experiment({
  name: 'distinct-keys',
  title: 'Distinct keys among 4,096 draws',
  parameters: { keys: [10, 1_000, 100_000] },
  metrics: { distinct: { title: 'distinct keys', unit: 'keys', better: 'neither' } },
  subjects: {
    drawn: ({ parameters: { keys }, random }) => ({
      distinct: new Set(Array.from({ length: 4_096 }, () => random.next(keys))).size,
    }),
  },
});

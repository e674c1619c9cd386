import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchmark, experiment, goal } from '../../src/measure/declare.js';

const sum = benchmark({
  name: 'sum',
  title: 'Adding up',
  operation: 'addition',
  parameters: { length: [1_000, 10_000], order: ['up', 'down'] },
  quick: { length: [1_000] },
  subjects: {
    loop: ({ parameters }) => ({
      operations: parameters.length,
      run: () => {
        let total = 0;
        for (let index = 0; index < parameters.length; index += 1) total += index;
        return total;
      },
    }),
    formula: ({ parameters }) => ({ operations: parameters.length, run: () => parameters.length * 2 }),
  },
});

test('a goal is filled in: the first point, throughput of a benchmark', () => {
  const declared = goal({
    name: 'g',
    of: sum,
    subject: 'formula',
    against: 'loop',
    at: { length: 10_000 },
    atLeast: 2,
    source: 'here',
  });
  assert.deepEqual(declared.at, { length: 10_000, order: 'up' });
  assert.equal(declared.figure, 'throughput');
});

test('a goal on an experiment takes its first metric; names are checked by the type checker', () => {
  const moved = experiment({
    name: 'moved',
    title: 'Keys moved',
    parameters: { nodes: [10] },
    metrics: { moved: { title: 'Keys moved', unit: '1', better: 'lower' } },
    subjects: { modulo: () => ({ moved: 0.9 }), minimum: ({ parameters }) => ({ moved: 1 / parameters.nodes }) },
    chart: { bound: 'minimum' },
  });
  assert.equal(
    goal({ name: 'm', of: moved, subject: 'modulo', against: 'minimum', atMost: 1.1, source: '' }).figure,
    'moved',
  );
  // @ts-expect-error no such subject
  goal({ name: 'm', of: moved, subject: 'ring', against: 'minimum', atMost: 1.1, source: '' });
  // @ts-expect-error no such value of the parameter
  goal({ name: 'm', of: moved, subject: 'modulo', against: 'minimum', at: { nodes: 11 }, atMost: 1.1, source: '' });
});

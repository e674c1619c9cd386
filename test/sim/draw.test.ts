import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/random.js';
import { type Cluster, drawStory } from '../../src/sim/draw/story.js';
import type { NodeFault } from '../../src/sim/schedule.js';

const cluster: Cluster = {
  nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
  durationMs: 1000,
  leads: false,
  changes: false,
};
const of = <K extends NodeFault['kind']>(faults: NodeFault[], kind: K): Extract<NodeFault, { kind: K }>[] =>
  faults.filter((fault): fault is Extract<NodeFault, { kind: K }> => fault.kind === kind);

test('when the power fails, most nodes fall at one moment, with disks that were slow before', () => {
  const faults = drawStory('outages', new Random(1n), cluster);
  const crashes = of(faults, 'crash');
  const moments = [...new Set(crashes.map(({ at }) => at))];
  assert.ok(moments.length >= 2);
  for (const at of moments) {
    const fallen = crashes.filter((crash) => crash.at === at).map(({ node }) => node);
    assert.ok(fallen.length >= 3, `${at} ms: ${fallen}`);
    for (const node of fallen) {
      const slow = of(faults, 'disk-slow').find(
        (fault) => fault.node === node && fault.at + fault.forMs > at && fault.at <= at,
      );
      assert.ok(slow !== undefined, `${node} at ${at} ms`);
    }
  }
});

test('who is alone is the leader, or where nobody leads some node', () => {
  for (const leads of [true, false]) {
    const [cut] = of(drawStory('isolation', new Random(2n), { ...cluster, leads }), 'partition');
    assert.deepEqual(cut!.to, ['@others']);
    assert.equal(cut!.from[0] === '@leader', leads);
    assert.ok(cut!.forMs >= 300, 'long enough for another to be elected');
  }
});

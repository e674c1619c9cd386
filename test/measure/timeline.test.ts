import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failoverTimeline } from '../../src/measure/timeline.js';
import { timelineFigures } from '../../src/report/timelines.js';
import type { TimelineRow } from '../../src/results/row.js';
import { rowProblem } from '../../src/results/schema.js';
import type { Schedule } from '../../src/sim/schedule.js';
import { simulate } from '../../src/sim/simulation.js';
import { raftWith } from '../../src/sim/systems/consensus/raft.js';

const nodes = ['n1', 'n2', 'n3'];
const at = 500;
const schedule: Schedule<unknown> = {
  protocol: 'raft',
  seed: '0x5eed',
  nodes,
  durationMs: 1_000,
  network: { delayMs: 1, jitterMs: 0, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
  disk: { syncMs: 0.5, jitterMs: 0 },
  faults: [{ at, kind: 'crash', node: '@leader', forMs: null, keep: 0, torn: false }],
  operations: Array.from({ length: 120 }, (_, index) => ({
    at: 300 + 5 * index,
    id: `o${index}`,
    to: nodes[index % 3] as string,
    request: { op: 'put', key: 'x', value: `v${index}` },
  })),
};
const actions = { stands: 'Timeout', leads: 'BecomeLeader' };

test('a time line says what the trace says: who led, who is down, who leads next, and how long clients waited', () => {
  const run = simulate(raftWith({}), schedule as Schedule<never>, null);
  const [crash] = run.nodeFaults;
  assert.ok(crash?.kind === 'crash');
  const led = run.trace.find(({ action, at: when }) => action === 'BecomeLeader' && when > at);
  assert.ok(led !== undefined);
  const told = failoverTimeline(run, actions, { at, node: crash.node, until: led.at + 50, marginMs: 40 });
  assert.deepEqual([told.from, told.to], [-40, led.at + 90 - at]);
  for (const { node, spans } of told.lanes) {
    assert.deepEqual([spans[0]?.from, spans.at(-1)?.to], [told.from, told.to], node);
    for (const [index, span] of spans.slice(1).entries()) assert.equal(span.from, spans[index]?.to, node);
  }
  const lane = (node: string) => told.lanes.find((each) => each.node === node)?.spans ?? [];
  assert.deepEqual(
    lane(crash.node).map(({ from, role }) => [from, role]),
    [
      [-40, 'leads'],
      [0, 'down'],
    ],
  );
  const next = lane(led.node).find(({ role }) => role === 'leads');
  assert.equal(next?.from, led.at - at);
  assert.equal(told.lanes.filter(({ spans }) => spans.at(-1)?.role === 'leads').length, 1);
  const [from, to] = told.unavailable ?? [Number.NaN, Number.NaN];
  assert.ok(from <= 0 && to > led.at - at, `${from} to ${to}`);
  assert.ok(!told.answered.some((each) => each > from && each < to));

  const row: TimelineRow = {
    ...{ kind: 'timeline', suite: 's', name: 'failover', subject: 'raft', parameters: { nodes: 3 } },
    ...{ clock: 'simulated', seed: '0x5eed' },
    ...told,
  };
  assert.equal(rowProblem(row), null);
  assert.notEqual(
    rowProblem({ ...row, lanes: [{ node: 'n1', spans: [{ from: 0, to: 1, role: 'king' }] }] } as never),
    null,
  );
  const [figure] = timelineFigures([row], []);
  assert.equal(figure?.id, 'failover-timeline');
  assert.match(String(figure?.table.rows[0]), new RegExp(`^raft,crash of ${crash.node},after [0-9.]+ ms,after`));
  assert.deepEqual(timelineFigures([], []), []);
});

test('a first leader that was given and not elected leads until it dies; a cluster that never answers again says so', () => {
  const quiet = simulate(raftWith({}), { ...schedule, faults: [], operations: [] } as Schedule<never>, null);
  const told = failoverTimeline({ ...quiet, trace: [] }, actions, { at, node: 'n2', until: 600, marginMs: 10 });
  assert.deepEqual(
    told.lanes.map(({ spans }) => spans.map(({ role }) => role)),
    [['follows'], ['leads', 'down'], ['follows']],
  );
  assert.equal(told.unavailable, null);
});

test('the outage is the longest wait: an answer that was under way when the node died does not end it', () => {
  const quiet = simulate(raftWith({}), { ...schedule, faults: [], operations: [] } as Schedule<never>, null);
  const told = (answers: readonly number[]) => {
    const operations = answers.map((repliedAt) => ({ repliedAt: at + repliedAt }) as (typeof quiet.operations)[number]);
    const run = { ...quiet, trace: [], operations };
    return failoverTimeline(run, actions, { at, node: 'n1', until: at + 90, marginMs: 40 }).unavailable;
  };
  assert.deepEqual(told([-8, -3, 2, 94, 97]), [2, 94]);
  assert.deepEqual(told([-3, 92, 97]), [-3, 92]);
  assert.deepEqual(
    told([-300, -3, 92, 97, 500]),
    [-3, 92],
    'what was before the fault or is after the recovery is none of it',
  );
  assert.equal(told([-8, -3, 2]), null, 'nobody is answered again');
});

test('the outage is split at the first who stands and the first who leads', async () => {
  const spans = { n1: ['leads', 'down', 0], n2: ['follows', 'stands', 60] } as const;
  const row: TimelineRow = {
    ...{ kind: 'timeline', suite: 's', name: 'failover', subject: 'raft', parameters: { nodes: 2 } },
    ...{ clock: 'simulated', seed: '0x5eed', from: -10, to: 100, answered: [-2, 75], unavailable: [-2, 75] },
    lanes: Object.entries(spans).map(([node, [before, then, when]]) => ({
      node,
      spans: [
        { from: -10, to: when, role: before },
        { from: when, to: node === 'n1' ? 100 : 64, role: then },
        ...(node === 'n1' ? [] : [{ from: 64, to: 100, role: 'leads' as const }]),
      ],
    })),
    faults: [{ from: 0, to: 100, fault: 'crash', node: 'n1' }],
  };
  const [figure] = timelineFigures([row], []);
  const drawn = JSON.stringify(figure!.spec!(900));
  for (const phase of [
    { node: 'outage', from: 0, to: 60, role: 'detection' },
    { node: 'outage', from: 60, to: 64, role: 'election' },
    { node: 'outage', from: 64, to: 75, role: 'recovery' },
  ])
    assert.ok(drawn.includes(JSON.stringify(phase)), phase.role);
  assert.deepEqual(figure!.table.rows[0], ['raft', 'crash of n1', 'after 60 ms', 'after 64 ms', '11 ms', '77 ms']);
});

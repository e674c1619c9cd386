/** Diagrams from traces and behaviours, and back out as a log for ShiViz. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJsonLines } from '../../../src/core/json-lines.js';
import type { Diagram } from '../../../src/report/space-time/diagram.js';
import { callOf, fromStates } from '../../../src/report/space-time/from-states.js';
import { fromTrace } from '../../../src/report/space-time/from-trace.js';
import { shivizParser, toShiviz } from '../../../src/report/space-time/shiviz.js';

const trace = (...events: object[]) =>
  fromTrace(parseJsonLines(events.map((event) => JSON.stringify(event)).join('\n')));
const arrows = ({ messages }: Pick<Diagram, 'messages'>) =>
  messages.map(({ from, to, sent, received }) => [from, to, sent.step, received?.step ?? null]);

test('vector clocks: one arrow for each direct dependency, none for what came along', () => {
  const drawn = trace(
    { node: 'a', action: 'A', vc: { a: 1 } },
    { node: 'b', action: 'B', vc: { a: 1, b: 1 } },
    { node: 'c', action: 'C', vc: { a: 1, b: 1, c: 1 } },
    { node: 'c', action: 'D', vc: { a: 1, b: 1, c: 2 } },
    { node: 'a', action: 'E', vc: { a: 2, b: 1, c: 2 } },
  );
  assert.deepEqual(arrows(drawn), [
    [0, 1, 0, 1],
    [1, 2, 1, 2],
    [2, 0, 3, 4],
  ]);
});

test('vector clocks put the lines of per-node files into an order that they allow', () => {
  const drawn = trace(
    { node: 'b', action: 'Receive', vc: { a: 2, b: 1 } },
    { node: 'b', action: 'After', vc: { a: 2, b: 2 } },
    { node: 'a', action: 'Before', vc: { a: 1 } },
    { node: 'a', action: 'Send', vc: { a: 2 } },
  );
  assert.deepEqual(
    drawn.steps.map(({ action }) => action),
    ['Before', 'Send', 'Receive', 'After'],
  );
  const circle = trace({ node: 'a', action: 'X', vc: { a: 1, b: 1 } }, { node: 'b', action: 'Y', vc: { a: 1, b: 1 } });
  assert.equal(circle.steps.length, 2);
});

test('messages that events name are paired, the first with the first; what nobody received has no end', () => {
  const msg = { type: 'Vote', from: '1', to: '2' };
  const drawn = trace(
    { event: { name: 'Send', nid: '1', msg, state: { term: 1 }, role: 'leader' } },
    { event: { name: 'Send', nid: '1', msg } },
    { event: { name: 'Receive', nid: '2', msg } },
  );
  assert.deepEqual(arrows(drawn), [
    [0, 1, 0, 2],
    [0, 1, 1, null],
  ]);
  assert.deepEqual(drawn.steps[0]!.changes, { kind: 'partial', vars: { term: { 1: 1 }, role: { 1: 'leader' } } });
});

test('events without a node have the lane of their first argument, of what they update, or one of their own', () => {
  const { lanes, steps } = trace(
    { event: 'RMPrepare', event_args: ['rm-1'] },
    { rmState: [{ op: 'Update', path: ['rm-2'], args: ['prepared'] }], event: 'RMPrepare' },
    { event: 'TMCommit' },
  );
  assert.deepEqual(lanes, ['rm-1', 'rm-2', '(no node)']);
  assert.deepEqual(
    steps.map(({ lane }) => lane),
    [0, 1, 2],
  );
});

test('a header is no event; lanes are in the order of their numbers', () => {
  const { lanes, steps } = trace(
    { h: 1, spec: 'Raft', complete: true },
    ...['n10', 'n9', 'n1'].map((node) => ({ node, action: 'Restart' })),
  );
  assert.deepEqual(lanes, ['n1', 'n9', 'n10']);
  assert.equal(steps.length, 3);
});

test('an action as a counterexample writes it: name and arguments', () => {
  assert.deepEqual(callOf('Next'), { name: 'Next', args: [] });
  assert.deepEqual(callOf('Rcv("a, b", <<1, 2>>, [x |-> {1, 2}])').args, ['"a, b"', '<<1, 2>>', '[x |-> {1, 2}]']);
  assert.deepEqual(callOf('Take(r1)'), { name: 'Take', args: ['r1'] });
});

test('a counterexample: lanes from arguments and from what changed, messages from the set that holds them', () => {
  const vote = { from: 'n1', to: 'n2', type: 'Vote' };
  const msgs = (...bodies: object[]) => ({ '#set': bodies as never[] });
  const drawn = fromStates(
    [
      { action: null, vars: { term: { n1: 0, n2: 0 }, msgs: msgs() } },
      { action: 'Ask("n1")', vars: { term: { n1: 1, n2: 0 }, msgs: msgs(vote) } },
      { action: 'Receive', vars: { term: { n1: 1, n2: 1 }, msgs: msgs() } },
    ],
    0,
  );
  assert.deepEqual(drawn.lanes, ['n1', 'n2']);
  assert.deepEqual(arrows(drawn), [[0, 1, 0, 1]]);
  assert.match(drawn.moments[0]!.label, /leads back/);
});

test('a message to everybody has an arrow for each that takes it', () => {
  const ask = { from: 'n1', type: 'Ask' };
  const state = (a: number, b: number, ...bodies: object[]) => ({
    term: { n1: a, n2: b },
    msgs: { '#set': bodies as never[] },
  });
  const drawn = fromStates(
    [
      { action: null, vars: state(0, 0) },
      { action: 'Ask("n1")', vars: state(1, 0, ask) },
      { action: 'Take("n2", [from |-> "n1", type |-> "Ask"])', vars: state(1, 1, ask) },
    ],
    null,
  );
  assert.deepEqual(arrows(drawn), [[0, 1, 0, 1]]);
  assert.equal(drawn.messages[0]!.label, 'Ask');
});

test('ShiViz: its own parser reads every line back, clocks begin with 1, rise by one, and know what was received', () => {
  const drawn = trace(
    { node: 'a', action: 'A', vc: { a: 1 } },
    { node: 'a', action: 'B', vc: { a: 2 } },
    { node: 'b', action: 'C', args: { i: 'b' }, vc: { a: 2, b: 1 } },
    { node: 'a', action: 'D', vc: { a: 3, b: 1 } },
  );
  const [parser, delimiter, ...log] = toShiviz({ title: '', subtitle: '', ...drawn }).split('\n');
  assert.equal(parser, shivizParser);
  assert.equal(delimiter, '');
  const events = [...log.join('\n').matchAll(new RegExp(parser as string, 'g'))].map(({ groups }) => ({
    host: groups?.host as string,
    event: groups?.event,
    clock: JSON.parse(groups?.clock as string) as Record<string, number>,
  }));
  assert.deepEqual(
    events.map(({ event }) => event),
    ['A', 'B', 'C("b")', 'D'],
  );
  const last = new Map<string, number>();
  for (const { host, clock } of events) {
    assert.equal(clock[host], (last.get(host) ?? 0) + 1);
    last.set(host, clock[host] as number);
  }
  assert.deepEqual(events[2]!.clock, { a: 2, b: 1 });
  assert.deepEqual(events[3]!.clock, { a: 3, b: 1 });
});

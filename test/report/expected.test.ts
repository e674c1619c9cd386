/** The section of what is expected to fail: its rows, its pictures, and what the page says when one is no longer seen. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { expectedRows } from '../../src/commands/nightly/expected-rows.js';
import { expectedFailures } from '../../src/measure/verify/expected-failures.js';
import type { ProtocolVerification } from '../../src/measure/verify/verify.js';
import { expectedFigure } from '../../src/report/expected.js';
import { page } from '../../src/report/page.js';
import { excerpt } from '../../src/report/space-time/excerpt.js';
import { summarise } from '../../src/report/summary.js';
import type { ExpectedRow } from '../../src/results/row.js';
import { rowProblem } from '../../src/results/schema.js';
import { sample } from './sample.js';

const verified = (name: string): ProtocolVerification => ({
  name,
  seeds: 200,
  leftOut: 0,
  accepted: 200,
  rejected: 0,
  inconclusive: 0,
  mutants: [],
  actions: {},
  neverTaken: [],
  seconds: 1,
  failures: [],
  expected: name === 'async' ? [{ property: 'durability', count: 50, firstSeed: '0x0', because: '' }] : [],
});

let rows: ExpectedRow[];
before(() => {
  rows = expectedRows([...new Set(expectedFailures.map(({ protocol }) => protocol))].map(verified));
});

test('one row each, as the schema has it after a round trip, and all of them seen', () => {
  assert.deepEqual(
    rows.map(({ title }) => title),
    expectedFailures.map(({ title }) => title),
  );
  for (const row of rows) {
    assert.equal(rowProblem(JSON.parse(JSON.stringify(row))), null, row.title);
    assert.equal(row.verdict, 'good', row.title);
    assert.ok(row.diagram.steps.length > 0 && row.diagram.steps.length <= 40, row.title);
    assert.ok(JSON.stringify(row).length < 20_000, row.title);
  }
  const counted = rows.filter(({ count }) => count > 0);
  assert.deepEqual(
    counted.map(({ protocol, count, seeds }) => [protocol, count, seeds]),
    [['async', 50, 200]],
  );
  assert.deepEqual(expectedRows([verified('paxos')]), [], 'only of protocols that were verified');
});

test('the page has each with its sentence, its schedule, its picture and its command; ids do not clash', async () => {
  const html = await page({ ...sample, rows: [...sample.rows, ...rows] }, []);
  const section = html.slice(html.indexOf('<figure id="expected">'), html.indexOf('<figure id="goals">'));
  assert.equal(section.match(/<section class="exhibit">/g)?.length, rows.length);
  assert.equal(section.match(/<svg role="img"/g)?.length, rows.length);
  for (const { replay } of rows) assert.ok(section.includes(replay));
  assert.match(section, /crash node tm, forMs null/);
  assert.match(section, /50 of 200/);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.length, new Set(ids).size);
  for (const [, id] of section.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids.includes(id), id);
  assert.ok(section.length < 600_000, String(section.length));
});

test('what is no longer seen is told in the headline', () => {
  const good = sample.rows.filter((row) => row.kind !== 'goal' || row.verdict === 'met');
  assert.equal(summarise([...good, ...rows]).headline, 'Everything held.');
  const [first, ...others] = rows as [ExpectedRow, ...ExpectedRow[]];
  const { headline, verdict } = summarise([...good, { ...first, verdict: 'bad' }, ...others]);
  assert.deepEqual(
    [headline, verdict],
    ['1 expected failure no longer seen (Two-phase commit blocks when its coordinator dies after the votes).', 'bad'],
  );
});

test('text of a row cannot become markup', async () => {
  const evil = '</script><img src=x onerror=alert(1)>';
  const [first] = rows as [ExpectedRow, ...ExpectedRow[]];
  const spoilt = { ...first, title: evil, lesson: evil, because: evil, schedule: [evil], property: evil, replay: evil };
  const lanes = { ...spoilt, diagram: { ...first.diagram, lanes: first.diagram.lanes.map(() => evil) } };
  assert.ok(!(await page({ ...sample, rows: [...sample.rows, lanes] }, [])).includes('<img'));
  assert.equal(expectedFigure([]), null);
});

test('an excerpt ends behind its step, and leaves out lanes and messages without one', () => {
  const place = (order: number, step: number | null) => ({ step, order, at: order });
  const step = (lane: number, order: number) =>
    ({ lane, order, at: order, action: 'A', args: [], changes: { kind: 'partial', vars: {} }, line: order }) as const;
  const message = (from: number, to: number, sent: number, sentStep: number | null) => ({
    from,
    to,
    sent: place(sent, sentStep),
    received: place(sent + 1.5, null),
    label: 'M',
    body: { large: true },
  });
  const whole = {
    lanes: ['a', 'idle', 'b'],
    steps: [step(0, 1), step(2, 4), step(0, 7), step(0, 10)],
    messages: [message(0, 2, 1, 0), message(1, 0, 2, null), message(2, 0, 10.5, null)],
    spans: [],
    moments: [{ place: place(12, null), label: 'end', lane: null }],
  };
  const shown = excerpt(whole, 1);
  assert.deepEqual([shown.lanes, shown.steps.map(({ lane }) => lane), shown.step], [['a', 'b'], [0, 1, 0], 1]);
  assert.deepEqual(
    shown.messages.map(({ from, to }) => [from, to]),
    [[0, 1]],
  );
  assert.ok(!('body' in shown.messages[0]!));
  assert.deepEqual(shown.moments, []);
  assert.equal(excerpt(whole, null).steps.length, 4);
});

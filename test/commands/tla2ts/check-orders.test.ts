/** Traces of which only a partial order is known: a log for each node, with vector clocks or with intervals. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-check-orders-'));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, lines: readonly object[]): string => {
  writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return join(folder, name);
};

writeFileSync(
  join(folder, 'Post.tla'),
  `---- MODULE Post ----
EXTENDS Naturals
VARIABLES sent, got, sum
vars == <<sent, got, sum>>
Init == sent = {} /\\ got = {} /\\ sum = 0
Send(n) == n \\notin sent /\\ sent' = sent \\cup {n} /\\ UNCHANGED <<got, sum>>
Receive(n) == n \\in sent /\\ n \\notin got /\\ got' = got \\cup {n} /\\ UNCHANGED <<sent, sum>>
Write(v) == sum' = v /\\ UNCHANGED <<sent, got>>
Read(v) == sum = v /\\ UNCHANGED vars
Next == \\E n \\in 1..9 : Send(n) \\/ Receive(n) \\/ Write(n) \\/ Read(n)
Spec == Init /\\ [][Next]_vars
Few == sum < 9
====
`,
);
writeFileSync(join(folder, 'Post.cfg'), 'SPECIFICATION Spec\nINVARIANT Few\n');

function check(order: string, ...traces: readonly string[]): { code: number | null; out: string; err: string } {
  return checkMapped(null, order, ...traces);
}

function checkMapped(
  map: string | null,
  order: string,
  ...traces: readonly string[]
): { code: number | null; out: string; err: string } {
  const mapped = map === null ? [] : ['--map', map];
  const args = [program, 'check', join(folder, 'Post.tla'), ...mapped, '--order', order, '--trace', ...traces];
  const done = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const at = (node: string, action: string, n: number, clock: object): object => ({ node, action, args: [n], clock });

test('logs of nodes, in whatever order the files come: what clocks forbid is not tried', () => {
  const a = write('a.ndjson', [at('a', 'Send', 1, { a: 1 }), at('a', 'Receive', 2, { a: 2, b: 1 })]);
  const b = write('b.ndjson', [at('b', 'Send', 2, { b: 1 }), at('b', 'Receive', 1, { a: 1, b: 2 })]);
  assert.deepEqual([check('vector', a, b).code, check('vector', b, a).code], [0, 0]);
  // Each claims to have received before the other had sent: no order of the clocks is a behaviour.
  const early = write('early.ndjson', [at('b', 'Receive', 1, { b: 1 }), at('b', 'Send', 2, { b: 2 })]);
  const late = write('late.ndjson', [at('a', 'Send', 1, { a: 1, b: 1 })]);
  const { code, out } = check('vector', late, early);
  assert.equal(code, 1);
  assert.match(out, /rejected.* at event 2: Receive\(1\).*conjunct 1, n \\in sent, is false: 1 against \{\}/);
});

test('concurrent events are tried in every order that is left open', () => {
  const nodes = [1, 2, 3, 4, 5].map((n) => [
    at(`n${n}`, 'Send', n, { [`n${n}`]: 1 }),
    at(`n${n}`, 'Write', n, { [`n${n}`]: 2 }),
  ]);
  const files = nodes.map((events, index) => write(`n${index}.ndjson`, events));
  const reader = write('reader.ndjson', [at('r', 'Read', 3, { r: 1 }), at('r', 'Read', 1, { r: 2 })]);
  assert.equal(check('vector', ...files, reader).code, 0);
  const impossible = write('impossible.ndjson', [at('r', 'Read', 3, { r: 1, n3: 2 }), at('r', 'Read', 6, { r: 2 })]);
  assert.equal(check('vector', ...files, impossible).code, 1);
});

test('intervals: a read that began after a write had ended sees it', () => {
  const during = (node: string, action: string, v: number, ...interval: readonly [number, number]): object => ({
    node,
    action,
    args: [v],
    interval,
  });
  const writes = write('writes.ndjson', [during('w', 'Write', 1, 0, 10), during('w', 'Write', 2, 11, 30)]);
  assert.equal(check('interval', writes, write('old.ndjson', [during('r', 'Read', 1, 20, 25)])).code, 0);
  assert.equal(check('interval', writes, write('new.ndjson', [during('r', 'Read', 2, 20, 25)])).code, 0);
  assert.equal(check('interval', writes, write('stale.ndjson', [during('r', 'Read', 1, 31, 35)])).code, 1);
  const bad = write('bad.ndjson', [during('w', 'Write', 9, 0, 1), during('r', 'Read', 9, 2, 3)]);
  assert.match(check('interval', bad).out, /the invariant Few is false/);
});

test('what cannot be ordered is refused', () => {
  const bare = write('bare.ndjson', [{ action: 'Send', args: [1] }]);
  assert.match(check('vector', bare).err, /bare\.ndjson:1: --order vector needs a 'clock'/);
  const nobody = write('nobody.ndjson', [{ action: 'Send', args: [1], clock: { a: 1 } }]);
  assert.match(check('vector', nobody).err, /needs the 'node'/);
  const backwards = write('backwards.ndjson', [{ node: 'a', action: 'Send', args: [1], interval: [3, 1] }]);
  assert.match(check('interval', backwards).err, /is no \[start, end\]/);
  assert.match(check('vektor', bare).err, /did you mean 'vector'/);
});

const foreign = {
  where: { kind: 'step' },
  event: 'what',
  fields: { n: 'number' },
  events: { sending: 'Send(n)', receiving: 'Receive(n)', writing: 'Write(n)', reading: 'Read(n)' },
  order: { node: 'by.id', clock: 'by.clock' },
};
const line = (id: number, what: string, number: number, clock: object): object => ({
  kind: 'step',
  what,
  number,
  by: { id, clock },
});

test('logs of a foreign system: the mapping says where the clocks are', () => {
  const map = write('foreign.json', [foreign]);
  const one = write('one.ndjson', [{ kind: 'hello' }, line(1, 'sending', 1, { 1: 1 })]);
  const two = write('two.ndjson', [line(2, 'receiving', 1, { 1: 1, 2: 1 })]);
  const { code, out } = checkMapped(map, 'vector', two, one);
  assert.equal(code, 0);
  assert.match(out, /accepted \(3 events, 1 of them skipped/);
  // Received before it was sent, and the line that says so.
  const early = write('early-two.ndjson', [line(2, 'receiving', 1, { 2: 1 })]);
  const late = write('late-one.ndjson', [{ kind: 'hello' }, line(1, 'sending', 1, { 1: 1, 2: 1 })]);
  const rejected = checkMapped(map, 'vector', early, late);
  assert.equal(rejected.code, 1);
  assert.match(rejected.out, /late-one\.ndjson .*early-two\.ndjson:1: rejected at event 1: receiving/);
  const between = write('between.json', [{ ...foreign, order: { node: 'by.id', interval: ['from', 'to'] } }]);
  const written = write('written.ndjson', [
    { ...line(1, 'writing', 1, {}), from: 0, to: 5 },
    { ...line(1, 'writing', 2, {}), from: 6, to: 20 },
  ]);
  const read = (from: number): string =>
    write(`read-${from}.ndjson`, [{ ...line(2, 'reading', 1, {}), from, to: from + 2 }]);
  assert.equal(checkMapped(between, 'interval', written, read(10)).code, 0);
  assert.equal(checkMapped(between, 'interval', written, read(21)).code, 1);
});

test('what needs one order of the events is refused, not passed over', () => {
  const one = write('refused.ndjson', [at('a', 'Send', 1, { a: 1 })]);
  for (const option of [['--html', 'x.html'], ['--coverage'], ['--require-actions', 'Read'], ['--self-test', '3']]) {
    const { code, err } = check('vector', one, ...option);
    assert.equal(code, 2, option[0]);
    assert.match(err, new RegExp(`${option[0]} does not go with --order`));
  }
});

test('logs that have times only, of clocks that are apart', () => {
  const stamped = (id: number, what: string, at: string | number): object => ({ ...line(id, what, 1, {}), at });
  // The second node's clock is 300 ms behind: it has received before the first one has sent.
  const sender = write('sender.ndjson', [stamped(1, 'sending', '2026-11-26T10:00:00.500Z')]);
  const receiver = write('receiver.ndjson', [stamped(2, 'receiving', '2026-11-26 12:00:00,200 +0200')]);
  const within = (skew: number): string =>
    write(`skew-${skew}.json`, [{ ...foreign, order: { node: 'by.id', at: 'at', skew } }]);
  assert.equal(checkMapped(within(299), 'interval', sender, receiver).code, 1);
  assert.equal(checkMapped(within(300), 'interval', sender, receiver).code, 0);
  const seconds = write('seconds.ndjson', [stamped(2, 'receiving', 1.5)]);
  const first = write('first.ndjson', [stamped(1, 'sending', 1.75)]);
  assert.equal(checkMapped(within(0.25), 'interval', first, seconds).code, 0);
  assert.equal(checkMapped(within(0), 'interval', first, seconds).code, 1);
  const none = write('no-time.ndjson', [stamped(2, 'receiving', 'noon')]);
  assert.match(
    checkMapped(within(0), 'interval', none).err,
    /no-time\.ndjson:1: expected under 'at' a time: a number, or text such as "2026-[^"]*", found "noon"/,
  );
  const twice = write('twice.json', [{ ...foreign, order: { node: 'by.id', at: 'at', interval: ['at', 'at'] } }]);
  assert.match(checkMapped(twice, 'interval', none).err, /order: expected "interval" or "at", found both/);
});

test('hidden steps are taken in whatever order the clocks leave open', () => {
  const hidden = { ...foreign, events: { ...foreign.events, sending: 'skip' } };
  const lost = write('lost.json', [hidden]);
  const found = write('found.json', [{ ...hidden, hidden: [{ action: 'Send(n)', before: ['receiving'] }] }]);
  const traces = [1, 2, 3].map((n) => write(`lost-${n}.ndjson`, [line(n, 'receiving', n, { [n]: 1 })]));
  assert.equal(checkMapped(lost, 'vector', ...traces).code, 1);
  const { code, out } = checkMapped(found, 'vector', ...traces);
  assert.equal(code, 0);
  assert.match(out, /3 hidden/);
  // A hidden step is bound to the event that it comes before: nobody sends 4.
  const fourth = write('fourth.ndjson', [line(4, 'reading', 4, { 4: 1 })]);
  assert.equal(checkMapped(found, 'vector', ...traces, fourth).code, 1);
});

test('a mapping without clocks, or with half of them, is told', () => {
  const { order: _, ...without } = foreign;
  const one = write('clockless.ndjson', [line(1, 'sending', 1, { 1: 1 })]);
  const bare = checkMapped(write('without.json', [without]), 'vector', one);
  assert.equal(bare.code, 2);
  assert.match(
    bare.err,
    /clockless\.ndjson:1: --order vector needs a 'clock'.*the mapping says where they are: "order"/,
  );
  const half = checkMapped(write('half.json', [{ ...foreign, order: { node: 'by.id' } }]), 'vector', one);
  assert.equal(half.code, 2);
  assert.match(half.err, /half\.json:1: order: expected "clock"/);
  const astray = { kind: 'step', what: 'sending', number: 1 };
  const second = write('astray.ndjson', [line(1, 'sending', 2, { 1: 2 }), astray]);
  assert.match(
    checkMapped(write('whole.json', [foreign]), 'vector', one, second).err,
    /astray\.ndjson:2: expected the node under 'by\.id', found nothing/,
  );
  const empty = write('nothing.ndjson', [{ kind: 'hello' }]);
  assert.equal(checkMapped(write('whole.json', [foreign]), 'vector', empty).code, 2);
});

test('a log of each node whose lines do not say whose they are: the file does', () => {
  const byFile = {
    ...foreign,
    fields: { ...foreign.fields, who: '#file' },
    order: { node: '#file', at: 'time', skew: 4 },
  };
  const events = { ...foreign.events, sending: { if: 'who = "south"', action: 'Send(n)' } };
  const map = write('by-file.json', [{ ...byFile, events }]);
  const timed = (what: string, number: number, time: number): object => ({ kind: 'step', what, number, time });
  const south = write('south.log', [timed('sending', 1, 10)]);
  const north = write('north.log', [timed('receiving', 1, 7)]);
  assert.equal(checkMapped(map, 'interval', north, south).code, 0);
  assert.equal(checkMapped(map, 'interval', north, write('east.log', [timed('sending', 1, 10)])).code, 2);
  // Without an order each file is a run, and the one that received nothing is told what was meant.
  const args = [program, 'check', join(folder, 'Post.tla'), '--map', map, '--trace', north, south];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.deepEqual([status, /as the logs of one run's nodes: --order interval/.test(stderr)], [1, true]);
});

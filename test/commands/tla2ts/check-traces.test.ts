/** `tla2ts check` over corpora and growing files: coverage, required actions, self-test, workers, --follow, headers. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const program = join(root, 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-check-traces-'));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const write = (name: string, lines: readonly object[]): string => {
  writeFileSync(path(name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path(name);
};

writeFileSync(
  path('Till.tla'),
  `---- MODULE Till ----
EXTENDS Integers, FiniteSets
CONSTANT Clerk
VARIABLES cash, busy, done
vars == <<cash, busy, done>>
Init == cash = 0 /\\ busy = {} /\\ done = {}
Start(c) == c \\notin busy /\\ busy' = busy \\cup {c} /\\ UNCHANGED <<cash, done>>
Take(c, n) ==
  /\\ c \\in busy
  /\\ \\/ n > 0
     \\/ cash + n >= 0
  /\\ cash' = cash + n
  /\\ UNCHANGED <<busy, done>>
Stop(c) == c \\in busy /\\ busy' = busy \\ {c} /\\ done' = done \\cup {c} /\\ UNCHANGED cash
Close == Cardinality(done) = Cardinality(Clerk) /\\ cash' = 0 /\\ UNCHANGED <<busy, done>>
Next == Close \\/ \\E c \\in Clerk : Start(c) \\/ Stop(c) \\/ \\E n \\in -3..3 : Take(c, n)
Spec == Init /\\ [][Next]_vars
Solvent == cash >= 0
====
`,
);
writeFileSync(path('Till.cfg'), 'SPECIFICATION Spec\nCONSTANT Clerk = {"ann", "bob"}\nINVARIANT Solvent\n');
const set = (...items: readonly string[]): object => ({ '#set': items });
const full = (
  action: string,
  args: object,
  cash: number,
  busy: readonly string[],
  done: readonly string[],
): object => ({
  action,
  args,
  vars: { cash, busy: set(...busy), done: set(...done) },
});
const day = [
  full('Start', { c: 'ann' }, 0, ['ann'], []),
  full('Take', { c: 'ann', n: 3 }, 3, ['ann'], []),
  full('Take', { c: 'ann', n: -2 }, 1, ['ann'], []),
  full('Stop', { c: 'ann' }, 1, [], ['ann']),
  full('Start', { c: 'bob' }, 1, ['bob'], ['ann']),
  full('Stop', { c: 'bob' }, 1, [], ['ann', 'bob']),
];
const morning = write('morning.ndjson', day.slice(0, 2));
const whole = write('whole.ndjson', day);
const closed = write('closed.ndjson', [...day, full('Close', {}, 0, [], ['ann', 'bob'])]);
const early = write('early.ndjson', [...day.slice(0, 4), { action: 'Close' }]);

function check(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [program, 'check', path('Till.tla'), ...args], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test('coverage of a corpus, by action and disjunct, and actions that are required', () => {
  const { code, out } = check('--coverage', '--json', '--trace', morning, whole);
  assert.equal(code, 0);
  const { coverage, notTaken } = JSON.parse(out);
  assert.deepEqual(notTaken, []);
  const actions = new Map(coverage.actions.map((one: { action: string }) => [one.action, one]));
  const counts = [...actions].map(([name, one]) => [name, (one as { taken: number }).taken]);
  assert.deepEqual(Object.fromEntries(counts), { Close: 0, Start: 3, Stop: 2, Take: 3 });
  const { parts } = actions.get('Take') as { parts: readonly { text: string; held: number }[] };
  assert.deepEqual(
    parts.map(({ text, held }) => [text, held]),
    [
      ['n > 0', 2],
      ['cash + n >= 0', 3],
    ],
  );
  const required = check('--require-actions', '--trace', whole);
  assert.deepEqual([required.code, /never taken, though required: Close/.test(required.out)], [1, true]);
  assert.equal(check('--trace', closed, '--require-actions', 'Close', 'Take').code, 0);
  assert.match(check('--trace', closed, '--require-actions', 'Clos').err, /did you mean 'Close'/);
});

test('of alternatives that all were possible the one counts that was taken, as its state shows', () => {
  writeFileSync(
    path('Ways.tla'),
    `---- MODULE Ways ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\\ y = 0
Move(n) ==
  /\\ \\/ x' = x + n
     \\/ x' = x
     \\/ x' \\in {x + 7, x + 8}
     \\/ x < 0 /\\ x' = 7
  /\\ \\/ n > 0 /\\ y' = y + n
     \\/ y' = y
Next == \\E n \\in 1..3 : Move(n)
Spec == Init /\\ [][Next]_<<x, y>>
====
`,
  );
  const step = (n: number, x: number, y: number): object => ({ action: 'Move', args: [n], vars: { x, y } });
  const log = write('ways.ndjson', [step(1, 1, 1), step(2, 9, 1), step(2, 9, 3)]);
  const args = [program, 'check', path('Ways.tla'), '--coverage', '--json', '--trace', log];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
  const [{ parts }] = JSON.parse(stdout).coverage.actions as readonly [
    { parts: readonly { text: string; held: number }[] },
  ];
  assert.deepEqual(
    parts.map(({ text, held }) => [text, held]),
    [
      ["x' = x + n", 1],
      ["x' = x", 1],
      ["x' \\in {x + 7, x + 8}", 1],
      ["x < 0 /\\ x' = 7", 0],
      ["n > 0 /\\ y' = y + n", 2],
      ["y' = y", 1],
    ],
  );
});

test('coverage of a foreign log: the actions that its events are', () => {
  const map = path('till.map.json');
  const events = { came: 'Start(who)', went: { action: ['Stop(who)', 'UNCHANGED vars'] }, Close: 'Stop(who)' };
  writeFileSync(map, JSON.stringify({ event: 'what', fields: { who: 'who' }, events }));
  const log = write('foreign.ndjson', [
    { what: 'came', who: 'ann' },
    { what: 'went', who: 'ann' },
    { what: 'came', who: 'bob' },
    { what: 'Close', who: 'bob' },
  ]);
  const { code, out, err } = check('--map', map, '--coverage', '--json', '--trace', log);
  assert.equal(code, 0, err);
  const rows = JSON.parse(out).coverage.actions.map((one: { action: string; event?: boolean; taken: number }) => [
    one.action,
    one.event === true,
    one.taken,
  ]);
  // 'went' may be one of two steps: which action it was is not said. An event's name may be that of another action.
  assert.deepEqual(
    new Set(rows.map(String)),
    new Set([
      'Close,false,0',
      'Start,false,2',
      'Stop,false,1',
      'Take,false,0',
      'came,true,2',
      'went,true,1',
      'Close,true,1',
    ]),
  );
  assert.equal(check('--map', map, '--trace', log, '--require-actions', 'Start', 'went').code, 0);
  assert.match(
    check('--map', map, '--trace', log, '--require-actions', 'Take').out,
    /never taken, though required: Take/,
  );
  // A step by the name of what holds several actions is the one of them that was possible.
  const which = { came: 'Either(who)', went: 'Either(who)', Close: 'Either(who)' };
  const define = ['Either(c) == Start(c) \\/ Stop(c)'];
  writeFileSync(map, JSON.stringify({ event: 'what', fields: { who: 'who' }, define, events: which }));
  const either = JSON.parse(check('--map', map, '--coverage', '--json', '--trace', log).out).coverage.actions;
  assert.deepEqual(
    new Set(either.map((one: { action: string; taken: number }) => `${one.action} ${one.taken}`)),
    new Set(['Close 0', 'Start 2', 'Stop 2', 'Take 0', 'came 2', 'went 1', 'Close 1']),
  );
});

test('of a fully logged trace nearly every harmful alteration is rejected, at its place', () => {
  const { code, out } = check('--self-test', '120', '--json', '--trace', whole);
  assert.equal(code, 0);
  const { selfTest } = JSON.parse(out);
  const told = selfTest.altered.filter(({ kind, at }: { kind: string; at: number }) => !(kind === 'drop' && at === 6));
  const rejected = told.filter(({ verdict }: { verdict: string }) => verdict === 'rejected');
  assert.ok(rejected.length >= told.length * 0.9, `${rejected.length} of ${told.length}`);
  assert.ok(selfTest.near >= selfTest.rejected * 0.9, `${selfTest.near} of ${selfTest.rejected}`);
  const names = write(
    'names.ndjson',
    day.map((event) => ({ action: (event as { action: string }).action })),
  );
  const bare = JSON.parse(check('--self-test', '60', '--json', '--trace', names).out).selfTest;
  assert.ok(bare.rejected < bare.altered.length / 2, 'names alone constrain less');
});

test('workers come to the same verdicts, in the order of the files', () => {
  const files = [morning, early, whole, write('nothing.ndjson', [])];
  const verdicts = (out: string): unknown[] =>
    JSON.parse(out).map((one: { verdict: string; at?: number }) => [one.verdict, one.at]);
  const here = check('--json', '--trace', ...files);
  const there = check('--json', '--jobs', '2', '--trace', ...files);
  assert.deepEqual([here.code, there.code], [2, 2]);
  assert.deepEqual(verdicts(there.out), [
    ['accepted', undefined],
    ['rejected', 5],
    ['accepted', undefined],
    ['error', undefined],
  ]);
  assert.deepEqual(verdicts(here.out), verdicts(there.out));
});

test('--follow takes lines as they come, and ends at a rejection or after silence', async () => {
  const growing = write('growing.ndjson', day.slice(0, 2));
  const following = spawn(process.execPath, [
    program,
    'check',
    path('Till.tla'),
    '--follow',
    '--idle',
    '2',
    '--trace',
    growing,
  ]);
  let out = '';
  following.stdout.on('data', (piece) => {
    out += piece;
  });
  const ended = new Promise((told) => following.on('exit', told));
  await new Promise((wait) => setTimeout(wait, 600));
  appendFileSync(growing, `${JSON.stringify(day[2])}\n${JSON.stringify(day[3]).slice(0, 10)}`);
  await new Promise((wait) => setTimeout(wait, 300));
  appendFileSync(growing, `${JSON.stringify(day[3]).slice(10)}\n{"action": "Close"}\n`);
  assert.equal(await ended, 1);
  assert.match(out, /growing\.ndjson:5: .*rejected.* at event 5: Close: conjunct 1/);
  const quiet = check('--follow', '--idle', '0.2', '--trace', whole);
  assert.deepEqual([quiet.code, /accepted.* \(6 events/.test(quiet.out)], [0, true]);
});

test('a header: constants, the specification and its hash, complete', () => {
  const { specHash } = JSON.parse(check('--json', '--trace', whole).out);
  const header = { spec: 'Till', specHash, complete: true };
  const start = { action: 'Start', args: { c: 'ann' }, vars: { busy: set('ann') } };
  assert.equal(check('--trace', write('headed.ndjson', [header, start])).code, 0);
  // With `complete`, what is not mentioned is unchanged: a step that changes more is none.
  const half = { action: 'Stop', args: { c: 'ann' }, vars: { busy: set() } };
  assert.equal(check('--trace', write('half.ndjson', [{ spec: 'Till' }, start, half])).code, 0);
  const { code, out } = check('--trace', write('half.ndjson', [header, start, half]));
  assert.deepEqual([code, /gives done = \{"ann"\}, observed was \{\}, as before/.test(out)], [1, true]);
  const other = check('--trace', write('other.ndjson', [{ specHash: 'feed' }, start]));
  assert.deepEqual([other.code, /recorded for another text of Till/.test(other.err)], [2, true]);
  const wrong = check('--trace', write('wrong.ndjson', [{ spec: 'Shop' }, start]));
  assert.deepEqual([wrong.code, /is of the specification Shop, not of Till/.test(wrong.err)], [2, true]);
});

test('every kind of thing that an event may say', () => {
  const said = (...events: readonly object[]): number | null => check('--trace', write('said.ndjson', events)).code;
  const start = { action: 'Start', args: { c: 'ann' }, before: { busy: set() }, unchanged: ['cash'] };
  const take = { action: 'Take', args: { c: 'ann', n: 2 }, updates: { cash: { op: '+=', value: 2 } } };
  const stop = {
    action: 'Stop',
    updates: { busy: [{ op: 'delete', value: 'ann' }], done: { op: 'add', value: 'ann' } },
  };
  assert.equal(said(start, take, stop), 0);
  assert.equal(said({ ...start, before: { busy: set('ann') } }), 1);
  assert.equal(said(start, { ...take, unchanged: ['cash'], updates: {} }), 1);
  assert.equal(said(start, { ...take, updates: { cash: { op: '=', value: 3 } } }), 1);
  assert.equal(said(start, { ...take, updates: { cash: { op: 'plus', value: 3 } } }), 2);
  assert.equal(said({ ...start, observed: {} }), 2);
});

test('the self-test alters of a foreign log what an event says, and nothing that nobody reads of it', () => {
  const map = path('altered.map.json');
  const fields = { who: 'event.who', sum: 'event.sum', kind: 'event.kind' };
  const events = {
    came: 'Start(who)',
    paid: 'Take(who, sum)',
    went: 'Stop(who)',
    noted: { if: 'kind = "x"', skip: true },
  };
  writeFileSync(map, JSON.stringify({ where: { tag: 'till' }, event: 'event.name', fields, events }));
  const line = (name: string, who: string, sum: number): object => ({
    ...{ tag: 'till', at: 'noon' },
    event: { name, who, sum, kind: 'y', action: 'none' },
  });
  const log = write('altered.ndjson', [
    line('came', 'ann', 7),
    line('paid', 'ann', 2),
    line('came', 'bob', 8),
    line('paid', 'bob', 1),
    line('went', 'ann', 9),
    line('went', 'bob', 9),
  ]);
  const { code, out } = check('--map', map, '--self-test', '80', '--json', '--trace', log);
  assert.equal(code, 0, out);
  const { altered } = JSON.parse(out).selfTest as {
    readonly altered: readonly { readonly kind: string; readonly at: number; readonly place: string }[];
  };
  const values = altered.filter(({ kind }) => kind === 'value');
  const places = new Set(values.map(({ place }) => place));
  assert.deepEqual([...places].sort(), ['raw.event.sum', 'raw.event.who']);
  // A sum is read of payments only.
  const sums = new Set(values.filter(({ place }) => place === 'raw.event.sum').map(({ at }) => at));
  assert.deepEqual([...sums].sort(), [2, 4]);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-diagram-'));
after(() => rmSync(folder, { recursive: true }));
const nines = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });
const write = (name: string, ...lines: object[]) =>
  writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

test('a trace becomes a page beside it, a log for ShiViz and a document for Apalache', () => {
  write(
    'run.ndjson',
    { node: 'n1', action: 'Send', args: { i: 'n1' }, vars: { x: { n1: 1 } }, vc: { n1: 1 } },
    { node: 'n2', action: 'Receive', args: { i: 'n2' }, vars: { x: { n2: 1 } }, vc: { n1: 1, n2: 1 } },
  );
  const { status, stdout, stderr } = nines('diagram', 'run.ndjson', '--json');
  assert.equal(status, 0, stderr);
  const { lanes, events, messages, written } = JSON.parse(stdout);
  assert.deepEqual([lanes, events, messages, written.length], [['n1', 'n2'], 2, 1, 1]);
  assert.match(readFileSync(join(folder, 'run.html'), 'utf8'), /<!doctype html>/);
  const other = nines('diagram', 'run.ndjson', '--shiviz', 'run.shiviz', '--itf', 'run.itf.json');
  assert.equal(other.status, 0, other.stderr);
  assert.match(
    readFileSync(join(folder, 'run.shiviz'), 'utf8'),
    /\n\nn1 \{"n1":1\}\nSend\("n1"\)\nn2 \{"n1":1,"n2":1\}/,
  );
  const itf = nines('diagram', 'run.itf.json', '-o', 'itf.html', '--json');
  assert.equal(itf.status, 0, itf.stderr);
  assert.equal(JSON.parse(itf.stdout).events, 2);
  const packed = gzipSync(readFileSync(join(folder, 'run.ndjson')));
  writeFileSync(join(folder, 'run.gz'), packed);
  writeFileSync(join(folder, 'cut.gz'), packed.subarray(0, 40));
  assert.equal(JSON.parse(nines('diagram', 'run.gz', '-o', 'packed.html', '--json').stdout).events, 2);
  const cut = nines('diagram', 'cut.gz');
  assert.equal(cut.status, 2);
  assert.match(cut.stderr, /cut\.gz: cannot be unpacked with gzip/);
  writeFileSync(
    join(folder, 'wide.ndjson'),
    Buffer.from(`\ufeff${readFileSync(join(folder, 'run.ndjson'))}`, 'utf16le'),
  );
  const wide = nines('diagram', 'wide.ndjson');
  assert.deepEqual([wide.status, /wide\.ndjson: is not UTF-8 \(UTF-16\?\): convert it/.test(wide.stderr)], [2, true]);
});

test('a simulated run is drawn with its faults, and is the same run', () => {
  const page = join(folder, 'deep', 'commit.html');
  const asked = ['verify', 'two-phase', '--seed', '0xf', '--mutant', 'reply-before-persist'];
  const { status, stderr } = nines(...asked, '--diagram', page);
  assert.equal(status, 1, stderr);
  const html = readFileSync(page, 'utf8');
  assert.match(html, /rejected at event \d+/);
  assert.match(html, /"label":"crash"/);
  assert.match(html, /Again: <code>npx nines verify two-phase --seed 0xf --mutant reply-before-persist/);
  assert.match(html, /"outcome":"false"/, 'the conjunct that is false, from the specification');
});

for (const [name, lines, args, message] of [
  ['empty.ndjson', [], [], /empty\.ndjson: the file is empty; expected one JSON object a line/],
  ['foreign.ndjson', [{ a: 1 }, { a: 2 }], [], /no line names an action or a variable.*--action/],
  ['broken.ndjson', null, [], /broken\.ndjson:2:/],
  ['fine.json', [{ verdict: 'ok', trace: null }], [], /there is no counterexample to draw/],
  ['wrong.itf.json', [{ vars: ['x'], states: [{ x: { '#bigint': 'q' } }] }], [], /states\[0\]\.x/],
] as const) {
  test(`usage: ${name}`, () => {
    if (lines === null) writeFileSync(join(folder, name), '{"action":"A"}\n{"action":\n');
    else write(name, ...lines);
    const { status, stdout, stderr } = nines('diagram', name, ...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /at .*\.js/);
    assert.ok(!existsSync(join(folder, name.replace(/\..*/, '.html'))));
  });
}

test('usage: a file that is not there, --diagram without a run', () => {
  assert.match(nines('diagram', 'nowhere.ndjson').stderr, /nowhere\.ndjson: no such file/);
  const { status, stderr } = nines('verify', 'raft', '--diagram', 'x.html');
  assert.equal(status, 2);
  assert.match(stderr, /--diagram needs --seed or --schedule/);
});

test('a checked trace shows the states of the behaviour that was found, and the arguments that were not logged', () => {
  write('found.ndjson', { constants: { RM: ['r1'] } }, { action: 'RMPrepare' }, { action: 'TMRcvPrepared' });
  const spec = join(dirname(cli), '../../specs/commit/TwoPhase.tla');
  const tla2ts = join(dirname(cli), 'tla2ts.js');
  const args = ['check', spec, '--trace', 'found.ndjson', '--html', 'found.html'];
  const { status, stderr } = spawnSync(process.execPath, [tla2ts, ...args], { encoding: 'utf8', cwd: folder });
  assert.equal(status, 0, stderr);
  const html = readFileSync(join(folder, 'found.html'), 'utf8');
  const steps = /id="steps">([\s\S]*?)<\/script>/
    .exec(html)?.[1]
    ?.split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    steps?.map(({ a }) => a),
    [[['rm', 'r1']], [['rm', 'r1']]],
  );
  assert.equal(steps?.[0]?.p.rmState.r1, 'prepared');
  assert.deepEqual(steps?.[1]?.u, [['tmPrepared', [], 'add', ['r1']]]);
});

test('the lanes of a foreign log are the nodes that its mapping names', () => {
  write(
    'foreign.log',
    { what: 'prepare', at: { host: 'east' }, who: 'r1' },
    { what: 'prepare', at: { host: 'west' }, who: 'r2' },
  );
  write('foreign.json', {
    event: 'what',
    node: 'at.host',
    fields: { rm: 'who' },
    events: { prepare: 'RMPrepare(rm)' },
  });
  write('foreign.constants', { RM: ['r1', 'r2'] });
  const spec = join(dirname(cli), '../../specs/commit/TwoPhase.tla');
  const tla2ts = join(dirname(cli), 'tla2ts.js');
  const files = [
    '--trace',
    'foreign.log',
    '--map',
    'foreign.json',
    '--constants',
    'foreign.constants',
    '--html',
    'foreign.html',
  ];
  const { status, stderr } = spawnSync(process.execPath, [tla2ts, 'check', spec, ...files], {
    encoding: 'utf8',
    cwd: folder,
  });
  assert.equal(status, 0, stderr);
  const html = readFileSync(join(folder, 'foreign.html'), 'utf8');
  assert.match(html, /"lanes":\["east","west"\]/);
});

test('check reads the Informal Trace Format, and says where a trace in it goes wrong', () => {
  const state = (rm: string, msgs: object[]) => ({
    rmState: { r1: rm },
    tmState: 'init',
    tmPrepared: { '#set': [] },
    msgs: { '#set': msgs },
  });
  const vars = ['rmState', 'tmState', 'tmPrepared', 'msgs'];
  const spec = join(dirname(cli), '../../specs/commit/TwoPhase.tla');
  const checked = (...states: object[]) => {
    writeFileSync(join(folder, 'x.itf.json'), JSON.stringify({ vars, states }, null, 2));
    writeFileSync(join(folder, 'c.json'), '{"RM": ["r1"]}');
    const args = ['check', spec, '--trace', 'x.itf.json', '--constants', 'c.json'];
    return spawnSync(process.execPath, [join(dirname(cli), 'tla2ts.js'), ...args], { encoding: 'utf8', cwd: folder });
  };
  const prepared = { type: 'Prepared', rm: 'r1' };
  assert.equal(checked(state('working', []), state('prepared', [prepared])).status, 0);
  const wrong = checked(state('working', []), state('prepared', [prepared]), state('committed', [prepared]));
  assert.equal(wrong.status, 1, wrong.stderr);
  assert.match(wrong.stdout, /rejected at event 2/);
});

import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ConformanceRow } from '../../src/results/row.js';
import { rowProblem } from '../../src/results/schema.js';
import { atPath, listRuns, ResultsError, RunWriter, readRun } from '../../src/results/store.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nines-store-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const started = new Date('2026-11-21T01:02:03.456Z');
const info = {
  name: 'n',
  started: '',
  finished: '',
  command: 'nines bench n',
  size: 'smoke',
  seed: '0x1',
  environment: {},
  calibration: {},
};
const row: ConformanceRow = {
  kind: 'conformance',
  spec: 'specs/commit/TwoPhase.tla',
  trace: 'traces/a.ndjson',
  events: 12,
  verdict: 'rejected',
  at: 8,
  because: 'conjunct 2 is false',
  replay: 'npx tla2ts check ...',
};
const open = () => new RunWriter(root, { commit: '0123456789abcdef', name: 'n', started });

test('a run appears whole, under its time, commit and name, and reads back', () => {
  const writer = open();
  writer.add(row);
  assert.deepEqual(listRuns(root), []);
  const written = writer.commit(info);
  assert.deepEqual(readdirSync(root), ['20261121T010203Z-0123456-n']);
  const read = readRun(written.folder);
  assert.deepEqual(read.rows, written.rows);
  assert.equal(read.rows[1]?.kind, 'conformance');
  assert.equal(read.info.rows, 3);
});

test('a run that cannot be finished leaves nothing behind, and what was refused has a place', () => {
  const earlier = open().commit(info);
  const writer = open();
  writer.add(row);
  mkdirSync(join(writer.folder, 'run.json'));
  assert.throws(() => writer.commit(info), /EISDIR/);
  writer.abandon();
  assert.deepEqual(listRuns(root), [earlier.folder]);
  assert.equal(readdirSync(root).length, 1);
  // A disk without room, as Linux has one for tests.
  const full = '/dev/full';
  if (!existsSync(full)) return;
  assert.throws(
    () => atPath('results', () => writeFileSync(full, 'x')),
    ({ code, path }: NodeJS.ErrnoException) => code === 'ENOSPC' && path === 'results',
  );
});

test('two runs of the same second have two folders', () => {
  open().commit(info);
  open().commit(info);
  assert.equal(listRuns(root).length, 2);
});

test('two runs of the same second that are written at once have two folders', () => {
  const [first, second] = [open(), open()];
  assert.notEqual(first.id, second.id);
  first.add(row);
  second.add(row);
  assert.notEqual(first.commit(info).folder, second.commit(info).folder);
  for (const folder of listRuns(root)) assert.equal(readRun(folder).rows.length, 3);
  assert.equal(listRuns(root).length, 2);
});

test('results that somebody removes while they are written appear all the same', () => {
  const writer = open();
  writer.add(row);
  rmSync(root, { recursive: true });
  writer.add(row);
  const { folder } = writer.commit(info);
  assert.equal(readRun(folder).rows.length, 4);
  assert.deepEqual(listRuns(root), [folder]);
});

test('an abandoned run leaves nothing, and takes its scratch folder along', () => {
  const writer = open();
  mkdirSync(writer.scratch);
  writer.add(row);
  writer.abandon();
  assert.deepEqual(readdirSync(root), []);
});

test('what a killed process left is removed by the next run; what a living one writes is not', () => {
  mkdirSync(join(root, '.writing-999999999-x'));
  mkdirSync(join(root, `.scratch-${process.pid}-y`));
  open().commit(info);
  assert.ok(!existsSync(join(root, '.writing-999999999-x')));
  assert.ok(existsSync(join(root, `.scratch-${process.pid}-y`)));
});

test('a row that the schema refuses is never written', () => {
  const writer = open();
  assert.throws(
    () => writer.add({ ...row, verdict: 'perhaps' } as unknown as ConformanceRow),
    /verdict: must be equal/,
  );
  writer.abandon();
});

for (const [what, spoil, message] of [
  ['cut in the middle of a line', (text: string) => text.slice(0, -20), /rows\.ndjson:3:.*cut short/],
  [
    'without its closing record',
    (text: string) => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`,
    /cut short or joined/,
  ],
  ['with a row missing', (text: string) => text.split('\n').toSpliced(1, 1).join('\n'), /cut short or joined/],
  ['from a newer version', (text: string) => text.replace('nines/rows/1', 'nines/rows/2'), /written by a newer nines/],
  [
    'with a wrong field',
    (text: string) => text.replace('"events":12', '"events":"12"'),
    /rows\.ndjson:2: events: must be integer/,
  ],
  [
    'with an unknown kind',
    (text: string) => text.replace('"conformance"', '"guess"'),
    /unknown kind 'guess'; known: head/,
  ],
] as const) {
  test(`a file ${what} is refused with its place`, () => {
    const writer = open();
    writer.add(row);
    const { folder } = writer.commit(info);
    const file = join(folder, 'rows.ndjson');
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    assert.throws(
      () => readRun(folder),
      (error) => error instanceof ResultsError && message.test(error.message),
    );
  });
}

test('two files joined are refused', () => {
  const { folder } = open().commit(info);
  const file = join(folder, 'rows.ndjson');
  appendFileSync(file, readFileSync(file));
  assert.throws(() => readRun(folder), ResultsError);
});

test('a goal whose control was not stopped says nothing of it: what another version left out is optional', () => {
  const goal = {
    kind: 'goal',
    suite: 'theirs',
    name: 'half as fast',
    of: 'counting',
    subject: 'map',
    against: 'object',
    at: {},
    figure: 'throughput',
    unit: 'times',
    direction: 'at least',
    target: 0.5,
    value: 1,
    interval: [0.9, 1.1],
    verdict: 'met',
    source: 'our wish',
  };
  assert.equal(rowProblem(goal), null);
  assert.equal(rowProblem({ ...goal, stopped: true }), null);
  assert.match(rowProblem({ ...goal, stopped: 'yes' }) ?? '', /stopped/);
});

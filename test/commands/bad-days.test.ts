/** A project of its own on a bad day: its clock is set back, its tree has changes, a disk is full. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RunInfo } from '../../src/results/store.js';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const project = mkdtempSync(join(tmpdir(), 'nines-bad-days-'));
after(() => rmSync(project, { recursive: true, force: true }));
const write = (name: string, text: string): void => writeFileSync(join(project, name), text);

mkdirSync(join(project, 'bench'));
write('package.json', '{ "name": "theirs", "type": "module" }\n');
write('nines.config.js', "export default { bench: 'bench' };\n");
write(
  'bench/count.experiment.js',
  `export const count = { kind: 'experiment', name: 'count', title: 'Count', parameters: {},
    metrics: { c: { title: 'c', unit: '1', better: 'lower' } },
    subjects: { ours: async () => { await new Promise((done) => setTimeout(done, 300)); return { c: 1 }; } } };\n`,
);
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args]);
};
git('init', '-q', '-b', 'main');
git('add', '-A');
git('commit', '-q', '-m', 'one');

const nines = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [cli, ...args], { cwd: project, encoding: 'utf8', env: { ...process.env, ...env } });
const infoOf = (run: string): RunInfo => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunInfo;

test('a clock that is set back during a run: figures are kept, the end is not before the beginning, and it is told', () => {
  // An hour back, a tenth of a second after somebody asked for the first time; the experiment takes three.
  write(
    'clock.mjs',
    `const Real = Date;
    let first = Infinity;
    const now = () => {
      if (first === Infinity) first = performance.now();
      return Real.now() - (performance.now() - first > 100 ? 3_600_000 : 0);
    };
    globalThis.Date = class extends Real { constructor(...of) { of.length > 0 ? super(...of) : super(now()); } static now() { return now(); } };\n`,
  );
  const clock = pathToFileURL(join(project, 'clock.mjs')).href;
  const args = ['bench', 'count', '--size', 'smoke', '--json', '--results', 'clocked'];
  const { status, stdout, stderr } = nines(args, { NODE_OPTIONS: `--import=${clock}` });
  assert.equal(status, 0, stderr);
  const { run } = JSON.parse(stdout) as { run: string };
  const { started, finished } = infoOf(run);
  assert.ok(finished > started, `${started} to ${finished}`);
  assert.match(stderr, /the clock went back by 3\d{3} s meanwhile/);
  rmSync(join(project, 'clock.mjs'));
});

test('a run that is older than one that is stored says so: history goes by time', () => {
  mkdirSync(join(project, 'later/29990101T000000Z-abcdefg-nightly'), { recursive: true });
  write('later/29990101T000000Z-abcdefg-nightly/run.json', '{}\n');
  const { status, stderr } = nines(['bench', 'count', '--size', 'smoke', '--json', '--results', 'later']);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /29990101T000000Z-abcdefg-nightly is of a later time than now: is the clock right\?/);
});

test('a night of a tree with changes says so, and its run is marked', () => {
  const clean = nines(['nightly', '--size', 'smoke', '--json', '--results', 'nights']);
  assert.doesNotMatch(clean.stderr, /uncommitted/);
  write('package.json', '{ "name": "theirs", "type": "module", "private": true }\n');
  const { stdout, stderr } = nines(['nightly', '--size', 'smoke', '--json', '--results', 'nights']);
  assert.match(stderr, /uncommitted changes: what is measured is no commit/);
  assert.equal(infoOf((JSON.parse(stdout) as { run: string }).run).environment.dirty, true);
});

test('a disk that is full: one message, no stack, and what was stored before is untouched', () => {
  const before = readdirSync(join(project, 'nights'));
  // Files of at most one block of 512 bytes: the rows do not fit.
  const command = `ulimit -f 1; trap '' XFSZ; "$0" "$@"`;
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', command, process.execPath, cli, 'bench', 'count', '--size', 'smoke', '--results', 'nights'],
    { cwd: project, encoding: 'utf8' },
  );
  assert.equal(status, 2, stderr);
  assert.match(stderr, /^nines: .*nights: .*\n$/);
  assert.doesNotMatch(stderr, /\n\s+at |mistake of ours/);
  assert.deepEqual(readdirSync(join(project, 'nights')), before);
});

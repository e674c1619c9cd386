/**
 * A night in a project of its own whose history suspects a change: both commits are built and measured. Two rounds decide nothing;
 * what a decision does to the history is in trend.test, and how often it is right in test/statistics.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environment } from '../../src/measure/environment.js';
import type { ComparisonRow } from '../../src/results/row.js';

const cli = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const project = mkdtempSync(join(tmpdir(), 'nines-confirm-'));
after(() => rmSync(project, { recursive: true, force: true }));

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', project, ...args], { encoding: 'utf8' }).trim();
const nines = (...args: readonly string[]) =>
  spawnSync(process.execPath, [cli, ...args], { cwd: project, encoding: 'utf8' });

function commit(milliseconds: number): string {
  mkdirSync(join(project, 'bench'), { recursive: true });
  writeFileSync(join(project, '.gitignore'), 'results/\n');
  writeFileSync(join(project, 'package.json'), '{ "name": "theirs", "type": "module" }\n');
  writeFileSync(
    join(project, 'nines.config.js'),
    "export default { bench: 'bench', build: ['true'], gates: { threshold: 0.05 } };\n",
  );
  writeFileSync(
    join(project, 'bench/theirs.bench.js'),
    `export const spin = { kind: 'benchmark', name: 'spin', title: 'Spin', operation: 'turn', parameters: {},
      subjects: { ours: () => ({ operations: 1, run() { const end = performance.now() + ${milliseconds}; while (performance.now() < end); return 0; } }) },
      chart: { mark: 'bars', metric: 'time' } };\n`,
  );
  git('add', '-A');
  git('commit', '-q', '-m', String(milliseconds));
  return git('rev-parse', 'HEAD');
}

/** A stored night with the value that a machine far from any noise would have measured. */
function night(index: number, of: string, value: number): void {
  const id = `20260101T00${String(index).padStart(2, '0')}00Z-nightly`;
  mkdirSync(join(project, 'results', id), { recursive: true });
  const figure = (name: string, value: number) => ({
    ...{ kind: 'figure', suite: 'theirs', name, subject: 'ours', parameters: {}, workers: 1, metric: 'time' },
    ...{ unit: 'ns', better: 'lower', clock: 'wall', value, interval: [value, value], rounds: [value] },
  });
  // Of one series alone the history would be certain: the other was measured until yesterday.
  const rows = [
    { kind: 'head', schema: 'nines/rows/1', run: id },
    figure('spin', value),
    figure('gone', 50 + (index % 3)),
    { kind: 'end', rows: 3 },
  ];
  writeFileSync(join(project, 'results', id, 'rows.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const started = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
  const { fingerprint } = environment();
  const info = {
    schema: 'nines/run/1',
    id,
    name: 'nightly',
    started,
    size: 'smoke',
    environment: { fingerprint, commit: of },
  };
  writeFileSync(join(project, 'results', id, 'run.json'), JSON.stringify({ ...info, calibration: {} }));
}

test('a night measures what it suspects: exactly that figure, at the commits around the change', () => {
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.invalid');
  const before = commit(0.1);
  for (let index = 0; index < 20; index += 1) night(index, before, 1e5 + 500 * (index % 3));
  const slower = commit(0.4);
  for (const index of [20, 21]) night(index, slower, 4e5);

  const { stdout, stderr } = nines('nightly', '--size', 'smoke', '--json');
  assert.notEqual(stdout, '', stderr);
  const { run } = JSON.parse(stdout) as { run: string };
  const measured = readFileSync(join(run, 'rows.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"comparison"'))
    .map((line) => JSON.parse(line) as ComparisonRow);
  assert.deepEqual(
    measured.map(({ of, name, rounds }) => [...of, name, rounds.length]),
    [[before.slice(0, 12), slower.slice(0, 12), 'spin', 2]],
  );
  // Nothing is left of the checkouts.
  assert.equal(git('worktree', 'list').split('\n').length, 1);
  assert.deepEqual(
    readdirSync(join(project, 'results')).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a commit that is gone leaves the suspicion what it is, and the night goes on', () => {
  const known = git('rev-parse', 'HEAD');
  git('commit', '-q', '--allow-empty', '-m', 'again');
  for (const id of readdirSync(join(project, 'results'))) rmSync(join(project, 'results', id), { recursive: true });
  for (let index = 0; index < 20; index += 1) night(index, 'feed'.repeat(10), 1e5 + 500 * (index % 3));
  for (const index of [20, 21]) night(index, known, 4e5);
  const { stderr, stdout } = nines('nightly', '--size', 'smoke', '--json');
  assert.match(stderr, /confirm: spin stay suspected: 'feedfeedfeed' is neither/);
  assert.notEqual(stdout, '');
});

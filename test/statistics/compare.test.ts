/**
 * `nines compare` live: a slowdown put in on purpose is found, and the same code raises no alarm. Minutes of measuring, so only at
 * full size (`npm run test:statistics`, on a machine that does nothing else).
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { full, report } from './size.js';

const cli = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const skip = full ? false : 'takes a quarter of an hour of measuring: npm run test:statistics';

/** Two commits of a project whose one benchmark takes `share` longer in the second. */
function projectWith(share: number): string {
  const project = mkdtempSync(join(tmpdir(), 'nines-slower-'));
  after(() => rmSync(project, { recursive: true, force: true }));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', project, ...args], { encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.invalid');
  mkdirSync(join(project, 'dist/bench'), { recursive: true });
  for (const turns of [20_000, Math.round(20_000 * (1 + share))]) {
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({ name: 'theirs', type: 'module', turns: [share, turns] }),
    );
    writeFileSync(
      join(project, 'dist/bench/spin.bench.js'),
      `export const spin = { kind: 'benchmark', name: 'spin', title: 'Spin', operation: 'turn', parameters: {},
        subjects: { ours: () => ({ operations: 1, run() { let x = 1; for (let i = 0; i < ${turns}; i += 1) x = Math.imul(x, 31) + i; return 0; } }) } };\n`,
    );
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', `${turns}`);
  }
  return project;
}

function verdicts(share: number, trials: number): Record<string, number> {
  const project = projectWith(share);
  const counts: Record<string, number> = {};
  for (let trial = 0; trial < trials; trial += 1) {
    const args = ['compare', 'HEAD~1', 'HEAD', '--build', 'true', '--json', '--seed', String(trial + 1)];
    const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: project, encoding: 'utf8' });
    assert.notEqual(stdout, '', stderr);
    const { verdict, unstable } = JSON.parse(stdout) as { verdict: string; unstable: string[] };
    const name = unstable.length > 0 ? 'unstable' : verdict;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  report(`slower by ${share * 100} %, ${trials} trials: ${JSON.stringify(counts)}`);
  return counts;
}

test('the same code: no alarm in 50 comparisons', { skip }, () => {
  const { slower = 0, faster = 0 } = verdicts(0, 50);
  assert.equal(slower + faster, 0);
});

test('5 % slower is found in 95 % of 40 trials, 10 % in 99 %', { skip }, () => {
  assert.ok((verdicts(0.05, 40).slower ?? 0) >= 38);
  assert.ok((verdicts(0.1, 40).slower ?? 0) >= 39);
});

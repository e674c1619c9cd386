/** `nines compare` on a repository of its own: two commits, a bench file in each, built by a command that does nothing. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const cli = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const project = mkdtempSync(join(tmpdir(), 'nines-compare-test-'));
after(() => rmSync(project, { recursive: true, force: true }));

const git = (...args: readonly string[]): string => execFileSync('git', ['-C', project, ...args], { encoding: 'utf8' });
const nines = (...args: readonly string[]) =>
  spawnSync(process.execPath, [cli, ...args], { cwd: project, encoding: 'utf8' });

function commit(message: string, { messages, spin }: { messages: number; spin: number }): void {
  mkdirSync(join(project, 'dist/bench'), { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "name": "theirs", "type": "module" }\n');
  writeFileSync(
    join(project, 'dist/bench/theirs.bench.js'),
    `export const count = { kind: 'experiment', name: 'messages', title: 'Messages', parameters: { nodes: [3] },
      metrics: { messages: { title: 'messages', unit: 'messages', better: 'lower' } },
      subjects: { ours: ({ parameters: { nodes } }) => ({ messages: nodes * ${messages} }) } };
    export const spin = { kind: 'benchmark', name: 'spin', title: 'Spin', operation: 'turn', parameters: {},
      subjects: { ours: () => ({ operations: 1000, run() { let x = 1; for (let i = 0; i < ${spin}; i += 1) x = Math.imul(x, 31) + i; return x >>> 0; } }) } };\n`,
  );
  git('add', '-A');
  git('commit', '-q', '-m', message);
}

execFileSync('git', ['init', '-q', '-b', 'main', project]);
git('config', 'user.name', 'test');
git('config', 'user.email', 'test@example.invalid');
commit('one', { messages: 2, spin: 20_000 });
commit('two', { messages: 4, spin: 20_000 });
commit('slow', { messages: 4, spin: 200_000 });

test('a count that grew is worse, whatever the clock says: exit 1, and nothing is left behind', () => {
  const { status, stdout, stderr } = nines(
    'compare',
    'HEAD~2',
    'HEAD~1',
    '--only',
    'messages',
    '--build',
    'true',
    '--json',
  );
  assert.equal(status, 1, stderr);
  const told = JSON.parse(stdout) as {
    verdict: string;
    comparisons: { difference: string; before: number; after: number }[];
  };
  assert.equal(told.verdict, 'slower');
  assert.deepEqual(
    told.comparisons.map(({ difference, before, after }) => [difference, before, after]),
    [['worse', 6, 12]],
  );
  assert.equal(git('worktree', 'list').trim().split('\n').length, 1, 'the checkouts are gone');
  assert.equal(readdirSync(join(project, 'results')).length, 1, 'one result folder');
});

test('equal counts are good, two rounds of wall time decide nothing', () => {
  assert.equal(nines('compare', 'HEAD~1', 'HEAD', '--only', 'messages', '--build', 'true').status, 0);
  const few = nines('compare', 'HEAD~1', 'HEAD', '--only', 'spin', '--size', 'smoke', '--build', 'true', '--json');
  assert.equal(few.status, 3, few.stderr);
});

test('ten times the work is slower, confirmed by fresh rounds', () => {
  const { status, stdout, stderr } = nines(
    'compare',
    'HEAD~1',
    'HEAD',
    '--only',
    'spin',
    '--rounds',
    '8',
    '--build',
    'true',
    '--json',
  );
  const told = JSON.parse(stdout) as {
    verdict: string;
    unstable: string[];
    comparisons: { difference: string; ratio: number; confirmation: object | null; because: string | null }[];
  };
  const [row] = told.comparisons;
  assert.equal(row?.difference, 'slower', `${stdout}${stderr}`);
  assert.ok(row !== undefined && row.ratio > 3 && row.confirmation !== null);
  assert.match(row.because ?? '', /other results/);
  // A machine that is loaded enough for the control to differ closes the gate; else the gate is shut by the slowdown.
  assert.equal(status, told.unstable.length > 0 ? 3 : 1);
});

test('bad input: one message, exit 2', () => {
  const expectUsage = (pattern: RegExp, ...args: readonly string[]): void => {
    const { status, stderr } = nines('compare', ...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /\n\s+at /);
  };
  expectUsage(/neither a stored run .* nor a git revision/, 'nonesuch', 'HEAD');
  expectUsage(/HEAD~1 does not build: `false` ended with 1/, 'HEAD~1', 'HEAD', '--build', 'false');
  expectUsage(/under typo; HEAD has theirs, messages, spin/, 'HEAD~1', 'HEAD', '--only', 'typo', '--build', 'true');
  expectUsage(/expected a whole number from 2/, 'HEAD~1', 'HEAD', '--rounds', '0');
  expectUsage(/no figure in common/, ...storedRuns());
  assert.equal(git('worktree', 'list').trim().split('\n').length, 1);
});

test('an interrupt while a revision is built leaves no checkout behind', async () => {
  const child = spawn(process.execPath, [cli, 'compare', 'HEAD~1', 'HEAD', '--build', 'sleep 60'], {
    cwd: project,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const checkouts = (): number => git('worktree', 'list').trim().split('\n').length;
  while (checkouts() === 1) await delay(50);
  await delay(100);
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.equal(checkouts(), 1);
});

function storedRuns(): [string, string] {
  const folders = readdirSync(join(project, 'results')).map((name) => join(project, 'results', name));
  return [folders[0] as string, folders[1] as string];
}

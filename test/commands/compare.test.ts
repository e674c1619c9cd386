/** `nines compare` on a repository of its own: two commits, a bench file in each, built by a command that does nothing. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRun } from '../../src/results/store.js';

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
  const [run] = storedRuns();
  expectUsage(/no benchmark or suite 'typo'/, run, run, '--only', 'typo');
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

/** A repository whose second commit has the bench file `of`, its first the same with `before` in its place. */
function repository(before: string, of: string): { folder: string; run: typeof nines } {
  const folder = mkdtempSync(join(tmpdir(), 'nines-compare-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const inIt = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', folder, ...args]);
  };
  inIt('init', '-q', '-b', 'main');
  inIt('config', 'user.name', 'test');
  inIt('config', 'user.email', 'test@example.invalid');
  mkdirSync(join(folder, 'dist/bench'), { recursive: true });
  for (const text of [before, of]) {
    writeFileSync(join(folder, 'package.json'), '{ "name": "theirs", "type": "module" }\n');
    writeFileSync(join(folder, 'README.md'), `${text.length}\n`);
    writeFileSync(join(folder, 'dist/bench/theirs.bench.js'), text);
    inIt('add', '-A');
    inIt('commit', '-q', '-m', 'a commit');
  }
  return {
    folder,
    run: (...args) => spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' }),
  };
}

const timing = (name: string, run: string, more = ''): string =>
  `export const ${name} = { kind: 'benchmark', name: '${name}', title: '${name}', operation: 'turn', parameters: {},
    subjects: { ours: () => ({ operations: 1${more}, run() { ${run} } }) } };\n`;
const turning = (turns: number): string =>
  `let x = 1; for (let i = 0; i < ${turns}; i += 1) x = Math.imul(x, 31) + i; return 0;`;

interface Answer {
  verdict: string;
  because: string;
  interrupted: boolean;
  run: string;
  failed: { what: string; because: string; isLate: boolean }[];
  leftOut: string[];
  comparisons: { name: string; difference: string; rounds: number[]; because: string | null }[];
}
const answerOf = (stdout: string): Answer => JSON.parse(stdout) as Answer;
const bothWays = ['compare', 'HEAD~1', 'HEAD', '--build', 'true', '--json'] as const;

test('where only texts for people differ nothing is built; --force measures', () => {
  const text = timing('spin', turning(20_000));
  const { run } = repository(text, `${text}// longer\n`);
  assert.equal(run(...bothWays, '--size', 'smoke').status, 3, 'code differs: measured, and two rounds decide nothing');
  const same = run('compare', 'HEAD', 'HEAD', '--build', 'false', '--json');
  assert.equal(same.status, 0, same.stderr);
  assert.match(answerOf(same.stdout).because, /no code differs.*in nothing; --force/);
  const forced = run('compare', 'HEAD', 'HEAD', '--build', 'true', '--size', 'smoke', '--force', '--json');
  assert.equal(answerOf(forced.stdout).comparisons.length, 1);
});

test('a README is no code', () => {
  const { folder, run } = repository('', timing('spin', turning(20_000)));
  writeFileSync(join(folder, 'README.md'), 'Better words.\n');
  execFileSync('git', ['-C', folder, 'commit', '-q', '-a', '-m', 'words']);
  const { status, stdout } = run('compare', 'HEAD~1', 'HEAD', '--build', 'false', '--json');
  assert.equal(status, 0);
  assert.match(answerOf(stdout).because, /differ only in README\.md/);
});

test('what throws, never ends, or is no number costs its own figures only, and is told', () => {
  const fine = timing('spin', turning(20_000));
  const counts = (value: string): string =>
    `export const count = { kind: 'experiment', name: 'count', title: 'Count', parameters: {},
      metrics: { c: { title: 'c', unit: '1', better: 'lower' } }, subjects: { ours: () => ({ c: ${value} }) } };\n`;
  const { run } = repository(
    `${timing('throws', 'return 0;')}${timing('hangs', 'return 0;')}${timing('nothing', 'return 0;')}${fine}${counts('1')}`,
    `${timing('throws', 'throw new Error("out of order");')}${timing('hangs', 'for (;;);')}${timing('nothing', 'return 0;', ' - 1')}${fine}${counts('NaN')}`,
  );
  const { status, stdout, stderr } = run(...bothWays, '--minutes', '0.4');
  const { failed, comparisons, verdict } = answerOf(stdout);
  assert.deepEqual(
    failed.map(({ what, isLate }) => [what, isLate]),
    [
      ['count ours', false],
      ['hangs ours', true],
      ['nothing ours', false],
      ['throws ours', false],
    ],
    stderr,
  );
  assert.match(stderr, /throws ours: HEAD: out of order/);
  assert.match(stderr, /hangs ours: given up: it did not end within 4 s/);
  assert.match(stderr, /count ours: HEAD: c is NaN; a figure has to be a finite number/);
  assert.match(stderr, /nothing ours: its time an operation is not a number/);
  assert.deepEqual(
    comparisons.map(({ name }) => name),
    ['spin'],
  );
  assert.ok(verdict === 'inconclusive' && status === 2, `${verdict} ${status}`);
});

test('a time that is too short for all: the cheap one is measured, the dear one is told with what it would take', () => {
  const slow = 'const end = performance.now() + 200; while (performance.now() < end); return 0;';
  const text = timing('dear', slow) + timing('cheap', turning(20_000));
  const { folder, run } = repository(text, `${text}// longer\n`);
  const began = performance.now();
  const { status, stdout, stderr } = run(...bothWays, '--minutes', '0.35');
  assert.ok(performance.now() - began < 29_000, 'twenty-one seconds, and what starting and ending takes');
  const { comparisons } = answerOf(stdout);
  const of = (name: string) => comparisons.find((row) => row.name === name);
  assert.ok((of('cheap')?.rounds.length ?? 0) >= 8, stdout);
  assert.match(of('dear')?.because ?? '', /^\d+ rounds? of [\d.]+ s: fewer than 8 decide nothing$/);
  assert.equal(status, 3, stderr);
  const [kept] = readdirSync(join(folder, 'results'));
  assert.equal(join(folder, 'results', kept ?? ''), answerOf(stdout).run);
});

test('an interrupt keeps the rounds until then, and says where', async () => {
  const text = timing('spin', turning(20_000));
  const { folder } = repository(text, `${text}// longer\n`);
  const child = spawn(process.execPath, [cli, ...bothWays, '--rounds', '1000'], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (said: string) => {
    stdout += said;
  });
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    stderr += said;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await delay(9_000);
  child.kill('SIGINT');
  assert.equal(await ended, 130, stderr);
  const { interrupted, comparisons, run } = answerOf(stdout);
  assert.equal(interrupted, true);
  assert.ok((comparisons[0]?.rounds.length ?? 0) >= 1);
  assert.match(stderr, /interrupted: .* kept in .*compare-HEAD_1-HEAD; `nines report/);
  assert.ok(readRun(run).rows.some(({ kind }) => kind === 'comparison'));
});

test('of a build with a thousand errors the first and the last lines are shown', () => {
  const { run } = repository('', timing('spin', turning(20_000)));
  const build = 'echo compiling; for i in $(seq 2000); do echo "a.cc:$i: error: no"; done; echo failed; exit 1';
  const { status, stderr } = run('compare', 'HEAD~1', 'HEAD', '--build', build);
  assert.equal(status, 2);
  assert.match(stderr, /HEAD~1 does not build/);
  assert.match(stderr, /a\.cc:1: error: no\n.*\.\.\. \d+ more lines \.\.\.\n.*failed/s);
  assert.ok(stderr.split('\n').length < 25, stderr);
});

test('without a lock file the installed packages are shared where the same ones are asked for', () => {
  const { folder, run } = repository('', `import 'theirs-only';\n${timing('spin', turning(20_000))}`);
  mkdirSync(join(folder, 'node_modules/theirs-only'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/theirs-only/index.js'), '');
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  execFileSync('git', ['-C', folder, 'add', '-A']);
  execFileSync('git', ['-C', folder, 'commit', '-q', '-m', 'ignore']);
  const { status, stdout, stderr } = run('compare', 'HEAD~1', 'HEAD', '--size', 'smoke', '--json');
  assert.equal(status, 3, stderr);
  assert.deepEqual(answerOf(stdout).failed, []);
});

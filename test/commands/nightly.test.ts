import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRun } from '../../src/results/store.js';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'nines-nightly-'));
});
after(() => rmSync(root, { recursive: true, force: true }));

test('bench keeps a complete run, and report draws it again', () => {
  const results = join(root, 'bench');
  const bench = spawnSync(process.execPath, [cli, 'bench', 'self', '--size', 'smoke', '--results', results, '--json'], {
    encoding: 'utf8',
  });
  assert.equal(bench.status, 0, bench.stderr);
  assert.equal(bench.stderr, '', 'no progress where standard error is no terminal');
  const document = JSON.parse(bench.stdout) as { run: string; figures: unknown[] };
  assert.ok(document.figures.length > 0);
  assert.equal(readRun(document.run).rows.at(-1)?.kind, 'end');
  const report = spawnSync(process.execPath, [cli, 'report', '--results', results, '--json'], { encoding: 'utf8' });
  assert.equal(report.status, 0, report.stderr);
  const { report: page } = JSON.parse(report.stdout) as { report: string };
  assert.match(readFileSync(page, 'utf8'), /What measuring adds to an operation/);
});

test('an interrupt ends with 130 and leaves nothing', async () => {
  const results = join(root, 'interrupted');
  const child = spawn(process.execPath, [cli, 'bench', 'self', '--size', 'full', '--results', results], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!existsSync(results) || readdirSync(results).length === 0) await delay(20);
  await delay(100);
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.match(said, /^interrupted at .*: nothing of this run is kept/);
  assert.deepEqual(readdirSync(results), []);
});

test('an interrupted night keeps what it measured, with its page', async () => {
  const project = join(root, 'theirs');
  mkdirSync(join(project, 'bench'), { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'theirs', type: 'module' }));
  writeFileSync(join(project, 'nines.config.js'), "export default { bench: 'bench' };\n");
  writeFileSync(
    join(project, 'bench/spin.bench.js'),
    `export const spin = { kind: 'benchmark', name: 'spin', title: 'Spin', operation: 'turn', parameters: { place: [0, 1, 2, 3, 4, 5, 6, 7] },
      subjects: { ours: () => ({ operations: 1, run() { let x = 1; for (let i = 0; i < 1e6; i += 1) x = Math.imul(x, 31) + i; return 0; } }) } };\n`,
  );
  const child = spawn(process.execPath, [cli, 'nightly', '--json'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, printed] = ['', ''];
  child.stderr.on('data', (text) => {
    said += text;
  });
  child.stdout.on('data', (text) => {
    printed += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (!existsSync(join(project, 'results')) && child.exitCode === null) await delay(20);
  await delay(300);
  child.kill('SIGINT');
  assert.equal(await ended, 130, said);
  assert.match(said, /^interrupted at .*: what was measured so far is kept/);
  const { run, report } = JSON.parse(printed) as { run: string; report: string };
  assert.ok(existsSync(report));
  const reasons = readRun(run).rows.flatMap((row) => (row.kind === 'leftOut' ? [row.because] : []));
  assert.ok(reasons.includes('the night was interrupted'), JSON.stringify(reasons));
});

test('an unknown benchmark, size or seed, and a run that is none, end with 2', () => {
  for (const [args, message] of [
    [['bench', 'slef'], /no benchmark 'slef': did you mean 'self'\?/],
    [['goals', 'slef'], /no suite 'slef': did you mean 'self'\?/],
    [['bench', '--size', 'huge'], /no size 'huge'/],
    [['bench', '--seed', 'x'], /expected a 64-bit number such as 0x5eed/],
    [['report', join(root, 'nowhere')], /nowhere: no such folder/],
    [['report', '--results', join(root, 'nowhere')], /nowhere: no such folder/],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: root });
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

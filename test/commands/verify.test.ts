import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const nines = (...args: string[]) => spawnSync(process.execPath, [cli, 'verify', ...args], { encoding: 'utf8' });

test('counts of runs and mutants, as one JSON document', () => {
  const { status, stdout, stderr } = nines('two-phase', '--seeds', '60', '--json');
  const { protocols } = JSON.parse(stdout) as { protocols: Record<string, unknown>[] };
  assert.equal(status, 0, stderr);
  const { name, seeds, accepted, rejected, inconclusive, mutants } = protocols[0]!;
  assert.deepEqual([name, seeds, accepted, rejected, inconclusive], ['two-phase', 60, 60, 0, 0]);
  for (const each of mutants as { name: string; seeds: number; caught: number; firstSeed: string }[]) {
    assert.equal(each.seeds, 60);
    assert.ok(each.caught > 0, each.name);
    assert.match(each.firstSeed, /^0x[0-9a-f]+$/);
  }
});

test('one run again: the reason, the replay line, and the files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-verify-'));
  const args = ['two-phase', '--seed', '0x0', '--mutant', 'commit-without-every-vote', '--trace-out', folder];
  const { status, stderr } = nines(...args);
  assert.equal(status, 1);
  assert.match(stderr, /rejected at event \d+, TMCommit\(\) of tm/);
  assert.match(stderr, /npx nines verify two-phase --seed 0x0 --mutant commit-without-every-vote/);
  const files = readdirSync(folder).sort();
  assert.equal(files.length, 3);
  const [first] = readFileSync(join(folder, files.find((file) => file.endsWith('.ndjson'))!), 'utf8').split('\n');
  assert.equal((JSON.parse(first!) as { seq: number }).seq, 1);
  rmSync(folder, { recursive: true });
});

const fixture = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../test/fixtures/schedules/raft/conflict-kept.json',
);

test('a run is shrunk, kept, run again from its file, and accepted without its mutant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-verify-'));
  const file = join(folder, 'deeper', 'kept.json');
  const known = join(dirname(fixture), '../two-phase/decision-not-logged.json');
  const first = nines('--schedule', known, '--shrink', '--save-schedule', file);
  assert.equal(first.status, 1);
  assert.ok(first.stderr.includes(`Replay: npx nines verify --schedule ${file}\n`), first.stderr);
  const again = nines('--schedule', file, '--json');
  assert.equal(again.status, 1);
  const { verdict, property, mutant } = JSON.parse(again.stdout) as Record<string, unknown>;
  assert.deepEqual([verdict, property, mutant], ['rejected', 'liveness', 'decision-not-logged']);
  assert.match(again.stderr, /two-phase: no progress in a healed cluster/);
  assert.equal(nines('--schedule', file, '--no-mutant').status, 0);
  // What it was kept for has been mended: the reader is told.
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), faults: [] }));
  assert.match(nines('--schedule', file).stderr, /was kept for violating liveness, and does so no longer/);
  rmSync(folder, { recursive: true });
});

test('a schedule file that cannot be run: one message with the place, exit 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-verify-'));
  const sound = readFileSync(fixture, 'utf8');
  const cases: [change: (text: string) => string, message: RegExp][] = [
    [(text) => text.replace('"raft"', '"raft2"'), /no protocol \(in .*bad\.json\) 'raft2': did you mean 'raft'/],
    [(text) => text.replace('conflict-kept', 'conflict'), /no mutant of raft \(in .*bad\.json\) 'conflict'/],
    [(text) => text.replace(/"to": "n\d"/, '"to": "n9"'), /bad\.json: operations\[0\]\.to: expected a node of this/],
    [(text) => text.slice(0, 90), /bad\.json: line \d+, column \d+: expected JSON/],
    [(text) => text.replace('"op": "', '"op": "x'), /bad\.json: operations\[0\]\.request\.op: expected get, put, cas/],
  ];
  for (const [change, message] of cases) {
    const file = join(folder, 'bad.json');
    writeFileSync(file, change(sound));
    const { status, stdout, stderr } = nines('--schedule', file);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }
  rmSync(folder, { recursive: true });
});

for (const [args, message] of [
  [['two-fase'], /no protocol 'two-fase': did you mean 'two-phase'\?/],
  [['nonesuch'], /Known: two-phase/],
  [['two-phase', '--mutant', 'nonesuch'], /Known: commit-without-every-vote/],
  [['two-phase', '--seed', 'x'], /--seed x: no 64-bit number/],
  [['two-phase', '--seeds', '0'], /--seeds 0: a whole number from 1/],
  [['--seed', '1'], /name one protocol/],
  [['two-phase', '--shrink'], /--shrink needs --seed or --schedule/],
  [['two-phase', '--save-schedule', 'x'], /--save-schedule needs --seed or --schedule/],
  [['two-phase', '--diagram', 'x'], /--diagram needs --seed or --schedule/],
  [['two-phase', '--no-mutant'], /--no-mutant needs --schedule/],
  [['two-phase', '--seed', '0x1', '--seeds', '4'], /--seeds is for many runs, and --seed names one: leave one out/],
  [['two-phase', '--seed', '0x1', '--catches', '4'], /--catches is for many runs, and --seed names one/],
  [['two-phase', '--seed', '0x1', '--max-seconds', '4'], /--max-seconds is for many runs, and --seed names one/],
  [['two-phase', '--seed', '0x1', '--save-schedules', 'x'], /and --seed names one: --save-schedule\b/],
  [['--schedule', fixture, '--seeds', '4'], /--seeds is for many runs, and --schedule names one/],
  [['--schedule', 'nonesuch.json'], /nonesuch\.json: no such file/],
  [['two-phase', '--schedule', fixture], /is a schedule of raft, not of two-phase/],
  [['--schedule', fixture, '--seed', '1'], /leave one out/],
  [['--schedule', fixture, '--mutant', 'nonesuch'], /no mutant of raft 'nonesuch'/],
] as const) {
  test(`usage: ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = nines(...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /at .*\.js/);
  });
}

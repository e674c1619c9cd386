import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

for (const [args, message] of [
  [['two-fase'], /no protocol 'two-fase': did you mean 'two-phase'\?/],
  [['nonesuch'], /Known: two-phase/],
  [['two-phase', '--mutant', 'nonesuch'], /Known: commit-without-every-vote/],
  [['two-phase', '--seed', 'x'], /--seed x: no 64-bit number/],
  [['two-phase', '--seeds', '0'], /--seeds 0: a whole number from 1/],
  [['--seed', '1'], /name one protocol/],
  [['two-phase', '--shrink'], /--shrink needs --seed/],
] as const) {
  test(`usage: ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = nines(...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /at .*\.js/);
  });
}

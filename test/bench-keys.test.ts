/** The keys that benches draw: Zipf follows its law, and a file's keys are the file's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { zipfDigests } from '../bench/placement-keys.js';
import { Random } from '../src/core/random.js';

test('Zipf: the k-th most popular key comes in proportion to 1 / k^0.99', () => {
  const count = 100_000;
  const times = new Map<bigint, number>();
  for (const digest of zipfDigests(new Random(6n), count)) times.set(digest, (times.get(digest) ?? 0) + 1);
  const sorted = [...times.values()].sort((a, b) => b - a);
  let sum = 0;
  for (let rank = 1; rank <= count; rank += 1) sum += rank ** -0.99;
  for (const rank of [1, 2, 4, 10]) {
    const expected = (count * rank ** -0.99) / sum;
    const seen = sorted[rank - 1] as number;
    assert.ok(Math.abs(seen - expected) < 5 * Math.sqrt(expected), `rank ${rank}: ${seen}, expected ${expected}`);
  }
});

test('bench --keys measures with the keys of a file, and refuses an empty one before it starts', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'keys.gz');
  writeFileSync(file, gzipSync('alpha\nbeta\n'));
  const cli = join(dirname(fileURLToPath(import.meta.url)), '../src/cli.js');
  const bench = (keys: string) => {
    const options = ['--size', 'smoke', '--results', join(folder, 'results'), '--json', '--keys', keys];
    return spawnSync(process.execPath, [cli, 'bench', 'placement-balance', ...options], { encoding: 'utf8' });
  };
  const own = bench(file);
  assert.equal(own.status, 0, own.stderr);
  const { figures } = JSON.parse(own.stdout) as {
    figures: { parameters: object; subject: string; metric: string; value: number }[];
  };
  assert.ok(figures.every(({ parameters }) => JSON.stringify(parameters) === '{"nodes":10,"keys":"file"}'));
  // Two keys on ten nodes: the fullest has all or half of them.
  const peak = figures.find(({ subject, metric }) => subject === 'ring' && metric === 'peak')?.value as number;
  assert.ok(
    [5, 10].some((expected) => Math.abs(peak - expected) < 1e-9),
    String(peak),
  );
  writeFileSync(file, gzipSync('\n\n'));
  const empty = bench(file);
  assert.equal(empty.status, 2);
  assert.match(empty.stderr, /keys\.gz: has no keys/);
});

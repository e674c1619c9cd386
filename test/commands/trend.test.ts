import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Explained } from '../../src/commands/trend.js';
import { noises, steps } from '../stats/noise-series.js';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'nines-trend-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function trend(lines: readonly string[], ...args: string[]) {
  const file = join(folder, 'series.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'trend', '--series', file, '--json', ...args], {
    encoding: 'utf8',
  });
  return { status, stderr, document: stdout === '' ? null : (JSON.parse(stdout) as Explained) };
}

const history = (changes: Record<number, number>): string[] =>
  steps(noises(21n).normal(90), changes).map((value, index) => `${index},${value}`);

test('a rise is a regression where lower is better, an improvement where higher is', () => {
  const rise = ['time,value', ...history({ 40: 0.08 })];
  const lower = trend(rise);
  assert.equal(lower.status, 1);
  assert.equal(lower.document?.verdict, 'regression');
  assert.deepEqual(
    lower.document?.changes.map(({ time, kind, confirmed }) => [time, kind, confirmed]),
    [['40', 'regression', true]],
  );
  const higher = trend(rise, '--higher-is-better');
  assert.equal(higher.status, 0);
  assert.equal(higher.document?.verdict, 'improvement');
});

test('a steady series ends with 0, a single value with 3, no number with 2', () => {
  assert.deepEqual([trend(history({})).status, trend(['1,2']).status], [0, 3]);
  const bad = trend(['1,2', '2,x']);
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /series\.csv: line 2, column 'value': expected a number, found 'x'/);
});

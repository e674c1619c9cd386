import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-validate-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const nines = (...args: readonly string[]) =>
  spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });

test('what import writes is valid; cut, joined, newer and broken files are refused with file and place', () => {
  writeFileSync(join(folder, 'out.txt'), 'a x 1,000 ops/sec ±1.00% (50 runs sampled)\n');
  const imported = nines('import', 'out.txt', '--json');
  assert.equal(imported.status, 0, imported.stderr);
  const { run, figures } = JSON.parse(imported.stdout) as { run: string; figures: number };
  assert.equal(figures, 1);
  assert.equal(nines('validate', run).status, 0);
  assert.equal(nines('validate', 'results').status, 0);
  assert.match(readFileSync(join(run, 'report.html'), 'utf8'), /benchmark\.js/);

  const rows = readFileSync(join(run, 'rows.ndjson'), 'utf8').trim().split('\n');
  const refused = (lines: readonly string[], message: RegExp): void => {
    writeFileSync(join(folder, 'rows.ndjson'), lines.join('\n'));
    const { status, stderr } = nines('validate', 'rows.ndjson');
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  };
  refused(rows.slice(0, -1), /rows\.ndjson: cut short or joined/);
  refused([...rows.slice(0, -1), (rows.at(-1) as string).slice(0, 8)], /rows\.ndjson:4:\d+: expected one JSON value/);
  refused([...rows, ...rows], /cut short or joined/);
  refused(
    [(rows[0] as string).replace('rows/1', 'rows/99'), '{"kind":"hologram"}'],
    /rows\.ndjson:1: written by a newer nines/,
  );
  refused([rows[0] as string, '{"kind":"figure"}', rows[2] as string], /rows\.ndjson:2: must have required property/);
  refused([''], /expected the head record/);

  writeFileSync(join(run, 'run.json'), '{}');
  assert.match(nines('validate', run).stderr, /run\.json: expected a run/);
  assert.match(nines('validate', 'nowhere').stderr, /nowhere: no such file/);
});

test('a file of no known tool leaves nothing behind', () => {
  const before = readdirSync(join(folder, 'results'));
  writeFileSync(join(folder, 'strange.txt'), 'strange');
  const { status, stderr } = nines('import', 'out.txt', 'strange.txt');
  assert.equal(status, 2);
  assert.match(stderr, /strange\.txt: none of the formats/);
  assert.deepEqual(readdirSync(join(folder, 'results')), before);
});

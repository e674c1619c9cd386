/** `npm run test:corpus` as a person meets it: their own folder, and what they get wrong. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../..'), 'dist/test/corpus/run.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-corpus-run-'));
after(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test('what cannot be run is one message, and code 2', () => {
  write('broken/manifest.json', '{');
  write('odd/manifest.json', '{"modules": [{"path": "X.tla", "models": [{"path": "X.cfg"}]}]}');
  write('empty/X.tla', '');
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /which folder\?/],
    [['nowhere'], /nowhere: no such folder/],
    [['empty', '--frob'], /Unknown option '--frob'/],
    [['empty', '--jobs', '0'], /--jobs 0: expected a whole number from 1 on/],
    [['broken'], /broken\/manifest\.json: is not JSON: /],
    [['odd'], /modules\[0\]\.models\[0\]: expected the texts "path", "runtime" and "result"/],
    [['empty'], /empty: neither a manifest\.json nor an X\.cfg/],
  ];
  for (const [args, message] of refused) {
    const { code, err } = run(...args);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.equal(code, 2);
  }
  assert.equal(run('--help').code, 0);
});

test('without a manifest every configuration beside its module is run, and is to have no error', () => {
  const module = (name: string): string =>
    `---- MODULE ${name} ----\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nInv == x = 0\n====\n`;
  write('own/a/Good.cfg', 'INIT Init NEXT Next CHECK_DEADLOCK FALSE');
  write('own/Alone.tla', module('Alone'));
  for (const name of ['Good', 'Bad'])
    write(`own/a/${name}.tla`, module(name).replace('VARIABLE', 'EXTENDS Naturals VARIABLE'));
  const good = run('own');
  assert.match(good.err, /own has no manifest\.json: each model is expected to have no error/);
  assert.match(good.out, /^ok {3}a\/Good .* 2\/3\/2 .*\n1 of 1 models agree/);
  assert.equal(good.code, 0);
  write('own/a/Bad.cfg', 'INIT Init NEXT Next INVARIANT Inv');
  const bad = run('own');
  assert.match(bad.out, /FAIL a\/Bad .*\n +invariant Inv violated where TLC found none/);
  assert.match(bad.out, /1 of 2 models agree/);
  assert.equal(bad.code, 1);
});

/** `--library`: modules in other folders than the specification's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-library-'));
after(() => rmSync(folder, { recursive: true }));
for (const name of ['model', 'near', 'far']) mkdirSync(join(folder, name));
writeFileSync(
  join(folder, 'model', 'Clock.tla'),
  `---- MODULE Clock ----
EXTENDS Wheel
VARIABLE hour
Init == hour = 0
Tick == hour' = Turned(hour)
Spec == Init /\\ [][Tick]_hour
====
`,
);
writeFileSync(join(folder, 'model', 'Clock.cfg'), 'SPECIFICATION Spec\n');
writeFileSync(
  join(folder, 'near', 'Wheel.tla'),
  '---- MODULE Wheel ----\nEXTENDS Teeth\nTurned(n) == (n + 1) % Count\n====\n',
);
writeFileSync(join(folder, 'far', 'Teeth.tla'), '---- MODULE Teeth ----\nEXTENDS Naturals\nCount == 5\n====\n');
writeFileSync(
  join(folder, 'run.ndjson'),
  [1, 2]
    .map((hour, seq) => `${JSON.stringify({ seq, at: 0, node: 'n', action: 'Tick', args: {}, vars: { hour } })}\n`)
    .join(''),
);

function tla2ts(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const library = ['--library', 'near', 'far'] as const;

test('modules are looked for in the folders of --library, by every verb', () => {
  const explored = tla2ts('explore', 'model/Clock.tla', ...library);
  assert.equal(explored.code, 0, explored.err);
  assert.match(explored.out, /6 states generated, 5 distinct/);
  assert.match(tla2ts('compile', 'model/Clock.tla', ...library).out, /function Turned/);
  const checked = tla2ts('check', 'model/Clock.tla', ...library, '--trace', 'run.ndjson');
  assert.equal(checked.code, 0, checked.err);
  rmSync(join(folder, 'model', 'Clock.cfg'));
  assert.equal(tla2ts('check', 'model/Clock.tla', ...library, '--trace', 'run.ndjson').code, 0);
  writeFileSync(join(folder, 'model', 'Clock.cfg'), 'SPECIFICATION Spec\n');
});

test('a module that is nowhere is told with the way to name its folder, and a folder that is not there with its name', () => {
  const missing = tla2ts('explore', 'model/Clock.tla');
  assert.equal(missing.code, 2);
  assert.match(missing.err, /TLA210: module Wheel is not found .*\n {2}name the folder where it is with --library/);
  const without = tla2ts('explore', 'model/Clock.tla', '--library', 'nowhere');
  assert.equal(without.code, 2);
  assert.match(without.err, /--library nowhere: there is no such folder/);
});

test('in a copy of a module whose operators TLC overrides they mean what they mean elsewhere, not their stand-ins', () => {
  mkdirSync(join(folder, 'copies'));
  const copies = {
    Naturals: 'Nat == {}\na + b == {a, b}\na % b == {a, b}\na < b == a = b\n',
    Json: 'JsonDeserialize(file) == CHOOSE any : TRUE\n',
  };
  for (const [name, text] of Object.entries(copies)) {
    writeFileSync(join(folder, 'copies', `${name}.tla`), `---- MODULE ${name} ----\n${text}====\n`);
  }
  writeFileSync(join(folder, 'read.json'), '{"step": 2}');
  writeFileSync(
    join(folder, 'model', 'Dial.tla'),
    `---- MODULE Dial ----
EXTENDS Naturals, Json
VARIABLE at
Init == at = 0
Next == at' = (at + JsonDeserialize("read.json").step) % 5
Small == at \\in Nat /\\ at < 5
====
`,
  );
  writeFileSync(join(folder, 'model', 'Dial.cfg'), 'INIT Init NEXT Next INVARIANT Small\n');
  const { code, out, err } = tla2ts('explore', 'model/Dial.tla', '--library', 'copies');
  assert.equal(code, 0, err);
  assert.match(out, /6 states generated, 5 distinct/);
});

/** `tla2ts explore` as a person runs it: a small clock that can be made to fail in every way. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeItf } from '../../../src/tla/itf.js';
import { toText } from '../../../src/tla/runtime.js';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-explore-command-'));
after(() => rmSync(folder, { recursive: true }));

const clock = `---- MODULE Clock ----
EXTENDS Naturals, Sequences
CONSTANTS Last, Wheel
VARIABLES hour, log
vars == <<hour, log>>
Init == hour = 0 /\\ log = [wheel |-> Wheel, rung |-> {}]
Tick(n) == hour' = (hour + n) % Last /\\ UNCHANGED log
Ring == hour % 2 = 1 /\\ log' = [log EXCEPT !.rung = @ \\cup {hour}] /\\ UNCHANGED hour
Next == (\\E n \\in {1} : Tick(n)) \\/ Ring
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)
Early == hour < 3
Silent == log.rung = {}
Settles == <>[](hour = 2)
====
`;
writeFileSync(join(folder, 'Clock.tla'), clock);

/** Runs it on the clock of five hours, with this added to the configuration. */
function explore(checked: string, ...args: readonly string[]): { code: number | null; out: string; err: string } {
  writeFileSync(join(folder, 'Clock.cfg'), `CONSTANTS Last = 5 Wheel = Wheel\nSPECIFICATION Spec\n${checked}\n`);
  const done = spawnSync(process.execPath, [program, 'explore', 'Clock.tla', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test('--itf writes the counterexample, the loop of a lasso included', () => {
  assert.equal(explore('INVARIANT Early', '--itf', 'early.itf.json').code, 1);
  const read = (file: string) => decodeItf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const early = read('early.itf.json');
  assert.deepEqual(
    early.states.map(({ action, values }) => [action, [...values.values()].map(toText).join(' ')]),
    [null, 'Tick(1)', 'Tick(1)', 'Tick(1)'].map((action, n) => [action, `${n} [wheel |-> Wheel, rung |-> {}]`]),
  );
  assert.deepEqual([early.loop, early.meta], [null, { source: 'Clock.tla', description: 'invariant Early' }]);
  assert.equal(explore('PROPERTY Settles', '--itf', 'lasso.itf.json').code, 1);
  const lasso = read('lasso.itf.json');
  assert.ok(lasso.loop !== null && lasso.loop < lasso.states.length);
  const { code, err } = explore('', '--itf', 'none.itf.json');
  assert.deepEqual([code, err], [0, 'none.itf.json was not written: there is no counterexample\n']);
  assert.equal(existsSync(join(folder, 'none.itf.json')), false);
});

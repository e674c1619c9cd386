/** A step that is given, held against an action that says which variables it leaves alone: these are looked at first. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-given-'));
after(() => rmSync(folder, { recursive: true }));

/** Two counters, of which the step of one leaves the other alone, against an action of an abstract specification. */
function explore(next: string, action: string): { code: number | null; text: string } {
  const spec = `---- MODULE Given ----
EXTENDS Integers, Sequences
VARIABLES x, y
vars == <<x, y>>
Still == y' = y
Left(n) == x' = (x + n) % 4 /\\ Still
Right == y' = (y + 1) % 3 /\\ UNCHANGED x
Init == x = 0 /\\ y = 0
Next == ${next}
Abstract == ${action}
Obeys == [][Abstract]_vars
====
`;
  writeFileSync(join(folder, 'Given.tla'), spec);
  writeFileSync(join(folder, 'Given.cfg'), 'INIT Init NEXT Next PROPERTY Obeys');
  const done = spawnSync(process.execPath, [program, 'explore', 'Given.tla'], { cwd: folder, encoding: 'utf8' });
  return { code: done.status, text: done.stdout + done.stderr };
}

const concrete = 'Right \\/ \\E n \\in {1, 2} : Left(n)';

test('every step has its action, in whatever order they stand', () => {
  for (const action of [concrete, '(\\E n \\in 1..2, m \\in {0} : Left(n + m)) \\/ \\E u \\in {0} : Right']) {
    const { code, text } = explore(concrete, action);
    assert.equal(code, 0, text);
    assert.match(text, /12 distinct/);
  }
});

test('a step that changes what the action leaves alone is not one of it, nor one that leaves too little', () => {
  for (const [next, action] of [
    ['Right', '\\E n \\in 0..2 : Left(n)'],
    ["x' = (x + 1) % 4 /\\ y' = (y + 1) % 3", concrete],
    // Of alternatives only what all of them leave alone is known beforehand, and a negation says nothing.
    ['Right', "\\E n \\in {1} : Left(n) \\/ (y' = 2 /\\ UNCHANGED x)"],
    ['Right', "\\E n \\in {1} : y' # 1 /\\ ~Still"],
  ] as const) {
    const { code, text } = explore(next, action);
    assert.equal(code, 1, text);
    assert.match(text, /Obeys/);
  }
  assert.equal(explore('Right', '\\E n \\in {1} : ~Still /\\ UNCHANGED x').code, 0);
});

test('no argument is tried for it: one with which the action cannot be evaluated is met by its own steps only', () => {
  const action = 'Right \\/ \\E n \\in {"a"} : Left(n)';
  assert.equal(explore('Right', `Right \\/ ${action}`).code, 0);
  assert.equal(explore('Right', `(\\E n \\in {"a"} : Left(n)) \\/ Right`).code, 0);
  const { code, text } = explore(concrete, action);
  assert.equal(code, 2, text);
});

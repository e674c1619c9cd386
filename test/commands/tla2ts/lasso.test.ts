/** The counterexample of a temporal property is as short as can be, not the first one found. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-lasso-'));
after(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'Rounds.tla'),
  `---- MODULE Rounds ----
EXTENDS Naturals
VARIABLES at, bell
vars == <<at, bell>>
Init == at = 0 /\\ bell = 0
Around == at' = (at + 1) % 8 /\\ UNCHANGED bell
Back == at = 2 /\\ at' = 1 /\\ UNCHANGED bell
Ring(n) == at = 5 + n /\\ bell' = n /\\ UNCHANGED at
Next == Around \\/ Back \\/ Ring(1) \\/ Ring(2)
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)
Ringing == Spec /\\ SF_vars(Ring(1)) /\\ SF_vars(Ring(2))
Never == <>(at = 9)
Waits == Init /\\ [][Next]_vars /\\ SF_vars(Ring(1)) /\\ WF_vars(at = 7 /\\ Around)
Rest == <>[](at = 0) /\\ <>[](at = 1)
====
`,
);

function lasso(spec: string, property: string): { states: readonly string[]; loop: number } {
  writeFileSync(join(folder, 'Rounds.cfg'), `SPECIFICATION ${spec} PROPERTY ${property}`);
  const args = [program, 'explore', 'Rounds.tla', '--json'];
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const { trace, loop } = JSON.parse(done.stdout) as {
    trace: { values: { at: number; bell: number } }[];
    loop: number;
  };
  return { states: trace.map((state) => JSON.stringify(state)), loop };
}

test('the round begins where it makes the whole shortest', () => {
  // From the nearest state of the only component, the initial one, the round has eight steps.
  for (const property of ['Never', 'Rest']) {
    const { states, loop } = lasso('Spec', property);
    assert.deepEqual([states.length, loop], [3, 1], states.join('\n'));
  }
});

test('where fairness asks for more than one thing, one round does them all', () => {
  // Bells at 6 and at 7: in the first round of eight steps each changes the bell once.
  const { states } = lasso('Ringing', 'Never');
  assert.equal(states.length, 3, states.join('\n'));
});

test('nothing happens any more where nothing is fair to happen', () => {
  // The initial state belongs to a component in which bells are rung; standing still in it they need not.
  const { states, loop } = lasso('Waits', 'Never');
  assert.deepEqual([states.length, loop], [1, 0], states.join('\n'));
});

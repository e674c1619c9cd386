/** `tla2ts explore --states`: the same counts however states are kept, and why they were not packed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-explore-states-'));
after(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'Counters.tla'),
  `---- MODULE Counters ----
EXTENDS Naturals
VARIABLE count
Init == count = [i \\in 1..4 |-> 0]
Next == \\E i \\in 1..4 : count' = [count EXCEPT ![i] = (@ + 1) % 9]
Small == \\A i \\in 1..4 : count[i] < 9
Sum == count[1] + count[2] + count[3] + count[4]
Low == Sum < 30
====
`,
);

function explore(config: string, ...more: readonly string[]) {
  writeFileSync(join(folder, 'Counters.cfg'), `INIT Init NEXT Next ${config}`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'explore', join(folder, 'Counters.tla'), '--json', ...more],
    { encoding: 'utf8' },
  );
  return { status, stderr, result: stdout === '' ? null : JSON.parse(stdout) };
}

test('states are packed if that is asked for, and counts are the same', () => {
  const counts = (form: string) => {
    const { status, result, stderr } = explore('INVARIANT Small', '--states', form);
    assert.deepEqual([status, stderr], [0, '']);
    const { states, generated, distinct, depth } = result;
    return { states, generated, distinct, depth };
  };
  const expected = { generated: 26_245, distinct: 6_561, depth: 33 };
  assert.deepEqual(counts('packed'), { states: 'packed', ...expected });
  assert.deepEqual(counts('auto'), { states: 'ids', ...expected }, 'too few states for anything to be gained');
  assert.deepEqual(counts('ids'), { states: 'ids', ...expected });
});

test('whoever asks for packed states is told why they were not, and gets the same answer', () => {
  const why = (config: string, ...more: readonly string[]): string =>
    explore(config, '--states', 'packed', ...more).stderr;
  assert.match(why('VIEW Sum'), /^--states packed: states were kept as ids of values, for it has a VIEW\n$/);
  assert.match(why('INVARIANT Small', '--workers', '2'), /for several threads explore\n$/);
  assert.match(why('INVARIANT Small', '--max-states', '5000'), /for not all states are visited\n$/);
  const violated = explore('INVARIANT Low', '--states', 'packed');
  assert.equal(violated.status, 1);
  assert.match(violated.stderr, /for an invariant is violated\n$/);
  assert.equal(violated.result.trace.length, 31);
});

test('another form of states is bad usage', () => {
  const { status, stderr } = explore('', '--states', 'bits');
  assert.equal(status, 2);
  assert.match(stderr, /--states bits: expected ids, packed or auto/);
});

test('states are ids unless it is said otherwise', () => {
  const { stdout } = spawnSync(process.execPath, [program, 'explore', '--help'], { encoding: 'utf8' });
  assert.match(stdout, /--states <form>[^-]*\(default:\s+"ids"\)/);
});

/** `--max-memory` in real processes: what they had at most is what they were allowed, or little more. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../src/tla2ts.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nines-memory-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Some 10^9 states, each of seven values. */
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
writeFileSync(
  join(folder, 'Steps.tla'),
  `---- MODULE Steps ----
EXTENDS Naturals
VARIABLES ${names}
Init == ${names.map((name) => `${name} = 0`).join(' /\\ ')}
Next == ${names
    .map((name) => `(${name} < 20 /\\ ${name}' = ${name} + 1 /\\ UNCHANGED <<${names.filter((n) => n !== name)}>>)`)
    .join(' \\/ ')}
====
`,
);
writeFileSync(join(folder, 'Steps.cfg'), 'INIT Init NEXT Next CHECK_DEADLOCK FALSE');

for (const workers of [1, 2])
  for (const states of workers === 1 ? ['packed', 'ids'] : ['ids'])
    test(`a process that may have 200 MB has no more than a quarter more (${states}, --workers ${workers})`, () => {
      const limit = 200 * 2 ** 20;
      const args = ['--max-memory', '200', '--states', states, '--workers', `${workers}`, '--json'];
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [program, 'explore', join(folder, 'Steps.tla'), ...args],
        { encoding: 'utf8' },
      );
      assert.equal(status, 3, stderr);
      const { verdict, because, distinct, peakRssBytes } = JSON.parse(stdout);
      assert.equal(verdict, 'inconclusive');
      assert.match(because, /--max-memory/);
      assert.ok(distinct > 500_000, `only ${distinct} states`);
      assert.ok(peakRssBytes < 1.25 * limit, `${Math.round(peakRssBytes / 2 ** 20)} MB`);
    });

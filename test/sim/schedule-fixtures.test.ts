/**
 * The schedules that the mutants were caught on, shrunk: each fails with its mutant as it did, and is accepted without it.
 * `nines verify PROTOCOL --seeds 1000 --save-schedules test/fixtures/schedules` makes them anew; by hand they may be made
 * smaller or clearer.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judge } from '../../src/measure/verify/judge.js';
import { simulate } from '../../src/sim/simulation.js';
import { readSchedule, scheduleText } from '../../src/sim/stored-schedule.js';
import { mutantsOf, unfitSchedule } from '../../src/sim/system.js';
import { systemNamed, systems } from '../../src/sim/systems/registry.js';

const relative = 'test/fixtures/schedules';
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../..', relative);

test('every mutant of every protocol has one', () => {
  const missing = systems.flatMap((system) =>
    Object.keys(mutantsOf(system))
      .filter((mutant) => !existsSync(join(folder, system.name, `${mutant}.json`)))
      .map((mutant) => `npx nines verify ${system.name} --mutant ${mutant} --seeds 1000 --save-schedules ${relative}`),
  );
  assert.deepEqual(missing, []);
});

for (const protocol of readdirSync(folder).sort()) {
  const system = systemNamed(protocol);
  test(`${protocol}: schedules of its mutants`, () => {
    assert.ok(system !== undefined, `${protocol} is no protocol`);
    for (const file of readdirSync(join(folder, protocol)).sort()) {
      const text = readFileSync(join(folder, protocol, file), 'utf8');
      const stored = readSchedule(text);
      assert.ok(stored.ok, stored.ok ? '' : `${file}: ${stored.problem}`);
      const { schedule, mutant, violates } = stored;
      assert.deepEqual([schedule.protocol, `${mutant}.json`], [protocol, file]);
      assert.equal(unfitSchedule(system, schedule), null, file);
      assert.equal(scheduleText(stored), text, `${file} is written as --save-schedule writes it`);
      const broken = judge(system, simulate(system, schedule, mutant));
      assert.deepEqual([broken.kind, broken.property], ['rejected', violates], `${file}: ${broken.because}`);
      const sound = judge(system, simulate(system, schedule, null));
      assert.equal(sound.kind, 'accepted', `${file} without its mutant: ${sound.because}`);
    }
  });
}

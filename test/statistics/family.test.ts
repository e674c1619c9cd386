/**
 * How often a whole family of series raises a false alarm, night after night. At full size (`npm run test:statistics`) 2,000
 * nights of 200 series in each kind of noise, as issue 9 asks; here few, so that a broken correction is noticed at once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/random.js';
import { familyHistory } from '../../src/stats/changes/family.js';
import { noises, steps } from '../stats/noise-series.js';
import { full, night, report } from './size.js';

const family = 200;
const before = 60;
const [histories, nights] = full ? [20, 100] : night ? [1, 40] : [1, 5];

for (const kind of ['normal', 'student3', 'ar1'] as const) {
  test(`200 series of ${kind} noise without a change: at most 1 alarm in 100 nights over all of them`, () => {
    const random = new Random(0xa1a2n);
    let alarms = 0;
    let suspected = 0;
    for (let repetition = 0; repetition < histories; repetition += 1) {
      const noise = noises(BigInt(repetition + 1))[kind];
      const series = Array.from({ length: family }, () => steps(noise(before + nights)));
      const known = series.map(() => [] as number[]);
      for (let night = 1; night <= nights; night += 1) {
        const told = familyHistory(
          series.map((values) => values.slice(0, before + night)),
          () => random.float(),
          { resamples: 1 },
        );
        for (const [index, { certain, suspected: others }] of told.entries()) {
          const seen = known[index] as number[];
          suspected += others.filter((change) => change.lasted <= 3).length;
          for (const change of certain) {
            // The night after, the same change is no new alarm.
            if (seen.some((at) => Math.abs(at - change.index) <= 5)) continue;
            seen.push(change.index);
            alarms += 1;
          }
        }
      }
    }
    const total = histories * nights;
    report(`${kind}: ${alarms} alarms and ${suspected} suspicions in ${total} nights of ${family} series`);
    // At the target rate of 0.01 a night, more than this would come by chance once in a thousand times.
    const most = full ? 0.01 * total + 3 * Math.sqrt(0.01 * total) : 2;
    assert.ok(alarms <= most, `${alarms} alarms in ${total} nights`);
  });
}

test('a step of 5 % at 2 % noise is suspected within three nights, and certain within three weeks, among 200 series', () => {
  const random = new Random(0xb1n);
  const { normal } = noises(77n);
  const trials = full ? 400 : 30;
  let soon = 0;
  let located = 0;
  let certain = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const values = steps(normal(before + 21), { [before]: 0.05 });
    const quiet = steps(normal(before + 21));
    const look = (nightsAfter: number) =>
      familyHistory(
        [values.slice(0, before + nightsAfter), ...Array.from({ length: 199 }, () => quiet.slice(0, 8))],
        () => random.float(),
        { resamples: 1 },
      )[0] as ReturnType<typeof familyHistory>[number];
    const early = look(4);
    const found = [...early.certain, ...early.suspected].find(({ index }) => index >= before - 4);
    if (found !== undefined) soon += 1;
    if (found !== undefined && Math.abs(found.index - before) <= 1) located += 1;
    if (look(21).certain.length > 0) certain += 1;
  }
  report(
    `${soon} of ${trials} suspected within three nights after the first, ${located} placed within one, ${certain} certain within three weeks`,
  );
  assert.ok(soon >= (full ? 0.95 : 0.85) * trials, `${soon} of ${trials}`);
  assert.ok(located >= (full ? 0.88 : 0.75) * soon, `${located} of ${soon}`);
  assert.ok(certain >= (full ? 0.9 : 0.8) * trials, `${certain} of ${trials}`);
});

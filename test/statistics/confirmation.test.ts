/**
 * A night that measures what it suspects: how often it alarms although nothing changed, and how soon it is certain when something
 * did. Everything is simulated but the decisions, which are those of `nines nightly`: familyHistory suspects, judge reads the
 * paired rounds as `nines compare` does (twice, the second time from fresh rounds), settled puts the two together.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/random.js';
import { type Confirmation, rangeOf, settled, windowOf } from '../../src/stats/changes/confirmation.js';
import { type FamilyMember, familyHistory } from '../../src/stats/changes/family.js';
import { confirming, judge, suspecting } from '../../src/stats/difference.js';
import { type Noise, noises, steps } from '../stats/noise-series.js';
import { full, night, report } from './size.js';

const family = 200;
const before = 60;
const rounds = 31;
const random = new Random(0xc0f1n);
const draw = (): number => random.float();

/** Paired rounds scatter as much as nights do here; measured, they scatter less. */
function measured(windows: readonly { readonly step: number }[], noise: Noise): Confirmation['direction'][] {
  const fresh = (at: readonly number[]): Float64Array[] =>
    at.map((index) =>
      Float64Array.from(noise(rounds), (each) => (1 + (windows[index]?.step ?? 0)) * Math.exp(0.02 * each)),
    );
  const first = judge(fresh(windows.map((_, index) => index)), suspecting);
  const suspects = first.flatMap(({ difference }, index) =>
    difference === 'slower' || difference === 'faster' ? [index] : [],
  );
  const second = judge(fresh(suspects), confirming);
  return first.map(({ difference }, index) => {
    if (difference === '~') return 0;
    const again = second[suspects.indexOf(index)];
    return again === undefined || again.difference !== difference ? null : difference === 'slower' ? 1 : -1;
  });
}

/** One night: what the histories say, and after the suspicions were measured. `stepAt`: where a series really changed. */
function lookAgain(
  series: readonly number[][],
  known: Confirmation[][],
  real: Readonly<Record<number, { readonly at: number; readonly step: number }>>,
  noise: Noise,
): FamilyMember[] {
  const told = familyHistory(series, draw, { resamples: 1 });
  const open = told.flatMap((member, index) =>
    settled(member, known[index] as Confirmation[])
      .suspected.filter(({ lasted }) => lasted <= 10)
      .map((change) => ({ index, window: windowOf(member, change, (series[index] as number[]).length) })),
  );
  const answers = measured(
    open.map(({ index, window: [from, to] }) => {
      const change = real[index];
      return { step: change !== undefined && from < change.at && change.at <= to ? change.step : 0 };
    }),
    noise,
  );
  for (const [at, { index, window }] of open.entries()) {
    known[index]?.push({ from: window[0], to: window[1], direction: answers[at] ?? null });
  }
  return told.map((member, index) => settled(member, known[index] as Confirmation[]));
}

const [histories, nights] = full ? [4, 100] : night ? [1, 40] : [1, 5];

for (const kind of ['normal', 'student3', 'ar1'] as const) {
  test(`measuring what is suspected raises no more false alarms: 200 series of ${kind} noise`, () => {
    let [alarms, taken] = [0, 0];
    for (let repetition = 0; repetition < histories; repetition += 1) {
      const noise = noises(BigInt(repetition + 31));
      const series = Array.from({ length: family }, () => steps(noise[kind](before + nights)));
      const known = series.map((): Confirmation[] => []);
      const seen = new Set<string>();
      for (let at = 1; at <= nights; at += 1) {
        const told = lookAgain(
          series.map((values) => values.slice(0, before + at)),
          known,
          {},
          noise[kind === 'ar1' ? 'normal' : kind],
        );
        for (const [index, { certain }] of told.entries()) {
          for (const change of certain) {
            if (!seen.has(`${index} ${Math.round(change.index / 5)}`)) alarms += 1;
            for (const near of [-1, 0, 1]) seen.add(`${index} ${Math.round(change.index / 5) + near}`);
          }
        }
      }
      taken += known.flat().length;
    }
    const total = histories * nights;
    report(`${kind}: ${alarms} alarms in ${total} nights of ${family} series, ${taken} suspicions measured`);
    const most = full ? 0.01 * total + 3 * Math.sqrt(0.01 * total) : 1;
    assert.ok(alarms <= most, `${alarms} alarms in ${total} nights`);
  });
}

test('a step of 5 % at 2 % noise is certain within three nights among 200 series, where suspicions are measured', () => {
  const noise = noises(78n);
  const trials = full ? 400 : 40;
  let [certain, located, halved] = [0, 0, 0];
  for (let trial = 0; trial < trials; trial += 1) {
    const values = steps(noise.normal(before + 3), { [before]: 0.05 });
    const quiet = steps(noise.normal(8));
    const known = Array.from({ length: family }, (): Confirmation[] => []);
    const quiets = Array.from({ length: family - 1 }, () => quiet);
    let found: number | null = null;
    let last = 0;
    for (let after = 1; after <= 3 && found === null; after += 1) {
      const series = [values.slice(0, before + after), ...quiets];
      last = before + after;
      const [first] = lookAgain(series, known, { 0: { at: before, step: 0.05 } }, noise.normal);
      found = first?.certain.at(-1)?.index ?? null;
    }
    if (found === null) continue;
    certain += 1;
    if (Math.abs(found - before) <= 1) located += 1;
    // And halved, as a whole night does.
    const own = known[0] as Confirmation[];
    let { from, to } = own.find(({ direction }) => direction === 1) as Confirmation;
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      const [direction = null] = measured([{ step: from < before && before <= middle ? 0.05 : 0 }], noise.normal);
      own.push({ from, to: middle, direction });
      if (direction === null) break;
      if (direction === 0) from = middle;
      else to = middle;
    }
    const [member] = familyHistory([values.slice(0, last), ...quiets], draw) as [FamilyMember];
    if (Math.abs((settled(member, own).certain.at(-1)?.index ?? 0) - before) <= 1) halved += 1;
  }
  report(
    `${certain} of ${trials} certain within three nights, ${located} of them placed within one night, ${halved} when halved`,
  );
  assert.ok(certain >= (full ? 0.95 : 0.85) * trials, `${certain} of ${trials}`);
  assert.ok(located >= (full ? 0.8 : 0.7) * certain, `${located} of ${certain}`);
  assert.ok(halved >= (full ? 0.95 : 0.85) * certain, `${halved} of ${certain}`);
});

test('a measurement settles only what lies in its window, and a change of the other direction is no confirmation', () => {
  const values = steps(noises(5n).normal(before + 4), { [before]: 0.08 });
  const quiet = steps(noises(6n).normal(8));
  const [member] = familyHistory([values, ...Array.from({ length: family - 1 }, () => quiet)], draw) as [FamilyMember];
  const [change] = member.suspected;
  assert.ok(change !== undefined && member.certain.length === 0);
  const of = (from: number, to: number, direction: Confirmation['direction']) =>
    settled(member, [{ from, to, direction }]);
  assert.deepEqual(
    [of(change.index - 1, change.index, 1).certain, of(change.index - 1, change.index, 1).suspected],
    [[change], []],
  );
  for (const missed of [
    of(0, change.index - 1, 1),
    of(change.index, change.index + 2, 1),
    of(change.index - 1, change.index, null),
  ]) {
    assert.deepEqual([missed.certain, missed.suspected], [[], [change]]);
  }
  for (const refuted of [of(change.index - 1, change.index, 0), of(change.index - 1, change.index, -1)]) {
    assert.deepEqual([refuted.certain, refuted.suspected], [[], []]);
  }
  // Halves: in the first one nothing happened, or all of it did.
  const whole = { from: change.index - 3, to: change.index + 1, direction: 1 } as const;
  const half = (direction: 0 | 1) => [whole, { from: whole.from, to: change.index - 1, direction }];
  assert.deepEqual(
    [rangeOf(change, half(0)), rangeOf(change, half(1))],
    [
      [change.index - 1, change.index + 1],
      [change.index - 3, change.index - 1],
    ],
  );
  assert.equal(settled(member, half(0)).certain[0]?.index, change.index);
  assert.equal(settled(member, half(1)).certain[0]?.index, change.index - 1);
});

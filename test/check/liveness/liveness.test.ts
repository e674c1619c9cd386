import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TemporalFormula } from '../../../src/check/liveness/formula.js';
import { checkLiveness } from '../../../src/check/liveness/liveness.js';
import { always, and, Digits, eventually, leadsTo, not, or, type State, Toy } from './toy.js';

/** The counterexample as states, `|` where the loop begins; null if the property holds. */
function counterexample(toy: Toy, fairness: readonly TemporalFormula[], formula: TemporalFormula): string | null {
  const { space } = toy;
  const violation = checkLiveness(
    toy,
    { fairness: () => fairness, properties: [{ name: 'P', formula: () => formula }] },
    space,
    new Digits(toy.width),
  );
  if (violation === null) return null;
  const texts = violation.states.map((state) =>
    space.values.slice(state * space.width, (state + 1) * space.width).join(),
  );
  return [...texts.slice(0, violation.loop), '|', ...texts.slice(violation.loop)].join(' ');
}

const counter = new Toy([[0]], ([n]) => (n === 3 ? [] : [[(n as number) + 1]]));
const up = (from: State, to: State): boolean => to[0] === (from[0] as number) + 1;
const reaches = (n: number): TemporalFormula => counter.state((state) => state[0] === n);

test('without fairness a behaviour may stop anywhere', () => {
  assert.equal(counterexample(counter, [], eventually(reaches(3))), '| 0');
  assert.equal(counterexample(counter, [], leadsTo(reaches(1), reaches(2))), '0 | 1');
});

test('weak fairness takes what stays enabled', () => {
  const fairness = [counter.fair('weak', up)];
  assert.equal(counterexample(counter, fairness, eventually(reaches(3))), null);
  assert.equal(counterexample(counter, fairness, leadsTo(reaches(1), reaches(2))), null);
  assert.equal(counterexample(counter, fairness, eventually(always(reaches(3)))), null);
  assert.equal(counterexample(counter, fairness, always(eventually(reaches(2)))), '0 1 2 | 3');
});

/** A light that blinks, and a door that opens only while it is on. */
const blinking = new Toy([[0, 0]], ([light, door]) => {
  const open: State[] = light === 1 && door === 0 ? [[1, 1]] : [];
  return [[1 - (light as number), door as number], ...open];
});
const blinks = (from: State, to: State): boolean => from[0] !== to[0];
const opens = (from: State, to: State): boolean => from[1] === 0 && to[1] === 1;
const isOpen = blinking.state((state) => state[1] === 1);

test('strong fairness takes what is enabled again and again, weak fairness need not', () => {
  const blinksOn = blinking.fair('weak', blinks);
  assert.equal(counterexample(blinking, [blinksOn, blinking.fair('weak', opens)], eventually(isOpen)), '| 0,0 1,0');
  assert.equal(counterexample(blinking, [blinksOn, blinking.fair('strong', opens)], eventually(isOpen)), null);
  assert.equal(counterexample(blinking, [blinking.fair('strong', opens)], eventually(isOpen)), '| 0,0');
});

test('several strong fairness conditions are all kept at once', () => {
  const ring = new Toy([[0, 0]], ([a, b]) => [
    [(a as number) ^ 1, b as number],
    [a as number, (b as number) ^ 1],
  ]);
  const flips = (i: number) => (from: State, to: State) => from[i] !== to[i];
  const on = (i: number) => ring.state((state) => state[i] === 1);
  const both = [ring.fair('strong', flips(0)), ring.fair('strong', flips(1))];
  assert.equal(counterexample(ring, both, and(always(eventually(on(0))), always(eventually(on(1))))), null);
  assert.notEqual(counterexample(ring, both, always(eventually(and(on(0), on(1))))), null);
  assert.notEqual(counterexample(ring, both.slice(1), always(eventually(on(0)))), null);
});

test('a property may itself assume fairness', () => {
  const assumed = or(not(counter.fair('weak', up)), eventually(reaches(3)));
  assert.equal(counterexample(counter, [], assumed), null);
  assert.equal(counterexample(counter, [], or(not(counter.fair('weak', up)), eventually(reaches(9)))), '0 1 2 | 3');
});

test('properties of steps under temporal operators', () => {
  const climbs = counter.step((from, to) => from.join() !== to.join() && up(from, to));
  assert.equal(counterexample(counter, [counter.fair('weak', up)], eventually(climbs)), null);
  assert.equal(counterexample(counter, [], eventually(climbs)), '| 0');
  const keeps = counter.step((from, to) => (to[0] as number) <= 2 || from.join() === to.join());
  assert.equal(counterexample(counter, [], always(keeps)), '0 1 2 | 3');
});

test('a promise that is put off for ever is not kept', () => {
  const loop = new Toy([[0]], ([n]) => [[((n as number) + 1) % 3]]);
  const turn = loop.fair('weak', () => true);
  const at = (n: number): TemporalFormula => loop.state((state) => state[0] === n);
  assert.equal(counterexample(loop, [turn], always(or(not(at(0)), eventually(and(at(1), eventually(at(2))))))), null);
  assert.equal(counterexample(loop, [turn], eventually(and(at(0), always(not(at(2)))))), '| 0 1 2');
});

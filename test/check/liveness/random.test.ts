/**
 * Random graphs and random formulas. Whatever lasso is found must satisfy the formula by the meaning of the temporal
 * operators, evaluated position by position; where none is found, none of all short lassos may satisfy it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Propositions, type TemporalFormula } from '../../../src/check/liveness/formula.js';
import { checkLiveness, LivenessCheck } from '../../../src/check/liveness/liveness.js';
import { Random } from '../../../src/core/random.js';
import { always, and, Digits, eventually, not, or, Toy } from './toy.js';

interface Case {
  readonly toy: Toy;
  readonly edges: readonly (readonly number[])[];
  readonly formula: TemporalFormula;
}

function randomCase(random: Random): Case {
  const size = 2 + random.next(3);
  const all = Array.from({ length: size }, (_, to) => to);
  const edges = all.map(() => all.filter(() => random.next(5) < 2));
  const toy = new Toy([[0]], ([n]) => (edges[n as number] as number[]).map((to) => [to]));
  const formula = (depth: number): TemporalFormula => {
    const states = random.next(16);
    const place = toy.state(([n]) => (states & (1 << (n as number))) !== 0);
    const moves = random.next(1 << 16);
    const move = toy.step(([a], [b]) => a !== b && (moves & (1 << ((a as number) * 4 + (b as number)))) !== 0);
    if (depth === 0) return place;
    switch (random.next(9)) {
      case 0:
        return always(formula(depth - 1));
      case 1:
        return eventually(formula(depth - 1));
      case 2:
        return and(formula(depth - 1), formula(depth - 1));
      case 3:
        return or(formula(depth - 1), formula(depth - 1));
      case 4:
        return not(formula(depth - 1));
      case 5:
        return always(eventually(or(place, move)));
      case 6:
        return or(eventually(always(place)), always(eventually(move)));
      case 7:
        return { kind: 'constant', value: random.next(2) === 1 };
      default:
        return eventually(move);
    }
  };
  return { toy, edges, formula: formula(4) };
}

/** Truth at each position of `states`, after whose last comes the one at `loop`. */
function truth(toy: Toy, formula: TemporalFormula, states: readonly number[], loop: number): boolean[] {
  const after = (i: number): number => (i + 1 === states.length ? loop : i + 1);
  switch (formula.kind) {
    case 'constant':
      return states.map(() => formula.value);
    case 'state':
    case 'step':
      return states.map((state, i) => {
        toy.current = [state];
        toy.after = [states[after(i)] as number];
        return formula.holds();
      });
    case 'not':
      return truth(toy, formula.of, states, loop).map((value) => !value);
    case 'and':
    case 'or': {
      const parts = formula.items.map((item) => truth(toy, item, states, loop));
      return states.map((_, i) => {
        return formula.kind === 'and' ? parts.every((part) => part[i]) : parts.some((part) => part[i]);
      });
    }
    case 'always':
    case 'eventually': {
      const inner = truth(toy, formula.of, states, loop);
      const isAlways = formula.kind === 'always';
      return states.map((_, i) => {
        const suffix = inner.slice(Math.min(i, loop));
        return isAlways ? suffix.every(Boolean) : suffix.some(Boolean);
      });
    }
  }
}

/** All lassos over at most `length` places, with idle steps only in a loop of one. */
function* lassos(edges: readonly (readonly number[])[], length: number): Iterable<{ states: number[]; loop: number }> {
  const paths: number[][] = [[0]];
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const last = path.at(-1) as number;
    yield { states: path, loop: path.length - 1 };
    const successors = (edges[last] as number[]).filter((to) => to !== last);
    for (const to of successors) {
      for (const [loop, state] of path.entries()) if (state === to) yield { states: path, loop };
      if (path.length < length) paths.push([...path, to]);
    }
  }
}

test('lassos satisfy the formula, and short ones are not missed', () => {
  let found = 0;
  let none = 0;
  for (let seed = 1; seed <= 1500; seed += 1) {
    const { toy, edges, formula } = randomCase(new Random(BigInt(seed)));
    const { space } = toy;
    const properties = [{ name: 'P', formula: () => not(formula) }];
    const violation = checkLiveness(toy, { fairness: () => [], properties }, space, new Digits(1));
    if (violation !== null) {
      found += 1;
      const states = violation.states.map((state) => space.values[state] as number);
      const shown = `seed ${seed}: ${states.join(' ')} loop ${violation.loop}`;
      assert.equal(truth(toy, formula, states, violation.loop)[0], true, shown);
      assert.equal(states[0], 0);
      for (const [i, state] of states.entries()) {
        const to = states[i + 1] ?? (states[violation.loop] as number);
        assert.ok(to === state || edges[state]?.includes(to), `${shown}: no step`);
      }
    } else {
      none += 1;
      for (const { states, loop } of lassos(edges, 5)) {
        const shown = `seed ${seed}: ${states.join(' ')} loop ${loop} was missed`;
        assert.equal(truth(toy, formula, states, loop)[0], false, shown);
      }
    }
  }
  assert.ok(found > 200 && none > 200, `${found} found, ${none} none`);
});

test('a graph that grows: what a part refutes the whole refutes, and in the end it is as if it had been one', () => {
  let early = 0;
  for (let seed = 1; seed <= 600; seed += 1) {
    const { toy, formula } = randomCase(new Random(BigInt(seed)));
    const { space } = toy;
    const liveness = { fairness: () => [], properties: [{ name: 'P', formula: () => not(formula) }] };
    const whole = checkLiveness(toy, liveness, space, new Digits(1));
    const growing = new LivenessCheck(toy, liveness, new Digits(1));
    for (let expanded = 0; expanded < space.count; expanded += 1) {
      // As a search has it: the states before `expanded` and their successors.
      const known = Math.max(
        1,
        ...Array.from({ length: expanded }, (_, from) => 1 + Math.max(from, ...toy.successorsOf(space, from))),
      );
      const part = growing.refuted({ ...space, count: known }, expanded);
      if (part === null) continue;
      early += 1;
      assert.notEqual(whole, null, `seed ${seed}: refuted after ${expanded} states`);
      assert.ok(part.states.every((state) => state < expanded));
    }
    assert.deepEqual(growing.refuted(space), whole, `seed ${seed}`);
  }
  assert.ok(early > 100, `${early} refuted early`);
});

test('alternating operators collapse', () => {
  const toy = new Toy([[0]], () => []);
  const p = toy.state(() => true);
  const propositions = new Propositions();
  assert.deepEqual(propositions.normal(always(eventually(always(p)))), propositions.normal(eventually(always(p))));
  assert.deepEqual(propositions.normal(eventually(always(eventually(p)))), propositions.normal(always(eventually(p))));
  assert.deepEqual(propositions.normal(always(always(p))), propositions.normal(always(p)));
  assert.deepEqual(propositions.normal(not(always(eventually(p)))), propositions.normal(eventually(always(not(p)))));
});

/**
 * Observations that are used while a step is made: the verdict, the place and the number of states are what trying every
 * argument and comparing whole successors gives, with far fewer successors.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkTrace } from '../../../src/check/trace/check-trace.js';
import { compiledModel } from '../../../src/check/trace/compiled-model.js';
import type { TraceModel } from '../../../src/check/trace/model.js';
import { readWholeTrace } from '../../../src/check/trace/read-trace.js';
import type { State } from '../../../src/check/trace/state.js';
import type { TraceVerdict } from '../../../src/check/trace/verdict.js';
import { compileModel, instantiate } from '../../../src/commands/tla2ts/load.js';
import { Random } from '../../../src/core/random.js';
import * as tla from '../../../src/tla/runtime.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-infer-'));
after(() => rmSync(folder, { recursive: true }));

/** Each way of changing a variable that arguments are read off, and some that look alike and must not be. */
const text = `---- MODULE Ways ----
EXTENDS Integers, Sequences
VARIABLES f, r, s, q, x, m, z
vars == <<f, r, s, q, x, m, z>>
K == {"a", "b", "c"}
Init == f = [k \\in K |-> 0] /\\ r = [n |-> 0, t |-> "a"] /\\ s = {} /\\ q = <<>> /\\ x = 0 /\\ m = {} /\\ z = {}
Send(msg) == m' = m \\cup {msg}
Put(k, v) == f' = [f EXCEPT ![k] = v] /\\ UNCHANGED <<r, s, q, x, m, z>>
Bump(k) == f[k] < 3 /\\ f' = [f EXCEPT ![k] = @ + 1] /\\ Send([from |-> k, n |-> <<k, f[k]>>]) /\\ UNCHANGED <<r, s, q, x, z>>
Two(k, l) == f' = [f EXCEPT ![k] = 1, ![l] = 2] /\\ UNCHANGED <<r, s, q, x, m, z>>
Swap(k) == f' = [j \\in K |-> IF j = k THEN 3 ELSE f[j]] /\\ UNCHANGED <<r, s, q, x, m, z>>
Name(k) == r' = [r EXCEPT !.t = k] /\\ (IF x = 0 THEN x' = 1 /\\ UNCHANGED q ELSE UNCHANGED <<q, x>>) /\\ UNCHANGED <<f, s, m, z>>
Take(k) == k \\notin s /\\ s' = {k} \\cup s /\\ UNCHANGED <<f, r, q, x, m, z>>
Drop(k) == s' = s \\ {k} /\\ UNCHANGED <<f, r, q, x, m, z>>
Say(k) == Len(q) < 3 /\\ q' = Append(q, k) /\\ UNCHANGED <<f, r, s, x, m, z>>
Set(v) == x' = v /\\ UNCHANGED <<f, r, s, q, m, z>>
Any == x' \\in Nat /\\ x' > 1 /\\ UNCHANGED <<f, r, s, q, m, z>>
Both == (x' = 5 /\\ UNCHANGED <<f, r, s, q, m, z>>) \\cdot (x' = x + 1 /\\ UNCHANGED <<f, r, s, q, m, z>>)
Able(k) == ENABLED Say(k) /\\ x' = -1 /\\ UNCHANGED <<f, r, s, q, m, z>>
Mix(k) == z' = s \\cup {k} /\\ UNCHANGED <<f, r, s, q, x, m>>
Either(k) ==
  /\\ \\/ k = "a" /\\ s' = s \\cup {k} /\\ UNCHANGED r
     \\/ k # "a" /\\ r' = [r EXCEPT !.t = k] /\\ UNCHANGED s
  /\\ UNCHANGED <<f, q, x, m, z>>
Next ==
  \\/ \\E k \\in K : Mix(k) \\/ Either(k)
  \\/ \\E k \\in K : Bump(k) \\/ Name(k) \\/ Take(k) \\/ Drop(k) \\/ Say(k) \\/ Able(k) \\/ Swap(k)
  \\/ \\E k \\in K, v \\in 0..2 : Put(k, v)
  \\/ \\E k, l \\in K : Two(k, l)
  \\/ \\E v \\in 0..3 : Set(v)
  \\/ Any
  \\/ Both
Spec == Init /\\ [][Next]_vars
====
`;
writeFileSync(join(folder, 'Ways.tla'), text);
writeFileSync(
  join(folder, 'Bounded.tla'),
  text.replace('MODULE Ways', 'MODULE Bounded').replace("x' \\in Nat", "x' \\in 0..9"),
);

function modelOf(name: string, observed: boolean): TraceModel {
  const configuration = { file: join(folder, `${name}.cfg`), text: 'SPECIFICATION Spec\n' };
  const model = { file: join(folder, `${name}.tla`), configuration, observed };
  const constants = { value: () => assert.fail(), operator: () => assert.fail() };
  return compiledModel(instantiate(compileModel(model, false, assert.fail), constants, name), new Set());
}

const direct = modelOf('Bounded', true);
const tried = modelOf('Bounded', false);

function verdict(model: TraceModel, lines: readonly object[], complete = false): TraceVerdict {
  const read = readWholeTrace(lines.map((line) => JSON.stringify(line)).join('\n'));
  assert.ok(read.ok);
  const budget = { maxStates: 100_000, maxSeconds: 60, elapsed: () => 0 };
  const checked = checkTrace(model, read.value.events, budget, { complete, explained: false });
  assert.ok(checked.ok, JSON.stringify(checked));
  return checked.value;
}

const placeOf = (found: TraceVerdict) => [found.kind, found.kind === 'rejected' ? found.at : null, found.states];

/** A random walk as a log would tell it: some variables, some names, some arguments. */
function walk(seed: number): object[] {
  const random = new Random(BigInt(seed));
  let state: State | null = null;
  tried.initialStates((each) => {
    state = each.slice();
  });
  const lines: object[] = [];
  for (let taken = 0; taken < 6; taken += 1) {
    const steps: { action: number; args: tla.Value[]; next: State }[] = [];
    tried.successors(state as unknown as State, { actions: null, args: null }, (action, args, next) => {
      steps.push({ action, args: Array.from(args), next: next.slice() });
    });
    const step = steps[random.next(steps.length)] ?? assert.fail();
    const { name, parameters } = tried.actions[step.action] ?? assert.fail();
    state = step.next;
    const vars = tried.variables.flatMap((variable, index) =>
      random.next(3) === 0 ? [] : [[variable, jsonOf(step.next[index] as tla.Value)]],
    );
    const args = parameters.flatMap((parameter, index) =>
      random.next(2) === 0 ? [] : [[parameter, jsonOf(step.args[index] as tla.Value)]],
    );
    const named = random.next(2) === 0 ? {} : { action: name, args: Object.fromEntries(args) };
    lines.push({ ...named, vars: Object.fromEntries(vars) });
  }
  return lines;
}

function jsonOf(value: tla.Value): unknown {
  if ((value & 1) === 0) return value >> 1;
  switch (value & 15) {
    case tla.STRING:
      return tla.stringText(value);
    case tla.SET:
      return { '#set': tla.elementsOf(value).map(jsonOf) };
    case tla.TUPLE:
      return tla.itemsOf(value).map(jsonOf);
    default: {
      const keys = tla.elementsOf(tla.domain(value));
      return { '#map': keys.map((key) => [jsonOf(key), jsonOf(tla.apply(value, key))]) };
    }
  }
}

/** The same walk with one observation of another line in place of its own: mostly no behaviour, and sometimes still one. */
function altered(lines: readonly object[], seed: number): object[] {
  const random = new Random(BigInt(seed));
  const [to, from] = [random.next(lines.length), random.next(lines.length)];
  return lines.map((line, index) => (index === to ? { ...line, vars: (lines[from] as { vars: object }).vars } : line));
}

test('verdict, place and states are those of trying everything, with a fifth of the successors', () => {
  let [few, all] = [0, 0];
  const kinds = new Set<string>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const lines = walk(seed);
    for (const each of [lines, altered(lines, seed), partly(lines)]) {
      const [one, other] = [verdict(direct, each), verdict(tried, each)];
      assert.deepEqual(placeOf(one), placeOf(other), JSON.stringify(each));
      kinds.add(one.kind);
      few += one.generated;
      all += other.generated;
    }
    for (const each of [lines, partly(lines)])
      assert.equal(verdict(direct, each).kind, 'accepted', JSON.stringify(each));
  }
  assert.deepEqual([...kinds].sort(), ['accepted', 'rejected']);
  assert.ok(few * 5 < all, `${few} of ${all}`);
});

/** Functions as objects, of which a log tells the entries that it likes. */
function partly(lines: readonly object[]): object[] {
  return lines.map((line) => {
    const { f, ...others } = (line as { vars: { f?: { '#map': [string, unknown][] } } }).vars;
    const vars = f === undefined ? others : { ...others, f: Object.fromEntries(f['#map'].slice(1)) };
    return { ...line, vars };
  });
}

test('an argument that is read off is the only one that is tried', () => {
  const model = modelOf('Ways', true);
  const lines = [
    {
      action: 'Put',
      vars: {
        f: {
          '#map': [
            ['a', 2],
            ['b', 0],
            ['c', 0],
          ],
        },
      },
    },
    { action: 'Bump', vars: { m: { '#set': [{ from: 'c', n: ['c', 0] }] } } },
    { action: 'Say', vars: { q: ['b'] } },
    { action: 'Take', vars: { s: { '#set': ['c'] } } },
    { action: 'Drop', vars: { s: { '#set': [] } } },
    { action: 'Set', vars: { x: 3 } },
  ];
  const found = verdict(model, lines);
  assert.deepEqual([found.kind, found.generated], ['accepted', lines.length]);
});

test('a value chosen from an infinite set is the one that was observed', () => {
  assert.equal(verdict(modelOf('Ways', true), [{ action: 'Any', vars: { x: 1234 } }]).kind, 'accepted');
  assert.equal(verdict(modelOf('Ways', true), [{ action: 'Any', vars: { x: -1 } }]).kind, 'rejected');
});

test('the state between the steps of a composition, and what ENABLED looks for, were not observed', () => {
  assert.equal(verdict(direct, [{ action: 'Both', vars: { x: 6 } }]).kind, 'accepted');
  assert.equal(verdict(direct, [{ action: 'Able', vars: { x: -1, q: [] } }]).kind, 'accepted');
});

/** What an explanation says below disjunctions, quantifiers, IF and definitions, with the values of both sides. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkTrace } from '../../src/check/trace/check-trace.js';
import type { Conjunct } from '../../src/check/trace/model.js';
import { readTrace } from '../../src/check/trace/read-trace.js';
import type { Rejected } from '../../src/check/trace/verdict.js';
import { loadTraceModel } from '../../src/commands/tla2ts/load-trace-model.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-explanation-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'Parts.tla'),
  `---- MODULE Parts ----
EXTENDS Naturals
VARIABLES x, y
vars == <<x, y>>
Init == x = 1 /\\ y = [n \\in {"a", "b"} |-> 0]
Big == x > 5 /\\ x # 7
Either ==
  /\\ \\/ x = 2
     \\/ /\\ x = 1
        /\\ y["a"] = 3
  /\\ UNCHANGED vars
Every == (\\A n \\in {"a", "b"} : y[n] = 0 /\\ x >= 2) /\\ UNCHANGED vars
Some == (\\E n \\in {"a", "b"} : y[n] = 1) /\\ UNCHANGED vars
Branch == (IF x = 1 THEN y["b"] = 1 ELSE TRUE) /\\ UNCHANGED vars
Named == Big /\\ UNCHANGED vars
Implied == (x = 1 => y["a"] > 0) /\\ UNCHANGED vars
Ways == ((x' = 4 /\\ x > 3) \\/ (x' = 5 /\\ x > 4)) /\\ y' = y
After ==
  /\\ x' = x + 1
  /\\ \\/ y' = [y EXCEPT !["a"] = x'] /\\ x' > 8
     \\/ y' = [y EXCEPT !["b"] = x'] /\\ x' # 2
Grow(k) == x' = x + k /\\ UNCHANGED y
Next == Either \\/ Every \\/ Some \\/ Branch \\/ Named \\/ Implied \\/ Ways \\/ After \\/ \\E k \\in 1..2 : Grow(k)
Spec == Init /\\ [][Next]_vars
====
`,
);
const model = loadTraceModel(join(folder, 'Parts.tla'), {}, () => {});

function rejected(event: object): Rejected {
  const trace = readTrace(JSON.stringify(event));
  assert.ok(trace.ok);
  const checked = checkTrace(model, trace.value, { maxStates: 100, maxSeconds: 9, elapsed: () => 0 });
  assert.ok(checked.ok && checked.value.kind === 'rejected');
  return checked.value;
}

/** `text outcome left|right [parts]` */
function shown(conjuncts: readonly Conjunct[] | undefined): string {
  const one = ({ text, outcome, left, right, joined, parts }: Conjunct): string =>
    `${text} is ${outcome}${left === undefined ? '' : ` ${left}|${right}`}${parts === undefined ? '' : ` ${joined}[${shown(parts)}]`}`;
  return (conjuncts ?? []).map(one).join('; ');
}

const first = (action: string): string => shown(rejected({ action }).attempts[0]?.conjuncts.slice(0, 1));

test('of a disjunction each disjunct, of a group of conjuncts each', () => {
  assert.equal(
    first('Either'),
    '\\/ x = 2 \\/ /\\ x = 1 /\\ y["a"] = 3 is false any[x = 2 is false 1|2; ' +
      '/\\ x = 1 /\\ y["a"] = 3 is false all[x = 1 is true 1|1; y["a"] = 3 is false 0|3]]',
  );
});

test('of quantifiers the instances', () => {
  assert.match(first('Every'), /all\[n = "a" is false all\[y\[n\] = 0 is true 0\|0; x >= 2 is false 1\|2\]; n = "b"/);
  assert.match(first('Some'), /some\[n = "a" is false all\[y\[n\] = 1 is false 0\|1\]; n = "b" is false/);
});

test('of IF the condition and its branch, of an implication both sides, of a definition its body', () => {
  assert.match(first('Branch'), /branch\[x = 1 is true 1\|1; y\["b"\] = 1 is false 0\|1; TRUE is not reached\]$/);
  assert.match(first('Implied'), /all\[x = 1 is true 1\|1; y\["a"\] > 0 is false 0\|0\]$/);
  assert.match(first('Named'), /x > 5 is false 1\|5$/);
});

test('of alternatives that assign', () => {
  assert.match(first('Ways'), /is false any\[.*x > 3 is false 1\|3.*x > 4 is false 1\|4/);
});

test('the sentence goes down to what is false', () => {
  assert.match(rejected({ action: 'Branch' }).because, /y\["b"\] = 1, is false: 0 against 1 \(Parts\.tla:14\)$/);
});

test('what is true says no more, and the nearest other actions are told', () => {
  const { attempts } = rejected({ action: 'Either', vars: { x: 2 } });
  assert.deepEqual(
    attempts
      .filter(({ named }) => !named)
      .map(({ action, args, differences }) => [action, ...args, differences.length]),
    [
      ['Grow', '1', 0],
      ['Grow', '2', 1],
    ],
  );
});

test('a part reads what a conjunct before it has assigned', () => {
  const [, ways] = rejected({ action: 'After' }).attempts[0]?.conjuncts ?? [];
  assert.match(shown(ways === undefined ? [] : [ways]), /any\[.*x' > 8 is false 2\|8.*x' # 2 is false 2\|2/);
});

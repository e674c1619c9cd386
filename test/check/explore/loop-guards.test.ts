/** What all turns of a loop ask alike is asked once, before them. The counts are TLC's. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findModel, loadModel } from '../../../src/commands/tla2ts/load.js';
import { explore } from './model.js';

const config = 'INIT Init NEXT Next PROPERTY Obeys CHECK_DEADLOCK FALSE';
const body = `EXTENDS Integers, Sequences
VARIABLES log, on, sent
vars == <<log, on, sent>>
Node == 1..2
Init == log = [n \\in Node |-> <<>>] /\\ on = 1 /\\ sent = {}
Is(n) == on = n
Pick(n, range) == /\\ Is(n)
                  /\\ n # 3
                  /\\ range[1] < range[2]
                  /\\ Len(log[n]) > 1
                  /\\ sent' = sent \\cup {<<n, range[2] - range[1]>>}
                  /\\ UNCHANGED <<log, on>>
Send(n, b, e) == Pick(n, <<b, e>>)
\\* Nothing to go through: what cannot be evaluated is never come to.
Never(n, k) == log[n + 7] = k /\\ UNCHANGED vars
\\* The first conjunct is never true, the second one cannot be evaluated.
Hidden(n, k) == k > 9 /\\ log[n + 7] = <<>> /\\ UNCHANGED vars
Next == \\/ \\E n \\in Node : Len(log[n]) < 3 /\\ log' = [log EXCEPT ![n] = Append(@, on)] /\\ UNCHANGED <<on, sent>>
        \\/ on' = 3 - on /\\ UNCHANGED <<log, sent>>
        \\/ \\E n \\in Node : \\E b, e \\in 1..Len(log[n]) : Send(n, b, e)
        \\/ \\E n \\in Node : \\E k \\in 1..(Len(log[n]) - 5) : Never(n, k)
        \\/ \\E n \\in Node : \\E k \\in 1..Len(log[n]) : Hidden(n, k)
        \\/ \\E k \\in 1..Len(log[1]) : \\E m \\in {j \\in sent : j[2] = k} : /\\ Is(2) /\\ sent' = sent \\ {m} /\\ UNCHANGED <<log, on>>
Given == \\/ \\E n \\in Node : log' = [log EXCEPT ![n] = Append(@, on)] /\\ UNCHANGED <<on, sent>>
         \\/ \\E n \\in Node : \\E k \\in 1..Len(log[n]) : Hidden(n, k)
         \\/ \\E n \\in Node : \\E b, e \\in 1..Len(log[n]) : Pick(n, <<b, e>>)
         \\/ on' = 3 - on /\\ UNCHANGED <<log, sent>>
         \\/ \\E k \\in 1..Len(log[1]) : \\E m \\in {j \\in sent : j[2] = k} : /\\ k < 9 /\\ Is(2) /\\ sent' = sent \\ {m} /\\ UNCHANGED <<log, on>>
Obeys == [][Given]_vars`;

const folder = mkdtempSync(join(tmpdir(), 'nines-guards-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('with them and without there are the same states, and an error that no turn comes to is none', () => {
  const { verdict, generated, distinct, depth } = explore(body, config).result;
  assert.deepEqual([verdict, generated, distinct, depth], ['ok', 17_563, 3_698, 16]);
});

test('an error that a turn comes to is one, also of a guard', () => {
  const { result } = explore(body.replace('k > 9 ', 'k > 0 '), config);
  assert.deepEqual([result.verdict, result.generated, result.distinct], ['violation', 7, 7]);
  assert.match(JSON.stringify(result), /index 8 of tuple/);
});

test('guards stand before loops over what grows, and before those over a few constants they do not', () => {
  writeFileSync(join(folder, 'M.tla'), `---- MODULE M ----\n${body}\n====\n`);
  writeFileSync(join(folder, 'M.cfg'), config);
  const { text } = loadModel(findModel(join(folder, 'M.tla'), undefined), () => {}).compiled;
  const guarded = text.match(/if \(enumerableSize\(.*/g) ?? [];
  // Of an action what stands first; of a step that is given what stands further back as well.
  assert.ok(
    guarded.some((line) => /0 && Is\(n_?\d*\) && !equalSmall\(n_?\d*, 6\)\) \{$/.test(line)),
    guarded.join('\n'),
  );
  assert.ok(
    guarded.some((line) => /mayHold\(\(\) => greaterThan\(len\(apply\(log, /.test(line)),
    guarded.join('\n'),
  );
  assert.ok(!guarded.some((line) => /mayHold.*atMost|lessThan\(apply/.test(line)), guarded.join('\n'));
});

/** What a rejection says where no argument is possible and of values that CHOOSE made; and the updates of bags. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkText } from '../../../src/commands/tla2ts/check-file.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-told-'));
after(() => rmSync(folder, { recursive: true }));

function specification(name: string, body: string): TraceModels {
  const file = join(folder, `${name}.tla`);
  writeFileSync(file, `---- MODULE ${name} ----\n${body}\n====\n`);
  return new TraceModels(file, {}, assert.fail);
}

function verdictOn(models: TraceModels, ...events: readonly object[]) {
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const checked = checkText('t', text, models, { maxStates: 1000, maxSeconds: 60, elapsed: () => 0 });
  assert.ok('verdict' in checked, JSON.stringify(checked));
  return checked.verdict;
}

function because(models: TraceModels, ...events: readonly object[]): string {
  const verdict = verdictOn(models, ...events);
  assert.ok(verdict.kind === 'rejected', verdict.kind);
  return verdict.because;
}

const transactions = specification(
  'Transactions',
  `VARIABLES tx, store
NoVal == CHOOSE v : v \\notin {"a", "b"}
Init == tx = {} /\\ store = [k \\in {"k"} |-> NoVal]
Open(t) == t \\notin tx /\\ tx' = tx \\cup {t} /\\ UNCHANGED store
Close(t) == tx' = tx \\ {t} /\\ UNCHANGED store
Write(t, k) == store' = [store EXCEPT ![k] = t] /\\ UNCHANGED tx
Erase(k) == store[k] # NoVal /\\ store' = [store EXCEPT ![k] = NoVal] /\\ UNCHANGED tx
Next == \\/ \\E t \\in {"a", "b"} : Open(t)
        \\/ \\E t \\in tx : Close(t) \\/ \\E k \\in {"k"} : Write(t, k)
        \\/ \\E k \\in {"k"} : Erase(k)
Spec == Init /\\ [][Next]_<<tx, store>>`,
);
const open = { action: 'Open', args: { t: 'b' } };

test('where a quantifier ranges over nothing, no argument is possible', () => {
  const nothing = 'no argument is possible there, since a set that';
  const close = { action: 'Close', args: { t: 'a' } };
  assert.equal(because(transactions, close), `Close("a"): ${nothing} t is taken from is empty`);
  assert.equal(because(transactions, { action: 'Close' }), `Close(?): ${nothing} t is taken from is empty`);
  const write = { action: 'Write', args: { k: 'k' } };
  assert.equal(because(transactions, write), `Write(?, "k"): ${nothing} t or k is taken from is empty`);
  // With something to take, it is told what.
  assert.equal(because(transactions, open, close), 'Close("a") gives t = one of "b", observed was "a"');
});

test('a value that CHOOSE made has the name of its definition', () => {
  const text = because(transactions, { action: 'Erase', args: { k: 'k' } });
  assert.match(
    text,
    /^Erase\("k"\): conjunct 1, store\[k\] # NoVal, is false: NoVal against NoVal \(Transactions.tla:8\)$/,
  );
});

test('updates of bags, as TVOperators.tla has them', () => {
  // What an update means is what the module's own definitions say: a count stays at 0 where it was 1.
  const bag = specification(
    'Bag',
    `EXTENDS Integers, TLC
VARIABLE bag
Add(m) == bag' = IF m \\in DOMAIN bag THEN [bag EXCEPT ![m] = @ + 1] ELSE bag @@ (m :> 1)
Remove(m) == bag' = IF m \\in DOMAIN bag THEN [bag EXCEPT ![m] = @ - 1] ELSE bag
Clear == bag' = <<>>
Init == bag = <<>>
Next == Clear \\/ \\E m \\in {"p", "q"} : Add(m) \\/ Remove(m)
Spec == Init /\\ [][Next]_bag`,
  );
  const put = (m: string) => ({ event: 'Add', bag: [{ op: 'AddElementToBag', path: [], args: [m] }] });
  const take = (m: string) => ({ event: 'Remove', bag: [{ op: 'RemoveElementFromBag', path: [], args: [m] }] });
  const clear = { event: 'Clear', bag: [{ op: 'ClearBag', path: [], args: [] }] };
  const accepted = verdictOn(bag, put('p'), put('q'), put('p'), take('p'), take('q'), take('p'), clear, put('q'));
  assert.equal(accepted.kind, 'accepted');
  // The argument is found by what was put: no state but one after each event.
  assert.equal(accepted.states, 9);
  const wrong = { event: 'Add', bag: [{ op: 'AddElementToBag', path: [], args: ['r'] }] };
  assert.match(because(bag, put('p'), wrong), /^Add\(.*\) gives bag/);
  const twice = { event: 'Add', bag: [put('p').bag[0], put('q').bag[0]] };
  assert.equal(verdictOn(bag, put('p'), twice).kind, 'rejected');
  // Taken from a place where there is nothing, nothing changes; both ways to say so agree.
  assert.equal(verdictOn(bag, take('p'), { action: 'Clear', vars: { bag: [] } }).kind, 'accepted');
});

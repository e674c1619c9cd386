/**
 * Of an invariant only those parts are evaluated that look at what a step changes: that says something only where the trees know all that
 * they look at in the state before, and so not of states that the general search found, or that were found before trees were made anew.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Both, exploreText } from './model.js';

function violated({ ids, packed, outcome }: Both): void {
  assert.equal(ids.violation?.name, 'Never');
  assert.deepEqual(outcome, { kind: 'left', because: 'an invariant is violated' });
  assert.deepEqual(packed, ids);
}

test('successors of states that the general search found are checked entirely', () => {
  for (const size of [9, 16]) {
    const body = `EXTENDS Naturals\nVARIABLE c\nInit == c = [i \\in 1..3 |-> 0]
Next == \\E i \\in 1..3 : c' = [c EXCEPT ![i] = (@ + 1) % ${size}]
Never == c[1] < 16 /\\ ~(\\A i \\in 1..3 : c[i] = 8)`;
    for (const first of [40, 200, 400, 700]) violated(exploreText(body, 'INIT Init NEXT Next INVARIANT Never', first));
  }
});

// The set grows first, and a = 3 comes last: the new trees see nothing but b change there, and have to learn that it matters.
test('so are those of states that were found before trees were made anew, for a set that has more words now', () => {
  const body = `EXTENDS Naturals\nVARIABLES a, b, s
Init == a = 0 /\\ b = 0 /\\ s = {}
Next == \\/ a = 0 /\\ b = 0 /\\ \\E n \\in 0..39 : s = 0..(n - 1) /\\ s' = 0..n /\\ UNCHANGED <<a, b>>
        \\/ b' = (b + 1) % 30 /\\ UNCHANGED <<a, s>>
        \\/ a < 3 /\\ b = 0 /\\ s = {} /\\ a' = a + 1 /\\ UNCHANGED <<b, s>>
Never == ~(a = 3 /\\ b = 25 /\\ s = {})`;
  for (const first of [150, 200]) violated(exploreText(body, 'INIT Init NEXT Next INVARIANT Never', first));
});

// The first trees know that the invariant looks at x; the new ones, which come with the 32nd element, have to be asked anew what it looks at.
test('what an invariant looks at is not taken over from trees that were given up', () => {
  const body = `EXTENDS Naturals\nVARIABLES c, s, x, y
Init == c = 0 /\\ s = {} /\\ x = 0 /\\ y = 0
Next == \\/ c < 40 /\\ c' = c + 1 /\\ s' = s \\cup {c} /\\ UNCHANGED <<x, y>>
        \\/ c = 40 /\\ x < 9 /\\ x' = x + 1 /\\ UNCHANGED <<c, s, y>>
        \\/ x = 9 /\\ y < 9 /\\ y' = y + 1 /\\ UNCHANGED <<c, s, x>>
Never == ~(x = 9 /\\ y = 9)`;
  violated(exploreText(body, 'INIT Init NEXT Next INVARIANT Never', 20));
});

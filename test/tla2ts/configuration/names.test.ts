/** Names in a configuration that the specification does not have, or has with another number of parameters. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfiguration } from '../../../src/tla2ts/configuration/parse.js';
import { lower } from '../../../src/tla2ts/lower/lower.js';
import { specification } from '../resolve/front.js';

const text = `---- MODULE M ----
EXTENDS Naturals
CONSTANTS N, Op(_)
VARIABLE x
Pair(a, b) == b
Init == x = Op(N)
Next == x' = Pair(x, 1)
TypeOK == x \\in Nat
One(a) == 1
Two == 2
====`;

/** `CODE what is wrong: what is offered`. */
function complaints(configuration: string): readonly string[] {
  const { value } = parseConfiguration('M.cfg', configuration);
  assert.ok(value !== null);
  return lower(specification(text), value).diagnostics.map(
    ({ code, span, expected, hint }) =>
      `${code} ${configuration.slice(span.column - 1, span.endColumn)}: ${hint ?? expected}`,
  );
}

test('what replaces takes as many arguments as what it replaces', () => {
  const behaviour = 'INIT Init NEXT Next CONSTANTS';
  assert.deepEqual(complaints(`${behaviour} N <- Two Op <- One Pair <- Pair + <- Pair`), []);
  for (const [constants, expected] of [
    ['N <- One Op <- One', 'TLA426 One: a definition with 0 parameters'],
    ['N = 1 Op <- Two', 'TLA426 Two: a definition with 1 parameter'],
    ['N = 1 Op <- One Pair <- One', 'TLA426 One: a definition with 2 parameters'],
    ['N = 1 Op <- One + <- One', 'TLA426 One: a definition with 2 parameters'],
  ] as const)
    assert.deepEqual(complaints(`${behaviour} ${constants}`), [expected], constants);
});

test('of a name that is not there the near one is offered', () => {
  assert.deepEqual(
    complaints('INIT Init NEXT Nxt INVARIANT TypeOk PROPERTEIS CONSTANT N <- Too Op <- One Piar <- One'),
    [
      'TLA412 Too: did you mean Two?',
      'TLA413 Piar: did you mean Pair?',
      'TLA410 Nxt: did you mean Next?',
      'TLA410 TypeOk: did you mean TypeOK?',
      'TLA410 PROPERTEIS: did you mean PROPERTIES?',
    ],
  );
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringOrder } from '../../src/tla2ts/string-order.js';

const source = (module: string, text: string) => ({
  module,
  file: `${module}.tla`,
  text: `---- MODULE ${module} ----\n${text}\n====\n`,
});

describe('the order of strings', () => {
  // As TLC 2.20 printed it: PrintT({"b", "a", "zeta", "x", "F", "Naturals", "Append", "CHOOSE", "P", "Q", "apple"}).
  it('is that of words while parsing, then of literals', () => {
    const root = source(
      'F',
      `EXTENDS Naturals, Sequences
CONSTANTS P, Q
VARIABLE x
zeta == 1
Set == {"b", "a", "zeta", "x", "F", "Naturals", "Append", "CHOOSE", "P", "Q", "apple", "late"}
apple == [apple |-> 1, b |-> 2]
Other == CHOOSE f \\in [{"u", "t"} -> {1, 2}] : [a |-> f].a`,
    );
    assert.deepEqual(stringOrder([root]), [
      'F',
      'Naturals',
      'P',
      'Q',
      'x',
      'zeta',
      'apple',
      'b',
      'CHOOSE',
      'a',
      't',
      'Append',
      'late',
      'u',
    ]);
  });

  it('begins with the operators, and has every word of the text where ToString is used', () => {
    // TLC: PrintT({"b", "-", "+", ">", "7", "8", "z", "\"b\""}) with these words in front.
    const root = source('F', 'EXTENDS TLC\nA == 7 - 1\nSet == {"b", "-", "+", ">", "z"}\nOne == ToString(8)');
    assert.deepEqual(stringOrder([root]), ['-', '+', '>', '7', '1', '"b"', '"-"', '"+"', '">"', '"z"', '8', 'b', 'z']);
  });

  // TLC: PrintT({"", "b", "a"}) with these two in front.
  it('has the empty string where it is written', () => {
    assert.deepEqual(stringOrder([source('F', 'A == <<"b", "", "a">>')]), ['b', '', 'a']);
  });

  it('has the set of a comprehension before its elements', () => {
    const text = String.raw`A == {<<"e", {"f" : p \in {"g"}}>> : q \in {"c", "d"}} \cup {"a"}`;
    assert.deepEqual(stringOrder([source('F', text)]), ['c', 'd', 'e', 'g', 'f', 'a']);
  });

  it('reads what is extended before what is instantiated, and analyses a module after what it uses', () => {
    const order = stringOrder([
      source('Root', 'I == INSTANCE Inst\nLit == "rootliteral"\nUse == {"inner", "deep", "instant"}\nEXTENDSnot == 0'),
      source('Inst', 'EXTENDS Deep\ninstant == "instliteral"'),
      source('Deep', 'deep == "deepliteral"\ninner == 1'),
    ]);
    assert.deepEqual(order, ['instant', 'deep', 'inner', 'deepliteral', 'instliteral', 'rootliteral']);
  });
});

/** Unions of sets whose elements cannot be compared: what is asked of them decides, as in TLC. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const outcome = (assumption: string): string => {
  const body = `EXTENDS Integers
CONSTANTS Data, Bad
ASSUME ${assumption}
VARIABLE x
Init == x = 0
Next == UNCHANGED x`;
  const { verdict, violation } = explore(body, 'INIT Init NEXT Next CONSTANTS Data = {a} Bad = Bad').result;
  return violation?.kind ?? verdict;
};

test('one side after the other is asked where one is a product', () => {
  assert.equal(outcome('Bad \\notin (Data \\X {0, 1}) \\cup {0, 1}'), 'ok');
  assert.equal(outcome('Bad \\in (Data \\X {0, 1}) \\cup {0, 1}'), 'assumption');
  assert.equal(outcome('Bad \\in (Data \\X {0, 1}) \\cup {Bad}'), 'ok');
  assert.equal(outcome('{Bad} \\cup (Data \\X {0, 1}) # {}'), 'ok');
});

test('who wants all elements has to compare them', () => {
  assert.equal(outcome('\\A e \\in (Data \\X {0, 1}) \\cup {0, 1} : TRUE'), 'error');
  assert.equal(outcome('Bad \\notin {<<1, 2>>} \\cup {0, 1}'), 'error');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonLinesError, parseJsonLines } from '../../src/core/json-lines.js';

test('reads values with their lines, passes over blank ones', () => {
  assert.deepEqual(parseJsonLines('{"a":1}\n\n[2]\r\n'), [
    { line: 1, value: { a: 1 } },
    { line: 3, value: [2] },
  ]);
  assert.deepEqual(parseJsonLines(''), []);
});

test('a line cut short is named', () => {
  assert.throws(
    () => parseJsonLines('{"a":1}\n{"b":'),
    (error) => error instanceof JsonLinesError && error.line === 2 && /cut short/.test(error.message),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeatedKey } from '../../src/core/json-repeats.js';

const repeated = (text: string): string | null => repeatedKey(text, JSON.parse(text))?.join('.') ?? null;

test('the first key that an object has twice is found, with its way', () => {
  assert.equal(repeated('{"a": 1, "a": 2}'), 'a');
  assert.equal(repeated('{"a": {"b": [0, {"c": 1, "d": {}, "c" : {}}]}}'), 'a.b.1.c');
  assert.equal(repeated('{"a": 1, "\\u0061"\t: 1}'), 'a');
  assert.equal(repeated('[{"a": 1}, {"b": "x:y", "b": "\\":"}]'), '1.b');
});

test('the same key in several objects is none, nor is what looks like a key inside of a text', () => {
  for (const text of [
    '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}',
    '{"a": "{\\"a\\": 1, \\"a\\": 2}", "at": "10:00:00"}',
    '["a", "a"]',
    '"a:a"',
    '{"a": ["b", "b"], "b": {}, "c": "\\\\"}',
  ]) {
    assert.equal(repeated(text), null, text);
  }
});

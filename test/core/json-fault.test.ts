import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonFault } from '../../src/core/json-fault.js';

test('the first character that no JSON value can go on with', () => {
  for (const [text, line, column] of [
    ['# a heading', 1, 1],
    ['', 1, 1],
    ['{"a": 1', 1, 8],
    ['{"a": 1,}', 1, 9],
    ['[1, 2,, 3]', 1, 7],
    ['{"a" 1}', 1, 6],
    ['{\n  "a": 1,\n  b: 2\n}', 3, 3],
    ['{"a": 01}', 1, 8],
    ['{"a": nul}', 1, 7],
    ['["open', 1, 7],
    ['["\\x"]', 1, 3],
    ['["\\u12"]', 1, 3],
    ['{} {}', 1, 4],
    ['[1}', 1, 3],
  ] as const) {
    const fault = jsonFault(text);
    assert.deepEqual({ line: fault.line, column: fault.column }, { line, column }, text);
  }
});

test('what is cut short and what is no number in JSON are told apart from the rest', () => {
  const told = (text: string) => {
    const { word, atEnd } = jsonFault(text);
    return { word, atEnd };
  };
  assert.deepEqual(told('{"a": [1, '), { word: null, atEnd: true });
  assert.deepEqual(told('{"a": NaN}'), { word: 'NaN', atEnd: false });
  assert.deepEqual(told('[-Infinity]'), { word: '-Infinity', atEnd: false });
  assert.deepEqual(told('{"a" 1}'), { word: null, atEnd: false });
});

test('what stands before it is the beginning of a value, and with it there is none', () => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('}', ']', ',', '"', '#', '\\', 'x', ':', '1'))
    .map(([json, at, added]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + added + json.slice(place);
    });
  fc.assert(
    fc.property(broken, (text) => {
      try {
        JSON.parse(text);
        return;
      } catch {}
      const at = jsonFault(text).column - 1;
      const begins = (start: string): boolean => jsonFault(`${start}\u0000`).column - 1 === start.length;
      assert.ok(begins(text.slice(0, at)), text);
      if (at < text.length) assert.ok(!begins(text.slice(0, at + 1)), text);
    }),
    { numRuns: 2_000 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepest, isTooDeep } from '../../src/core/json-depth.js';
import { parseJsonLines } from '../../src/core/json-lines.js';

const nested = (depth: number): string => `${' '.repeat(5_000)}${'['.repeat(depth)}${']'.repeat(depth)}`;

test('counts how deep values stand in each other, whatever else the text has', () => {
  assert.deepEqual([isTooDeep(nested(deepest)), isTooDeep(nested(deepest + 1))], [false, true]);
  const flat = JSON.stringify(Array.from({ length: 2_000 }, (_, n) => ({ n: [n, '[[{"\\'] })));
  assert.equal(isTooDeep(flat), false);
  assert.equal(isTooDeep(JSON.stringify({ text: '['.repeat(9_000) })), false);
});

test('lines that are nested without end are told, and not followed', () => {
  assert.throws(
    () => parseJsonLines(`{}\n${nested(200_000)}`),
    /line 2, column 1: values are nested more than 500 deep/,
  );
});

/** Why a search ends: what is nobody's fault is told, everything else is thrown on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from '../../../src/check/explore/ending.js';

test('more large integers than a table can hold are a limit that is told, not a mistake', () => {
  assert.match(reasonOf(new RangeError('Map maximum size exceeded')) ?? '', /more different values than one thread/);
  assert.equal(reasonOf(new RangeError('Invalid time value')), null);
});

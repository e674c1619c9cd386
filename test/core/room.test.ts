import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enlarged, withRoom } from '../../src/core/room.js';

test('a small array doubles, and keeps what it has', () => {
  const larger = enlarged(Int32Array.of(3, 1, 4), Int32Array);
  assert.deepEqual([...larger], [3, 1, 4, 0, 0, 0]);
});

test('a large array gets room for much more at once, though no more than it may have', () => {
  const large = new Int32Array(2 ** 20).fill(7);
  const larger = enlarged(large, Int32Array);
  assert.ok(larger.length >= 8 * large.length, `${larger.length}`);
  assert.deepEqual([larger[0], larger[2 ** 20 - 1], larger[2 ** 20]], [7, 7, 0]);
  assert.equal(enlarged(large, Int32Array, 2 ** 22).length, 2 ** 22);
});

test('where the system does not give so much, a nearer bound has to do', () => {
  class Scarce extends Int32Array {
    constructor(length: number) {
      if (length > 2 ** 23) throw new RangeError('Array buffer allocation failed');
      super(length);
    }
  }
  assert.equal(withRoom(2 ** 21, Scarce).length, 2 ** 23);
  assert.throws(() => withRoom(2 ** 24, Scarce), RangeError);
});

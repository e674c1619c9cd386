import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tla from '../../src/tla/runtime.js';

/** 53 of the 64 bits, as a double that can be sorted. */
function fingerprint(state: readonly number[]): number {
  let lo = 0;
  let hi = 0;
  state.forEach((value, index) => {
    lo = (lo + tla.fingerprintLo(index, value)) | 0;
    hi = (hi + tla.fingerprintHi(index, value)) | 0;
  });
  return (hi >>> 0) * 2 ** 21 + (lo >>> 11);
}

describe('fingerprints', () => {
  // 10^7 states of this kind were tried once, without a collision.
  it('of 200,000 similar states are distinct', () => {
    const count = 200_000;
    const processes = tla.setOf(['p1', 'p2', 'p3', 'p4'].map(tla.modelValue));
    const labels = ['a', 'b', 'c', 'd', 'e'].map(tla.string);
    const fingerprints = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let rest = i;
      const digit = (radix: number): number => {
        const d = rest % radix;
        rest = Math.floor(rest / radix);
        return d;
      };
      const start = tla.mark();
      for (let p = 0; p < 4; p++) tla.push(labels[digit(5)]!);
      const pc = tla.endFunction(processes, start);
      const turn = tla.integer(digit(4));
      const items = tla.mark();
      for (let p = 0; p < 5; p++) tla.push(tla.integer(digit(4)));
      const queue = tla.endTuple(items);
      fingerprints[i] = fingerprint([pc, turn, queue, tla.set2(turn, tla.integer(digit(8)))]);
    }
    fingerprints.sort();
    for (let i = 1; i < count; i++) assert.notEqual(fingerprints[i], fingerprints[i - 1]);
  });

  it('depend on structure, not on the order of interning', () => {
    // Constants of an earlier run: they may change only together with the hash itself.
    const value = tla.recordOf({ zebra: tla.setOf([tla.integer(3), tla.integer(1)]), apple: tla.tupleOf([tla.TRUE_]) });
    assert.deepEqual([tla.hashLo(value), tla.hashHi(value)], [-464618560, 1564936473]);
  });
});

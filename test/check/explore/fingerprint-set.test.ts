/** The native set against its readable reference and against a Set of strings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ArrayFingerprintSet,
  type FingerprintSet,
  SharedFingerprintSet,
} from '../../../src/check/explore/fingerprint-set.js';
import { Random } from '../../../src/core/random.js';

const BATCH = 512;

/** Few different values, so that fingerprints repeat within and between batches; among them all-zero lanes. */
function drawn(random: Random, wide: boolean) {
  const lane = (): Int32Array => Int32Array.from({ length: BATCH }, () => Math.imul(random.next(40), 0x9e3779b1));
  return wide ? { low: lane(), high: lane(), wideLow: lane(), wideHigh: lane() } : { low: lane(), high: lane() };
}

function agree(sets: readonly FingerprintSet[], wide: boolean): void {
  const random = new Random(7n);
  const seen = new Set<string>();
  for (let round = 0; round < 60; round += 1) {
    const lanes = drawn(random, wide);
    const wanted = Array.from(lanes.low, (low, i) => {
      const pair = (a: number, b: number): string => (a === 0 && b === 0 ? '0 1' : `${a} ${b}`);
      const key = `${pair(low, lanes.high[i]!)} ${wide ? pair(lanes.wideLow![i]!, lanes.wideHigh![i]!) : ''}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew ? 1 : 0;
    });
    for (const set of sets) {
      const isNew = new Uint8Array(BATCH);
      assert.equal(set.insert(lanes, BATCH, isNew), wanted.filter((bit) => bit === 1).length);
      assert.deepEqual([...isNew], wanted);
      assert.equal(set.size, seen.size);
    }
  }
}

test('native and reference set tell new fingerprints of 64 bits as a Set does', () => {
  agree([SharedFingerprintSet.create(64), new ArrayFingerprintSet(2)], false);
});

test('of 128 bits both words count', () => {
  agree([SharedFingerprintSet.create(128)], true);
});

test('what shares a set sees what the others added', () => {
  const set = SharedFingerprintSet.create(64);
  const lanes = { low: Int32Array.of(1, 2), high: Int32Array.of(3, 4) };
  assert.equal(set.insert(lanes, 2, new Uint8Array(2)), 2);
  const attached = SharedFingerprintSet.attach(set.share());
  assert.equal(attached.insert(lanes, 2, new Uint8Array(2)), 0);
  assert.equal(attached.size, 2);
});

test('a table that is nearly full tells what the next one takes, and no longer once it has it', () => {
  for (const set of [SharedFingerprintSet.create(64), new ArrayFingerprintSet(14)]) {
    const add = (from: number, to: number): void => {
      const low = Int32Array.from({ length: to - from }, (_, i) => from + i);
      set.insert({ low, high: low }, low.length, new Uint8Array(low.length));
    };
    const { bytes } = set;
    add(1, 9000);
    assert.deepEqual([set.bytes, set.bytesAhead], [bytes, 0]);
    add(9000, 10_000);
    assert.deepEqual([set.bytes, set.bytesAhead], [bytes, 2 * bytes]);
    add(10_000, 11_000);
    assert.deepEqual([set.bytes, set.bytesAhead], [2 * bytes, 0]);
  }
});

test('arrays that are too short or of another type are refused by name', () => {
  const set = SharedFingerprintSet.create(128);
  const two = new Int32Array(2);
  assert.throws(() => set.insert({ low: two, high: two }, 2, new Uint8Array(2)), /wideLow must be a Int32Array/);
  const lanes = { low: two, high: two, wideLow: two, wideHigh: two };
  assert.throws(() => set.insert(lanes, 3, new Uint8Array(3)), /at least count = 3/);
  assert.throws(() => SharedFingerprintSet.attach(1e9), /no number of a set/);
});

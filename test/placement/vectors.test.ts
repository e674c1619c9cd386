/** Published vectors: oracles that nobody here wrote. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { digestsOf, hashNamed } from '../../src/placement/hashing.js';
import { packKeys } from '../../src/placement/keys.js';
import { createNative } from '../../src/placement/native.js';
import { jumpBucket } from '../../src/placement/reference/jump.js';
import { KetamaReference } from '../../src/placement/reference/ketama.js';
import { populate } from '../../src/placement/reference/maglev.js';
import { locate, replicas } from './agreement.js';

test('jump: the vectors shared by the implementations in Go, Python and C', () => {
  for (const [digest, buckets, bucket] of [
    [10863919174838991n, 11, 6],
    [2016238256797177309n, 11, 3],
    [1673758223894951030n, 11, 5],
    [2n, 100_001, 80_343],
    [2201n, 100_001, 22_152],
  ] as const) {
    assert.equal(jumpBucket(digest, buckets), bucket);
    assert.deepEqual(locate(createNative('jump', { nodes: buckets }), [digest]), [bucket]);
  }
  assert.deepEqual(
    locate(
      createNative('jump', { nodes: 100 }),
      Array.from({ length: 20 }, (_, i) => BigInt(i)),
    ),
    [0, 55, 62, 8, 45, 59, 86, 97, 82, 59, 73, 37, 17, 56, 86, 21, 90, 37, 38, 83],
  );
});

test("ketama: libketama's golden MD5 over a million keys (RJ/ketama, libketama/test.sh)", () => {
  const weights = [600, 300, 200, 350, 1000, 800, 950, 100];
  const names = weights.map((_, i) => `10.0.1.${i + 1}:11211`);
  const placement = createNative('ketama', { nodes: 8, weights, names });
  const keys = Array.from({ length: 1_000_000 }, (_, i) => String(i));
  const digests = digestsOf(packKeys(keys), hashNamed('md5')!);
  const buckets = new Uint32Array(keys.length);
  placement.locate(digests, buckets);
  const points = new KetamaReference({ nodes: 8, weights, names }).sortedPoints();
  assert.equal(points.length, 1264);
  const positions = Uint32Array.from(points, ({ position }) => Number(position));
  const hash = createHash('md5').update('\n');
  for (let i = 0; i < keys.length; i += 1) {
    const digest = Number((digests[i] as bigint) & 0xffff_ffffn);
    hash.update(`${digest} ${positions[successor(positions, digest)]} ${names[buckets[i] as number]}\n`);
  }
  assert.equal(hash.digest('hex'), '5672b131391f5aa2b280936aec1eea74');
});

test("straw2: what Ceph's crushtool 16.2.15 maps (crushtool --build, --test --show-mappings, 3 replicas, x from 0)", () => {
  const x = Array.from({ length: 6 }, (_, i) => BigInt(i));
  /** --num_osds 16 host straw2 4 root straw2 0: four hosts of four. */
  const hosts = createNative('straw2', { nodes: 16, zones: Array.from({ length: 16 }, (_, i) => i >> 2) });
  assert.deepEqual(
    replicas(hosts, x, 3),
    [
      [0, 12, 6],
      [3, 11, 4],
      [1, 14, 11],
      [12, 0, 9],
      [5, 3, 15],
      [13, 8, 0],
    ].flat(),
  );
  /** --num_osds 10 root straw2 0, the rule choosing devices; then with weights 3.5 for osd.3 and 0.25 for osd.7. */
  const flat = createNative('straw2', { nodes: 10 });
  assert.deepEqual(
    replicas(flat, x.slice(0, 3), 3),
    [
      [0, 9, 6],
      [5, 0, 9],
      [9, 7, 5],
    ].flat(),
  );
  flat.reweigh(3, 3.5);
  flat.reweigh(7, 0.25);
  assert.deepEqual(
    replicas(flat, x.slice(0, 3), 3),
    [
      [0, 9, 3],
      [3, 0, 9],
      [9, 3, 5],
    ].flat(),
  );
});

test('redis-slots: three masters get the ranges that redis-cli --cluster create gives them', () => {
  const slots = [0n, 5460n, 5461n, 10_922n, 10_923n, 16_383n];
  assert.deepEqual(locate(createNative('redis-slots', { nodes: 3 }), slots), [0, 0, 1, 1, 2, 2]);
});

test('jumpback: what hash4j (dynatrace-oss) gives with splitmix64, for digests i * 0x9e3779b97f4a7c15', () => {
  const digests = Array.from({ length: 8 }, (_, i) => BigInt.asUintN(64, BigInt(i) * 0x9e37_79b9_7f4a_7c15n));
  for (const [nodes, buckets] of [
    [3, [0, 2, 1, 0, 1, 2, 1, 2]],
    [11, [7, 10, 4, 4, 1, 6, 9, 4]],
    [100, [25, 20, 88, 4, 91, 97, 97, 4]],
    [1025, [313, 618, 88, 424, 411, 490, 97, 4]],
    [100_000, [91636, 83279, 83279, 8684, 62619, 78561, 78561, 43836]],
  ] as const) {
    assert.deepEqual(locate(createNative('jumpback', { nodes }), digests), buckets);
  }
});

test("maglev: the paper's example (table 1, NSDI 2016)", () => {
  const b0 = { bucket: 0, offset: 3, skip: 4, share: 1 };
  const b1 = { bucket: 1, offset: 0, skip: 2, share: 1 };
  const b2 = { bucket: 2, offset: 3, skip: 1, share: 1 };
  assert.deepEqual([...populate([b0, b1, b2], 7)], [1, 0, 1, 0, 2, 2, 0]);
  assert.deepEqual([...populate([b0, b2], 7)], [0, 0, 0, 0, 2, 2, 2]);
});

function successor(positions: Uint32Array, digest: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] as number) < digest) low = middle + 1;
    else high = middle;
  }
  return low % positions.length;
}

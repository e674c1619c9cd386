/** Hashes: native batch and reference agree on any bytes, and both on published vectors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addon } from '../../src/addon.js';
import { digestsOf, hashes } from '../../src/placement/hashing.js';
import { packBytes, packKeys } from '../../src/placement/keys.js';
import { mix64 } from '../../src/placement/reference/uint64.js';

/**
 * Sources: xxHash's own tools (XXH64, XXH3); Guava's and Cassandra's tests (Murmur3); draft-eastlake-fnv, appendix C; RFC 3720,
 * B.4 (CRC32C, then mix64); CLUSTER KEYSLOT of redis-server 7.0.15, empty hash tags included; RFC 1321, A.5 (MD5, first eight
 * bytes little-endian).
 */
const vectors: Readonly<Record<string, Readonly<Record<string, bigint>>>> = {
  xxh64: {
    '': 0xef46db3751d8e999n,
    a: 0xd24ec4f1a98c6e5bn,
    abc: 0x44bc2cf5ad770999n,
    'Nobody inspects the spammish repetition': 0xfbcea83c8a378bf1n,
  },
  xxh3: {
    '': 0x2d06800538d394c2n,
    a: 0xe6c632b61e964e1fn,
    ab: 0xa873719c24d5735cn,
    abc: 0x78af5f94892f3950n,
  },
  murmur3: { '': 0n, hello: 0xcbd8a7b341bd9b02n },
  fnv1a: { '': 0xcbf29ce484222325n, a: 0xaf63dc4c8601ec8cn, foobar: 0x85944171f73967e8n },
  crc32c: { '123456789': mix64(0xe3069283n), a: mix64(0xc1d04330n) },
  'redis-slot': {
    '123456789': 12_739n,
    foo: 12_182n,
    bar: 5_061n,
    '{user1000}.following': 3_443n,
    '{user1000}.followers': 3_443n,
    'foo{bar}{zap}': 5_061n,
    'foo{{bar}}zap': 4_015n,
    'foo{}{bar}': 8_363n,
    'a{}b{c}': 7_353n,
  },
  md5: { '': 0x04b2008fd98c1dd4n, 'message digest': 0x8d93b77c7d696bf9n },
};

for (const hash of hashes) {
  test(`${hash.name}: known vectors`, () => {
    const known = Object.entries(vectors[hash.name] ?? {});
    assert.ok(known.length > 0, `no vectors for ${hash.name}`);
    for (const [text, digest] of known) {
      assert.deepEqual([...digestsOf(packKeys([text]), hash)], [digest], `'${text}'`);
      assert.equal(hash.reference(Buffer.from(text)), digest, `'${text}'`);
    }
  });

  test(`${hash.name}: native and reference agree on any keys`, () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2_200, size: 'max' }), { maxLength: 8 }), (keys) => {
        assert.deepEqual([...digestsOf(packBytes(keys), hash)], keys.map(hash.reference));
      }),
      { numRuns: 30, seed: 6 },
    );
  });
}

test('every length from 0 to 300 agrees', () => {
  const keys = Array.from({ length: 301 }, (_, length) => new Uint8Array(length).fill(length));
  for (const hash of hashes)
    assert.deepEqual([...digestsOf(packBytes(keys), hash)], keys.map(hash.reference), hash.name);
});

test('strings are packed as UTF-8, each by itself', () => {
  for (const keys of [['plain', '', 'ascii'], ['grüße', '鍵', ''], ['\ud83d', '\ude00'], []]) {
    const { bytes, offsets } = packKeys(keys);
    const unpacked = keys.map((_, i) => Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString('utf8'));
    assert.deepEqual(
      unpacked,
      keys.map((key) => Buffer.from(key, 'utf8').toString('utf8')),
    );
  }
});

test("xxh3: the system's C library agrees at every length", { skip: addon.hash.systemXxh3 === undefined }, () => {
  const keys = packBytes(
    Array.from({ length: 2_200 }, (_, length) => new Uint8Array(length).map((_, i) => i * 31 + length)),
  );
  const [ours, theirs] = [new BigUint64Array(2_200), new BigUint64Array(2_200)];
  addon.hash.xxh3(keys.bytes, keys.offsets, ours);
  addon.hash.systemXxh3?.(keys.bytes, keys.offsets, theirs);
  assert.deepEqual(ours, theirs);
});

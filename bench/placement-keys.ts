/** The keys that placements are measured with: uniform, popular ones often (Zipf), or the user's own (`--keys FILE`). */
import { readFileSync } from 'node:fs';
import type { Random } from '../src/core/random.js';
import { digestsOf, type Hash, hashNamed } from '../src/placement/hashing.js';
import { readKeys } from '../src/placement/key-file.js';
import type { PackedKeys } from '../src/placement/keys.js';

export type KeySource = 'uniform' | 'zipf' | 'file';

/** The file that `--keys` names, in the environment so that every worker knows of it. */
const file = process.env.NINES_KEYS || null;

/** With a file of the user's own keys, those alone. */
export const keySources: readonly KeySource[] = file === null ? ['uniform', 'zipf'] : ['file'];
export const keySource = keySources[0] as KeySource;

export function uniformDigests(random: Random, count: number): BigUint64Array {
  const halves = new Uint32Array(2 * count);
  for (let i = 0; i < halves.length; i += 1) halves[i] = random.uint32();
  return new BigUint64Array(halves.buffer);
}

/** The exponent of the Yahoo Cloud Serving Benchmark's zipfian generator (Cooper et al., SoCC 2010, section 4). */
const exponent = 0.99;

/** Requests for `count` different keys, the k-th most popular of them in proportion to 1 / k^0.99. */
export function zipfDigests(random: Random, count: number): BigUint64Array {
  const keys = uniformDigests(random, count);
  const upTo = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += (rank + 1) ** -exponent;
    upTo[rank] = sum;
  }
  return keys.map(() => {
    const drawn = random.float() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] as number) <= drawn) low = middle + 1;
      else high = middle;
    }
    return keys[low] as bigint;
  });
}

let fileKeys: PackedKeys | null = null;

function ownKeys(): PackedKeys {
  if (fileKeys !== null) return fileKeys;
  const path = file as string;
  const read = readKeys(readFileSync(path));
  if (read.kind === 'unusable') throw new Error(`${path}: ${read.because}`);
  fileKeys = read.keys;
  return fileKeys;
}

/** `count` digests; a file's keys from the first again where it has fewer. `hashName` is used for those, which have bytes. */
export function digestsFrom(source: KeySource, random: Random, count: number, hashName = 'xxh3'): BigUint64Array {
  if (source === 'uniform') return uniformDigests(random, count);
  if (source === 'zipf') return zipfDigests(random, count);
  const own = digestsOf(ownKeys(), hashNamed(hashName) as Hash);
  return BigUint64Array.from({ length: count }, (_, i) => own[i % own.length] as bigint);
}

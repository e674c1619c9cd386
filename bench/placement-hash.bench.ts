/** What it costs to make a digest of a key, and to find the node of a key that is a JavaScript string. */
import { createHash } from 'node:crypto';
import { addon } from '../src/addon.js';
import { benchmark, goal, type Prepare } from '../src/measure/declare.js';
import { hashes, hashNamed } from '../src/placement/hashing.js';
import { locateKeys } from '../src/placement/locate-keys.js';
import { createNative } from '../src/placement/native.js';
import { type Loose, load } from './peers.js';

const source = 'issue 6, table of speeds; research notes on placement, sections 2.2 to 2.4';

/** Few enough keys to stay in the near cache, enough work for the clock. */
const bytesInBatch = 262_144;

type BySize = { readonly bytes: readonly number[] };
const hashing =
  (batch: (bytes: Uint8Array, offsets: Uint32Array, digests: BigUint64Array) => void): Prepare<BySize> =>
  ({ parameters: { bytes: size }, random }) => {
    const count = Math.max(4, bytesInBatch / size);
    const words = Uint32Array.from({ length: (count * size) / 4 }, () => random.uint32());
    const bytes = new Uint8Array(words.buffer);
    const offsets = Uint32Array.from({ length: count + 1 }, (_, i) => i * size);
    const digests = new BigUint64Array(count);
    return {
      operations: count,
      run() {
        batch(bytes, offsets, digests);
        return Number((digests[count - 1] as bigint) & 0xffffn);
      },
    };
  };

/** The C library only where the machine has it. */
const hashSubjects: Readonly<Record<string, Prepare<BySize>>> = {
  ...Object.fromEntries(hashes.map(({ name, batch }) => [name, hashing(batch)])),
  ...(addon.hash.systemXxh3 && { 'C library XXH3': hashing(addon.hash.systemXxh3) }),
};

export const hash = benchmark({
  name: 'placement-hash',
  title: 'Digests of keys, in batches from JavaScript',
  operation: 'digest',
  parameters: { bytes: [16, 64, 1_024, 65_536] },
  smoke: { bytes: [16] },
  subjects: hashSubjects,
  chart: { x: 'bytes', metric: 'time', hide: ['C library XXH3'] },
});

/** A goal without its control would be no goal. */
const hashGoal = (bytes: 16 | 1_024 | 65_536) =>
  addon.hash.systemXxh3 &&
  goal({
    name: `xxh3 has 0.9 of the C library's speed at ${bytes.toLocaleString('en')} bytes`,
    of: hash,
    subject: 'xxh3',
    against: 'C library XXH3',
    at: { bytes },
    atLeast: 0.9,
    source,
  });
export const hash16 = hashGoal(16);
export const hash1024 = hashGoal(1_024);
export const hash65536 = hashGoal(65_536);

/** A ring as JavaScript packages have it: MD5 of each key, binary search over the points. */
function md5Ring(nodes: number): (key: string) => number {
  const points: { readonly at: number; readonly owner: number }[] = [];
  for (let owner = 0; owner < nodes; owner += 1) {
    for (let k = 0; k < 40; k += 1) {
      const digest = createHash('md5').update(`node-${owner}-${k}`).digest();
      for (const at of [0, 4, 8, 12]) points.push({ at: digest.readUInt32LE(at), owner });
    }
  }
  points.sort((a, b) => a.at - b.at);
  return (key) => {
    const at = createHash('md5').update(key).digest().readUInt32LE(0);
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((points[middle] as { at: number }).at < at) low = middle + 1;
      else high = middle;
    }
    return (points[low % points.length] as { owner: number }).owner;
  };
}

/** CRC16 of each byte in JavaScript, and a table of slots: the fastest kind of npm package on which two clients agree. */
function crc16Slots(nodes: number): (key: string) => number {
  const table = Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0);
    return crc & 0xffff;
  });
  const owners = Uint16Array.from({ length: 16_384 }, (_, slot) => Math.floor((slot * nodes) / 16_384));
  return (key) => {
    const bytes = utf8Array(key);
    const open = bytes.indexOf(0x7b);
    const close = open < 0 ? -1 : bytes.indexOf(0x7d, open + 1);
    const [from, to] = close > open + 1 ? [open + 1, close] : [0, bytes.length];
    let crc = 0;
    for (let i = from; i < to; i += 1) {
      crc = ((table[((crc >> 8) ^ (bytes[i] as number)) & 0xff] as number) ^ (crc << 8)) & 0xffff;
    }
    return owners[crc % 16_384] as number;
  };
}

/** UTF-8 as a plain array, character by character (of the Basic Multilingual Plane: the keys here are ASCII). */
function utf8Array(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}

type ByNodes = { readonly nodes: readonly number[] };
const keysInBatch = 8_192;
const stringKeys = (): string[] =>
  Array.from({ length: keysInBatch }, (_, i) => `user:${String(i * 7_919).padStart(11, '0')}`);

const inBatches =
  (kind: string, hashName: string): Prepare<ByNodes> =>
  ({ parameters: { nodes } }) => {
    const placement = createNative(kind, { nodes });
    const named = hashNamed(hashName);
    if (named === undefined) throw new Error(`no hash ${hashName}`);
    const keys = stringKeys();
    return { operations: keysInBatch, run: () => locateKeys(placement, named, keys)[0] as number };
  };
const oneByOne =
  (make: (nodes: number) => (key: string) => number): Prepare<ByNodes> =>
  ({ parameters: { nodes } }) => {
    const locate = make(nodes);
    const keys = stringKeys();
    return {
      operations: keysInBatch,
      run() {
        let sum = 0;
        for (const key of keys) sum += locate(key);
        return sum;
      },
    };
  };

/** Packages from npm with one call a key, where they are installed. Two clients with the same nodes agree on every key in all. */
const packageRings: Readonly<
  Record<string, ((loaded: Loose, nodes: readonly string[]) => (key: string) => unknown) | undefined>
> = {
  hashring: (HashRing, nodes) => {
    const ring = new HashRing([...nodes]);
    return (key) => ring.get(key);
  },
  ketama: ({ Continuum }, nodes) => {
    const ring = new Continuum();
    for (const node of nodes) ring.add(node);
    return (key) => ring.get(key);
  },
  'cluster-key-slot': (slotOf, nodes) => {
    const owners = Uint16Array.from({ length: 16_384 }, (_, slot) => Math.floor((slot * nodes.length) / 16_384));
    return (key) => owners[slotOf(key)];
  },
};
const installed = Object.keys(packageRings).flatMap((name) => {
  const loaded = load(name, (_, found) => packageRings[name]!(found, ['a', 'b'])('key'));
  return loaded === null ? [] : [[name, loaded] as const];
});
const packageSubjects = Object.fromEntries(
  installed.map(([name, loaded]): [string, Prepare<ByNodes>] => [
    `npm ${name}`,
    oneByOne((nodes) => {
      const locate = packageRings[name]!(
        loaded,
        Array.from({ length: nodes }, (_, node) => `node-${node}`),
      );
      return (key) => String(locate(key)).length;
    }),
  ]),
);

export const strings = benchmark({
  name: 'placement-strings',
  title: 'From a JavaScript string of 16 characters to its node',
  operation: 'lookup',
  parameters: { nodes: [100, 1_000] },
  smoke: { nodes: [100] },
  subjects: {
    'ring, xxh3': inBatches('ring', 'xxh3'),
    'jump, xxh3': inBatches('jump', 'xxh3'),
    'maglev, xxh3': inBatches('maglev', 'xxh3'),
    'ketama, md5': inBatches('ketama', 'md5'),
    'redis-slots, redis-slot': inBatches('redis-slots', 'redis-slot'),
    'MD5 ring in JavaScript': oneByOne(md5Ring),
    'CRC16 slots in JavaScript': oneByOne(crc16Slots),
    ...(packageSubjects as Record<never, Prepare<ByNodes>>),
  },
  chart: { mark: 'bars', metric: 'time' },
});

export const stringsAgainstRing = goal({
  name: 'a string finds its node on a ring 20 times as fast as by MD5 and a search in JavaScript',
  of: strings,
  subject: 'ring, xxh3',
  against: 'MD5 ring in JavaScript',
  at: { nodes: 100 },
  atLeast: 20,
  source: `${source}; the control does what npm hashring does for a key that its cache has not seen`,
});
export const stringsAgainstSlots = goal({
  name: 'a string finds its node twice as fast as by CRC16 slots in JavaScript',
  of: strings,
  subject: 'maglev, xxh3',
  against: 'CRC16 slots in JavaScript',
  at: { nodes: 100 },
  atLeast: 2,
  source: `${source}; the control does what npm cluster-key-slot does, and no npm package on which two clients agree is faster`,
});

/** Against the packages themselves, where they are installed. */
const againstPackage = (subject: 'ring, xxh3' | 'maglev, xxh3', name: string, atLeast: number) =>
  installed.some(([known]) => known === name)
    ? goal({
        name: `a string finds its node ${atLeast} times as fast as by npm ${name}`,
        of: strings,
        subject,
        against: `npm ${name}` as 'MD5 ring in JavaScript',
        at: { nodes: 100 },
        atLeast,
        source,
      })
    : null;
export const stringsAgainstHashring = againstPackage('ring, xxh3', 'hashring', 20);
export const stringsAgainstKeySlot = againstPackage('maglev, xxh3', 'cluster-key-slot', 2);

/** In their own unit, so for a machine like the one that they were set on (Xeon, 2.5 GHz). */
export const stringTime = goal({
  name: 'from a JavaScript string to its node in at most 150 ns',
  of: strings,
  subject: 'ring, xxh3',
  at: { nodes: 100 },
  figure: 'time',
  atMost: 150,
  source,
});
export const shortKeyTime = goal({
  name: 'xxh3 of 16-byte keys in at most 4 ns each',
  of: hash,
  subject: 'xxh3',
  at: { bytes: 16 },
  figure: 'time',
  atMost: 4,
  source,
});

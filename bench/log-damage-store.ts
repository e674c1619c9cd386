/**
 * A process of its own for each store whose bits are flipped: a damaged file may take its reader down with it.
 * `write STORE FOLDER RECORDS BYTES` syncs records one by one and kills itself; `read STORE FOLDER ...` opens damaged copies.
 */
import {
  closeSync,
  cpSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Log } from '../src/log/log.js';
import { keyOf, openPeer, type Peer } from './log-peers.js';

/**
 * What a store made of one flipped bit. lost: a synced record is missing and nobody said so. wrong: another value came back.
 * refused: an error on opening or reading. cut: the last record was dropped as a torn write, and the store said so.
 * crashed: the reading process went down.
 */
export const outcomes = ['lost', 'wrong', 'refused', 'cut', 'unaffected', 'crashed'] as const;
export type Outcome = (typeof outcomes)[number];

export const ourLogs = { log: false, 'log with witness': true } as const;
/** The control that needs nothing installed: what a first version writes. */
export const plainFile = 'file of lengths and records';

interface Opened {
  readonly store: Peer;
  /** The store said on opening that it dropped its last write. */
  readonly cut: boolean;
}

/** A length and a record, synced, one behind the other; no checksum. */
function openPlainFile(path: string): Peer {
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const records: Buffer[] = [];
  for (let at = 0; at + 4 <= content.length; ) {
    const length = content.readUInt32LE(at);
    if (at + 4 + length > content.length) break; // taken for a write that a crash cut off
    records.push(content.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const file = openSync(path, 'a');
  return {
    put: (_keys, values) => {
      for (const value of values) {
        const length = Buffer.alloc(4);
        length.writeUInt32LE(value.length);
        writeSync(file, Buffer.concat([length, value]));
      }
      fdatasyncSync(file);
    },
    get: (key) => records[key.readUInt32BE(4) - 1],
    close: () => closeSync(file),
  };
}

async function open(name: string, folder: string): Promise<Opened> {
  if (name === plainFile) return { store: openPlainFile(join(folder, 'records')), cut: false };
  if (!(name in ourLogs)) return { store: await openPeer(name, folder), cut: false };
  const witness = ourLogs[name as keyof typeof ourLogs];
  const log = Log.open(join(folder, 'log'), { witness, segmentBytes: 64 << 10, spareSegments: 0 });
  const store: Peer = {
    put: (_keys, values) => log.appendEntries(1, values),
    get: (key) => {
      const index = key.readUInt32BE(4);
      return index > log.state().lastIndex ? undefined : log.read(index, index)[0]?.payload;
    },
    close: () => log.close(),
  };
  return { store, cut: log.recovery.torn !== null };
}

/** Record `index`: no two share eight bytes, so that one of them is found in only one file. */
function recordOf(index: number, bytes: number): Buffer {
  const record = Buffer.alloc(bytes);
  let word = Math.imul(index, 0x9e37_79b1) >>> 0;
  for (let at = 0; at < bytes; at += 1) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    record[at] = word >>> 24;
  }
  return record;
}

async function write(name: string, folder: string, records: number, bytes: number): Promise<void> {
  const { store } = await open(name, folder);
  for (let index = 1; index <= records; index += 1) await store.put([keyOf(index)], [recordOf(index, bytes)]);
  process.kill(process.pid, 'SIGKILL');
}

/** The file that holds the first record as it was written, and where its last byte that is not zero ends. */
export function written(folder: string, bytes: number): { file: string; end: number } {
  const first = recordOf(1, bytes).subarray(0, 8);
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const content = readFileSync(path);
    if (!content.includes(first)) continue;
    let end = content.length;
    while (content[end - 1] === 0) end -= 1;
    return { file: name, end };
  }
  throw new Error(`no file below ${folder} holds the first record`);
}

/** Bit `at % 8` of the `at`-th of `flips` places, evenly spread. */
async function readDamaged(name: string, folder: string, records: number, bytes: number, flips: number, from: number) {
  const { file, end } = written(folder, bytes);
  const clean = readFileSync(join(folder, file));
  for (let at = from; at < flips; at += 1) {
    const copy = `${folder}-${at}`;
    cpSync(folder, copy, { recursive: true });
    const content = Buffer.from(clean);
    const place = Math.floor(((at + 0.5) * end) / flips);
    content[place] = content[place]! ^ (1 << (at % 8));
    writeFileSync(join(copy, file), content);
    writeSync(1, `${await outcomeOf(name, copy, records, bytes)}\n`);
    rmSync(copy, { recursive: true, force: true });
  }
}

async function outcomeOf(name: string, folder: string, records: number, bytes: number): Promise<Outcome> {
  let opened: Opened;
  try {
    opened = await open(name, folder);
  } catch {
    return 'refused';
  }
  const { store, cut } = opened;
  let missing = 0;
  try {
    for (let index = 1; index <= records; index += 1) {
      const value = (await store.get(keyOf(index))) as Uint8Array | undefined;
      if (value === undefined) missing += index === records && cut ? 0 : 1;
      else if (!recordOf(index, bytes).equals(value)) return 'wrong';
    }
  } catch {
    return 'refused';
  } finally {
    await store.close();
  }
  return missing > 0 ? 'lost' : cut ? 'cut' : 'unaffected';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, name, folder, ...numbers] = process.argv.slice(2) as [string, string, string, ...string[]];
  const [records, bytes, flips, from] = numbers.map(Number) as [number, number, number, number];
  if (what === 'write') await write(name, folder, records, bytes);
  else await readDamaged(name, folder, records, bytes, flips, from);
}

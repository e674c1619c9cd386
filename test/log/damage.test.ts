import { deepEqual, equal, ok } from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addon } from '../../src/addon.js';
import { LogError } from '../../src/log/error.js';
import { inspectLog } from '../../src/log/inspect.js';
import { Log, type LogOptions } from '../../src/log/log.js';
import { freshFolder, full } from './folder.js';
import { everyKind, Model, type ModelState, observe } from './model.js';

const options: LogOptions = { segmentBytes: 16 << 10, spareSegments: 0 };
const segment = '0000000000000001.segment';
const firstBatch = 8192;

/** A log of every kind of record as a killed process leaves it: synced and not closed. */
async function killedLog(
  folder: string,
): Promise<{ template: string; states: readonly ModelState[]; ends: readonly number[] }> {
  const live = join(folder, 'live');
  const template = join(folder, 'template');
  const log = Log.open(live, options);
  const model = new Model();
  const states = [structuredClone(model.state)];
  const ends = [firstBatch];
  for (const records of everyKind) {
    log.append(records);
    model.append(records);
    states.push(structuredClone(model.state));
    ends.push(firstBatch + log.stats().batchBytes);
  }
  cpSync(live, template, { recursive: true });
  await log.close();
  return { template, states, ends };
}

/** Opens a damaged copy: what it holds, or the error. */
async function open(folder: string): Promise<{ state: ModelState; torn: boolean } | LogError> {
  try {
    const log = Log.open(folder, options);
    const result = { state: observe(log), torn: log.recovery.torn !== null };
    await log.close();
    return result;
  } catch (error) {
    ok(error instanceof LogError, String(error));
    return error;
  }
}

test('a segment cut short at any byte reopens to a prefix of what was acknowledged', async (t) => {
  const folder = freshFolder(t);
  const { template, states, ends } = await killedLog(folder);
  const bytes = readFileSync(join(template, segment));
  const copy = join(folder, 'copy');
  for (let length = 4096; length < ends.at(-1)!; length += length < firstBatch - 1 ? 511 : full ? 1 : 3) {
    cpSync(template, copy, { recursive: true });
    truncateSync(join(copy, segment), length);
    // A batch that lacks only zeros, its padding, is still whole.
    const whole = Math.max(
      ends.findLastIndex((end) => end <= length || bytes.subarray(length, end).every((byte) => byte === 0)),
      0,
    );
    const expected = inspectLog(copy).lastIndex;
    const result = await open(copy);
    ok(!(result instanceof LogError), String(result));
    deepEqual(result.state, states[whole], `cut at ${length}`);
    equal(expected, result.state.lastIndex);
    rmSync(copy, { recursive: true });
  }
});

test('no flipped bit goes unnoticed (one of each byte here, every one in test:log)', async (t) => {
  const folder = freshFolder(t);
  const { template, states, ends } = await killedLog(folder);
  const last = states.length - 1;
  const copy = join(folder, 'copy');
  cpSync(template, copy, { recursive: true });
  const clean = readFileSync(join(template, segment));
  const manifest = readFileSync(join(template, 'MANIFEST'));
  const count = { refused: 0, cut: 0, harmless: 0 };
  for (let byte = firstBatch; byte < ends.at(-1)! + 64; byte += 1) {
    for (let bit = full ? 0 : byte % 8; bit < 8; bit += full ? 1 : 8) {
      const bytes = Buffer.from(clean);
      bytes[byte] = bytes[byte]! ^ (1 << bit);
      writeFileSync(join(copy, segment), bytes);
      writeFileSync(join(copy, 'MANIFEST'), manifest);
      const verdict = inspectLog(copy).verdict.kind;
      const result = await open(copy);
      const where = `byte ${byte}, bit ${bit}`;
      if (result instanceof LogError) {
        equal(result.code, 'corrupt', where);
        equal(verdict, 'corrupt', where);
        equal(result.damage?.segment, 1, where);
        ok(result.damage.offset <= byte && (result.damage.firstIndex ?? 0) > 0, where);
        ok(byte < ends[last - 1]!, where);
        count.refused += 1;
      } else if (byte < ends[last]!) {
        equal(verdict, 'torn', where);
        ok(result.torn && byte >= ends[last - 1]!, where);
        deepEqual(result.state, states[last - 1], where);
        count.cut += 1;
      } else {
        equal(verdict, 'torn', where);
        deepEqual(result.state, states[last], where);
        count.harmless += 1;
      }
    }
  }
  ok(count.refused > 500 && count.cut > 100 && count.harmless > 0, JSON.stringify(count));
});

test('after a clean close, and with a witness, the last batch is safe too', async (t) => {
  for (const witness of [false, true]) {
    const folder = freshFolder(t);
    const live = join(folder, 'live');
    const log = Log.open(live, { ...options, witness });
    for (const records of everyKind) log.append(records);
    const end = firstBatch + log.stats().batchBytes;
    const copy = join(folder, 'copy');
    if (!witness) await log.close();
    cpSync(live, copy, { recursive: true });
    if (witness) await log.close();
    const bytes = readFileSync(join(copy, segment));
    bytes[end - 9] = bytes[end - 9]! ^ 4;
    writeFileSync(join(copy, segment), bytes);
    equal(inspectLog(copy).verdict.kind, 'corrupt');
    const result = await open(copy);
    ok(result instanceof LogError && result.code === 'corrupt', String(result));
    deepEqual([result.damage?.firstIndex, result.damage?.lastIndex, result.damage?.lastTerm], [6, 6, 3]);
  }
});

test('a damaged entry is refused when it is read, and the ones before it are not', async (t) => {
  const folder = freshFolder(t);
  const log = Log.open(folder, options);
  for (let i = 1; i <= 5; i += 1) log.append([{ kind: 'entry', term: i, payload: Buffer.from(`entry ${i}`) }]);
  const path = join(folder, segment);
  const bytes = readFileSync(path);
  const at = bytes.indexOf('entry 4');
  bytes[at] = 0;
  writeFileSync(path, bytes);
  equal(log.read(1, 5).length, 3);
  try {
    log.read(4, 5);
    ok(false, 'the damaged entry was read');
  } catch (error) {
    ok(error instanceof LogError && error.code === 'corrupt' && error.damage?.firstIndex === 4, String(error));
  }
  equal(Buffer.from(log.read(5, 5)[0]!.payload).toString(), 'entry 5');
  await log.close();
});

test('CRC32C agrees with the vectors of RFC 3720 and with a table made here', () => {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
    return crc;
  });
  const byTable = (bytes: Uint8Array): number => {
    let crc = 0xffff_ffff;
    for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
    return ~crc >>> 0;
  };
  equal(addon.crc32c(new Uint8Array(32), 0), 0x8a91_36aa);
  equal(addon.crc32c(new Uint8Array(32).fill(255), 0), 0x62a8_ab43);
  equal(
    addon.crc32c(
      Uint8Array.from({ length: 32 }, (_, i) => i),
      0,
    ),
    0x46dd_794e,
  );
  const bytes = Uint8Array.from({ length: 9000 }, (_, i) => (i * 2654435761) >>> 11);
  for (const length of [0, 1, 7, 8, 383, 384, 385, 3071, 3072, 3073, 8999]) {
    equal(addon.crc32c(bytes.subarray(1, 1 + length), 0), byTable(bytes.subarray(1, 1 + length)));
    const half = addon.crc32c(bytes.subarray(1, 1 + (length >> 1)), 0);
    equal(addon.crc32c(bytes.subarray(1 + (length >> 1), 1 + length), half), byTable(bytes.subarray(1, 1 + length)));
  }
});

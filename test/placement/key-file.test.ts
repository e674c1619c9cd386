import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readKeys } from '../../src/placement/key-file.js';

const keysOf = (file: Uint8Array): string[] => {
  const read = readKeys(file);
  assert.equal(read.kind, 'keys', JSON.stringify(read));
  if (read.kind !== 'keys') return [];
  const { bytes, offsets } = read.keys;
  return [...offsets.slice(1)].map((end, i) => Buffer.from(bytes.subarray(offsets[i], end)).toString('latin1'));
};

test('one key a line, whatever ends the lines, plain or gzip', () => {
  assert.deepEqual(keysOf(Buffer.from('a\nbb\r\n\nccc')), ['a', 'bb', 'ccc']);
  assert.deepEqual(keysOf(gzipSync('a\nbb\n')), ['a', 'bb']);
});

test('keys are bytes: invalid UTF-8 is a key like any other', () => {
  assert.deepEqual(keysOf(Buffer.from([0xff, 0xfe, 0x0a, 0x00, 0x0a])), ['\u00ff\u00fe', '\u0000']);
});

test('repeated keys are counted once among the distinct', () => {
  const read = readKeys(Buffer.from('a\na\nb\n'));
  assert.equal(read.kind === 'keys' && read.distinct, 2);
});

test('an empty file and damaged gzip are refused with a reason', () => {
  for (const [file, because] of [
    [Buffer.alloc(0), /no keys/],
    [Buffer.from('\n\r\n\n'), /no keys/],
    [gzipSync('a\nb\n').subarray(0, 12), /damaged gzip/],
  ] as const) {
    const read = readKeys(file);
    assert.equal(read.kind, 'unusable');
    if (read.kind === 'unusable') assert.match(read.because, because);
  }
});

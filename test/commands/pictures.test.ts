import assert from 'node:assert/strict';
import { test } from 'node:test';
import { painter } from '../../src/commands/report/pictures.js';

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="#0068a8"/></svg>';

/** Width and height stand in the first chunk (PNG 3rd edition, 11.2.1). */
function sizeOf(png: Uint8Array): number[] {
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

const library = await painter(undefined, 'no-such-program');
const program = await painter('no-such-library');

test('the library paints a chart twice as large as it is drawn', {
  skip: library === null && '@resvg/resvg-js has no build for this platform, or was not installed',
}, () => {
  assert.deepEqual(sizeOf(library?.(svg) ?? new Uint8Array()), [60, 40]);
  assert.throws(() => library?.('no drawing'));
});

test('rsvg-convert paints the same', { skip: program === null && 'no rsvg-convert on this machine' }, () => {
  assert.deepEqual(sizeOf(program?.(svg) ?? new Uint8Array()), [60, 40]);
  assert.throws(() => program?.('no drawing'));
});

test('without either there is no painter', async () => {
  assert.equal(await painter('no-such-library', 'no-such-program'), null);
});

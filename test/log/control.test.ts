/** The bit-flip harness can fail: on a file without checksums it finds nothing but silent damage, on the log none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flipped } from '../../bench/log-damage.experiment.js';
import { type Outcome, plainFile } from '../../bench/log-damage-store.js';
import type { Context } from '../../src/measure/declare.js';
import { freshFolder } from './folder.js';

const flips = 24;

for (const [store, expected] of [
  [plainFile, { unnoticed: flips, refused: 0 }],
  ['log', { unnoticed: 0, crashed: 0 }],
  ['log with witness', { unnoticed: 0, cut: 0 }],
] as const) {
  test(`${store}: ${JSON.stringify(expected)} of ${flips} flipped bits`, (t) => {
    const subject = flipped.subjects[store as 'log'];
    const parameters = { flips, records: 60, recordBytes: 256 };
    const context = { parameters, scratch: () => freshFolder(t) } as unknown as Context;
    const seen = subject(context as never) as Readonly<Record<Outcome | 'unnoticed', number>>;
    for (const [outcome, count] of Object.entries(expected))
      assert.equal(seen[outcome as Outcome], count, `${outcome}: ${JSON.stringify(seen)}`);
    const { lost, wrong, refused, cut, unaffected, crashed } = seen;
    assert.equal(lost + wrong + refused + cut + unaffected + crashed, flips);
  });
}

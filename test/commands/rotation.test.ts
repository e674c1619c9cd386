import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { agesOf, runsName, specName } from '../../src/commands/nightly/rotation.js';
import { goalName } from '../../src/measure/goals.js';
import { pointName, triedName } from '../../src/measure/run.js';
import type { BodyRow, VerificationRow } from '../../src/results/row.js';
import { RunWriter } from '../../src/results/store.js';

const root = mkdtempSync(join(tmpdir(), 'nines-rotation-'));
after(() => rmSync(root, { recursive: true, force: true }));

const figure = (place: number): BodyRow => ({
  kind: 'figure',
  ...{ suite: 's', name: 'clicks', subject: 'it', parameters: { place }, workers: 1, metric: 'time', unit: 'ns' },
  ...{ better: 'lower', clock: 'wall', value: 1, interval: [1, 1], rounds: [1] },
});
const runs = (seeds: number, mutant: string | null): VerificationRow => ({
  ...{ kind: 'verification', protocol: 'raft', mutant, seeds, accepted: seeds, rejected: 0, inconclusive: 0 },
  ...{ firstSeed: null, verdict: 'inconclusive', replay: '' },
});

function night(day: number, rows: readonly BodyRow[], size = 'quick'): string {
  const started = new Date(Date.UTC(2026, 0, day));
  const writer = new RunWriter(root, { commit: 'abc', name: 'nightly', started });
  for (const row of rows) writer.add(row);
  const at = started.toISOString();
  const info = {
    name: 'nightly',
    size,
    started: at,
    finished: at,
    command: '',
    seed: '1',
    environment: {},
    calibration: {},
  };
  return writer.commit(info).folder;
}

test('what was measured last night is younger than what was not, and a row without a measurement counts for nothing', () => {
  night(1, [figure(0), figure(1), runs(50, null)]);
  night(2, [figure(0), runs(0, null), runs(250, 'reply-before-persist')]);
  night(3, [figure(2)], 'full');
  writeFileSync(join(night(4, [figure(1)]), 'run.json'), '{ cut short');
  const age = agesOf(root, 'nightly', 'quick');
  const point = (place: number): number => age(pointName('clicks', { place }, 1));
  assert.deepEqual([point(0), point(1), point(2)], [1, 2, Infinity]);
  assert.deepEqual([age(runsName('raft', null)), age(runsName('raft', 'reply-before-persist'))], [2, 1]);
  assert.deepEqual([age(specName('raft')), age(goalName('fast'))], [Infinity, Infinity]);
  assert.equal(agesOf(join(root, 'nowhere'), 'nightly', 'quick')(pointName('clicks', { place: 0 }, 1)), Infinity);
});

test('what was begun and came to nothing is not first every night', () => {
  const vain = (part: string, what: string, because: string | null): BodyRow => ({
    ...{ kind: 'leftOut', part, what, because, replay: '' },
  });
  night(9, [
    vain('bench', triedName('spins', { place: 1 }, 1), 'given up after 10 s'),
    vain('bench', triedName('spins', { place: 1 }, 4), 'given up after 10 s'),
    vain('goals', 'hopeless', 'given up after 10 s'),
    vain('goals', 'patient', null),
  ]);
  const age = agesOf(root, 'nightly', 'quick');
  assert.deepEqual(
    [1, 4, 2].map((workers) => age(pointName('spins', { place: 1 }, workers))),
    [1, 1, Infinity],
  );
  assert.deepEqual([age(goalName('hopeless')), age(goalName('patient'))], [1, Infinity]);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FamilyTrend } from '../../src/commands/trend/runs.js';
import type { Explained } from '../../src/commands/trend.js';
import { noises, steps } from '../stats/noise-series.js';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'nines-trend-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function trend(lines: readonly string[], ...args: string[]) {
  const file = join(folder, 'series.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'trend', '--series', file, '--json', ...args], {
    encoding: 'utf8',
  });
  return { status, stderr, document: stdout === '' ? null : (JSON.parse(stdout) as Explained) };
}

const history = (changes: Record<number, number>): string[] =>
  steps(noises(21n).normal(90), changes).map((value, index) => `${index},${value}`);

test('a rise is a regression where lower is better, an improvement where higher is', () => {
  const rise = ['time,value', ...history({ 40: 0.08 })];
  const lower = trend(rise);
  assert.equal(lower.status, 1);
  assert.equal(lower.document?.verdict, 'regression');
  assert.equal(lower.document?.because, '1 regression and 0 improvements in 90 values');
  assert.deepEqual(
    lower.document?.changes.map(({ time, kind, confirmed }) => [time, kind, confirmed]),
    [['40', 'regression', true]],
  );
  const higher = trend(rise, '--higher-is-better');
  assert.equal(higher.status, 0);
  assert.equal(higher.document?.verdict, 'improvement');
});

test('of one series alone 1.5 % is told where its noise lets it be, unless smaller changes do not matter', () => {
  const values = Array.from(
    { length: 80 },
    (_, index) => 100 * (index < 40 ? 1 : 1.015) * (1 + 0.002 * Math.sin(index ** 2)),
  );
  const rise = ['time,value', ...values.map((value, index) => `${index},${value}`)];
  assert.deepEqual(
    trend(rise).document?.changes.map(({ time }) => time),
    ['40'],
  );
  assert.equal(trend(rise, '--minimum-effect', '2%').document?.verdict, 'steady');
});

test('a steady series ends with 0, a single value with 3, no number with 2', () => {
  assert.deepEqual([trend(history({})).status, trend(['1,2']).status], [0, 3]);
  const bad = trend(['1,2', '2,x']);
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /series\.csv: line 2, column 'value': expected a number, found 'x'/);
});

test('a series that does not scatter, and times that jump back, are told', () => {
  const file = join(folder, 'told.csv');
  const told = (lines: readonly string[]): string => {
    writeFileSync(file, `${lines.join('\n')}\n`);
    return spawnSync(process.execPath, [cli, 'trend', '--series', file], { encoding: 'utf8' }).stdout;
  };
  const constant = Array.from({ length: 30 }, (_, index) => `${index},${index < 12 ? 7 : 9}`);
  assert.match(told(constant), /since 12 .*\n\nno scatter from value to value; 0 values stand out alone\n$/s);
  const noisy = history({});
  assert.match(told([...noisy.slice(2), ...noisy.slice(0, 2)]), /\nscatter .*; 1 time jumps back: sorted by time\n$/);
  assert.doesNotMatch(told(noisy), /jump/);
});

/** Nights as stored runs: two series, the first of which changes after `stepAt`. */
function nightsWith(
  name: string,
  count: number,
  stepAt: number,
  step: number,
  fingerprint = (_: number) => 'm',
): string {
  const root = join(folder, name);
  const noise = noises(41n);
  const level = steps(noise.normal(count), { [stepAt]: step });
  const steady = steps(noise.normal(count));
  for (let night = 0; night < count; night += 1) {
    const id = `night-${String(night).padStart(3, '0')}`;
    mkdirSync(join(root, id), { recursive: true });
    const figure = (subject: string, value: number) => ({
      ...{
        kind: 'figure',
        suite: 's',
        name: 'b',
        subject,
        parameters: { n: 1 },
        workers: 1,
        metric: 'time',
        unit: 'ns',
      },
      ...{ better: 'lower', clock: 'wall', value, interval: [value, value], rounds: [value] },
    });
    const rows = [
      { kind: 'head', schema: 'nines/rows/1', run: id },
      figure('ours', level[night] as number),
      figure('theirs', steady[night] as number),
      { kind: 'end', rows: 3 },
    ];
    writeFileSync(join(root, id, 'rows.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const started = new Date(Date.UTC(2026, 0, 1 + night)).toISOString();
    const info = {
      schema: 'nines/run/1',
      id,
      name: 'nightly',
      started,
      size: 'full',
      environment: { fingerprint: fingerprint(night), commit: `c${night}`.padEnd(12, '0') },
    };
    writeFileSync(join(root, id, 'run.json'), JSON.stringify(info));
  }
  return root;
}

const nines = (...args: readonly string[]) =>
  spawnSync(process.execPath, [cli, 'trend', ...args], { encoding: 'utf8' });

test('stored nights: what lasted is certain, what is young is suspected with the command that makes sure', () => {
  const old = nines('--results', nightsWith('old', 60, 40, 0.1), '--json');
  assert.equal(old.status, 1, old.stderr);
  const told = JSON.parse(old.stdout) as FamilyTrend;
  assert.deepEqual(
    told.changes.map(({ series, kind, certain, since }) => [series, kind, certain, since.run]),
    [['s/b ours time n=1', 'regression', true, 'night-040']],
  );
  const young = nines('--results', nightsWith('young', 60, 57, 0.15));
  assert.equal(young.status, 0, young.stdout);
  assert.match(young.stdout, /1 suspected, in 2 series/);
  assert.match(young.stdout, /npx nines compare c540000000 c590000000 --only b/);
});

test('what was measured again between two commits is certain, or no longer suspected', () => {
  const root = nightsWith('again', 60, 57, 0.15);
  const measured = (difference: string, ratio: number, control: readonly number[]) => {
    const id = `compare-${difference}-${control[0]}`;
    mkdirSync(join(root, id), { recursive: true });
    const row = {
      ...{ kind: 'comparison', of: ['c540000000', 'c590000000'], suite: 's', name: 'b', subject: 'ours' },
      ...{ parameters: { n: 1 }, workers: 1, metric: 'time', unit: 'ns', better: 'lower', class: 'wall' },
      ...{ before: 100, after: 100 * ratio, ratio, interval: [ratio, ratio], pValue: 0.001, rounds: [ratio] },
      ...{ control: { ratio: 1, interval: control }, confirmation: null, difference, because: null },
    };
    const rows = [{ kind: 'head', schema: 'nines/rows/1', run: id }, row, { kind: 'end', rows: 2 }];
    writeFileSync(join(root, id, 'rows.ndjson'), rows.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const started = '2025-01-01T00:00:00.000Z';
    const info = { schema: 'nines/run/1', id, name: 'compare', started, size: 'quick', environment: {} };
    writeFileSync(join(root, id, 'run.json'), JSON.stringify(info));
    const told = nines('--results', root, '--json');
    rmSync(join(root, id), { recursive: true });
    const { changes } = JSON.parse(told.stdout) as FamilyTrend;
    return [told.status, ...changes.map(({ certain, kind }) => `${kind}${certain ? '' : '?'}`)];
  };
  assert.deepEqual(measured('slower', 1.14, [0.99, 1.01]), [1, 'regression']);
  assert.deepEqual(measured('~', 1, [0.99, 1.01]), [0]);
  assert.deepEqual(measured('inconclusive', 1.02, [0.99, 1.01]), [0, 'regression?']);
  // The first side differed from itself: that host says nothing.
  assert.deepEqual(measured('slower', 1.14, [1.05, 1.08]), [0, 'regression?']);
});

test('a new machine begins a new history and is no regression', () => {
  const root = nightsWith('moved', 60, 40, 0.5, (night) => (night < 40 ? 'old' : 'new'));
  const { status, stdout } = nines('--results', root, '--json');
  assert.equal(status, 0);
  assert.deepEqual((JSON.parse(stdout) as FamilyTrend).changes, []);
  const few = nines('--results', nightsWith('few', 4, 9, 0));
  assert.equal(few.status, 3);
  assert.match(nines('--results', root, 'nonesuch').stderr, /no figure of nonesuch in 60 runs/);
  assert.match(nines('--results', join(folder, 'nowhere')).stderr, /nowhere: no such folder; `nines nightly`/);
  mkdirSync(join(folder, 'empty'));
  assert.match(
    nines('--results', join(folder, 'empty')).stderr,
    /empty: no complete run in this folder; `nines nightly`/,
  );
});

test('a comparison or a bench that was run since is not the history, and changes have their unit', () => {
  const root = nightsWith('mixed', 60, 40, 0.1);
  for (const name of ['compare-A-B', 'counting']) {
    mkdirSync(join(root, `later-${name}`));
    const info = { schema: 'nines/run/1', id: name, name, started: '2027-01-01T00:00:00.000Z', size: 'quick' };
    writeFileSync(join(root, `later-${name}`, 'run.json'), JSON.stringify({ ...info, environment: {} }));
    writeFileSync(
      join(root, `later-${name}`, 'rows.ndjson'),
      `{"kind":"head","schema":"nines/rows/1","run":"${name}"}\n{"kind":"end","rows":1}\n`,
    );
  }
  const { status, stdout, stderr } = nines('--results', root, '--json');
  assert.equal(status, 1, stderr);
  const [change] = (JSON.parse(stdout) as FamilyTrend).changes;
  assert.deepEqual([change?.since.run, change?.unit], ['night-040', 'ns']);
});

test('a night that was cut short is told with what to do, and nothing is said without it', () => {
  const root = nightsWith('cut', 20, 10, 0.1);
  writeFileSync(join(root, 'night-007/rows.ndjson'), '{"kind":"head","schema":"nines/rows/1","run":"night-007"}\n{"ki');
  const { status, stderr, stdout } = nines('--results', root);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /night-007\/rows\.ndjson:2:.*cut short.*; move .*night-007 out of .*`nines validate/);
});

import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Log } from '../../src/log/log.js';
import { freshFolder } from '../log/folder.js';
import { everyKind } from '../log/model.js';

const cli = fileURLToPath(new URL('../../src/cli.js', import.meta.url));
const nines = (...args: string[]) => spawnSync(process.execPath, [cli, 'log', ...args], { encoding: 'utf8' });

test('inspect, verify and dump say what is there, and exit with what it means', async (t) => {
  const folder = freshFolder(t);
  const log = Log.open(folder, { segmentBytes: 16 << 10, spareSegments: 0 });
  for (const records of everyKind) log.append(records);
  await log.close();

  const inspected = nines('inspect', folder, '--json');
  equal(inspected.status, 0);
  const { verdict, lastIndex, batchCount, segments } = JSON.parse(inspected.stdout);
  deepEqual([verdict.kind, lastIndex, batchCount, segments.length], ['sound', 6, everyKind.length, 1]);
  match(nines('inspect', folder).stdout, /entries {3}1 to 6, the last of term 3/);
  match(nines('verify', folder).stdout, /sound, 7 batches, last index 6/);

  const dumped = nines('dump', folder, '--from', '4', '--to', '5').stdout.trim().split('\n');
  deepEqual(
    dumped.map((line) => JSON.parse(line)).map(({ index, term, text }) => [index, term, text]),
    [
      [4, 2, 'dd'],
      [5, 3, 'e'],
    ],
  );
  const all = JSON.parse(nines('dump', folder, '--json').stdout);
  equal(all.records.length, everyKind.flat().length);

  const path = join(folder, '0000000000000001.segment');
  const bytes = readFileSync(path);
  bytes[8300] = bytes[8300]! ^ 1;
  writeFileSync(path, bytes);
  const bad = nines('verify', folder);
  equal(bad.status, 1);
  match(bad.stdout, /corrupt: 0000000000000001\.segment, offset 8\d\d\d/);
  const cut = nines('dump', folder);
  equal(cut.status, 1);
  match(cut.stderr, /corrupt: 0000000000000001\.segment.*Sound up to index/);
});

test('what is no log is a usage error in one line', (t) => {
  const folder = freshFolder(t);
  for (const dir of [folder, join(folder, 'none')]) {
    const result = nines('verify', dir);
    equal(result.status, 2);
    equal(result.stderr.trim().split('\n').length, 1, result.stderr);
    match(result.stderr, /name the folder of a log/);
  }
  mkdirSync(join(folder, 'log'));
  Log.open(join(folder, 'log'), { segmentBytes: 16 << 10, spareSegments: 0 });
  equal(nines('dump', join(folder, 'log'), '--from', 'x').status, 2);
});

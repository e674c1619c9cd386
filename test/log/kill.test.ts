import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { inspectLog } from '../../src/log/inspect.js';
import { Log } from '../../src/log/log.js';
import { freshFolder, full } from './folder.js';

const options = { segmentBytes: 64 << 10, spareSegments: 1 } as const;
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The highest count that each writer's entries reach; they must be 1, 2, 3, ... in order of index. */
function countsOf(log: Log): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { payload } of log.entries()) {
    const [name, count] = Buffer.from(payload).toString().split(':') as [string, string];
    equal(Number(count), (counts.get(name) ?? 0) + 1, `${name} out of order`);
    counts.set(name, Number(count));
  }
  return counts;
}

test('kill -9: everything acknowledged is there, in order, loop after loop', async (t) => {
  const parent = freshFolder(t);
  const rounds = full ? 60 : 4;
  let acknowledgedInAll = 0;
  for (let round = 0; round < rounds; round += 1) {
    const folder = join(parent, `${round}`);
    const child = spawn(process.execPath, [here('writer.js'), folder, '3'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await once(child.stdout, 'data');
    await sleep(60 + 23 * (round % 11));
    child.kill('SIGKILL');
    await once(child, 'close');
    const acknowledged = new Map<string, number>();
    for (const line of said.split('\n').slice(0, -1)) {
      const [name, count] = line.split(':') as [string, string];
      acknowledged.set(name, Number(count));
    }
    const log = Log.open(folder, options);
    equal(log.recovery.created, false);
    const counts = countsOf(log);
    for (const [name, count] of acknowledged) {
      acknowledgedInAll += count;
      ok((counts.get(name) ?? 0) >= count, `${name}: ${count} acknowledged, ${counts.get(name)} there`);
    }
    await log.close();
    deepEqual(inspectLog(folder).verdict, { kind: 'sound' });
  }
  ok(acknowledgedInAll >= rounds, `${acknowledgedInAll} acknowledged`);
});

test('workers terminated while they append and flush: no crash, nothing lost, nothing left open', async (t) => {
  const folder = freshFolder(t);
  const keep = Log.open(folder, options);
  const said = new Map<string, number>();
  const workers = full ? 500 : 40;
  // What ends in the midst of its work cannot wait for V8's compilations (core/compilation.ts), so that it must have none.
  setFlagsFromString('--no-concurrent-recompilation');
  for (let started = 0; started < workers; started += 4) {
    const some = Array.from({ length: 4 }, (_, i) => {
      const name = `t${started + i}`;
      const worker = new Worker(new URL('terminated.js', import.meta.url), {
        workerData: { folder, name, way: ['sync', 'async', 'both', 'open'][i] },
      });
      worker.on('message', (count: number) => said.set(name, count));
      return worker;
    });
    // Every third group is ended while it starts, the others in the middle of their work, however slow the machine is.
    const early = started % 12 === 0;
    await Promise.all(some.map((worker, i) => once(worker, early || i === 3 ? 'online' : 'message')));
    await sleep(started % 20);
    await Promise.all(some.map((worker) => worker.terminate()));
  }
  const counts = countsOf(keep);
  for (const [name, count] of said) ok((counts.get(name) ?? 0) >= count, `${name}: ${count} acknowledged`);
  ok(said.size > workers / 8, `${said.size} of ${workers} workers got as far as an acknowledgement`);
  await keep.close();
  // The lock is free again only if no terminated worker has kept a share.
  const again = Log.open(folder, { ...options, sync: 'always' });
  deepEqual(countsOf(again), counts);
  await again.close();
});

test('another process is told who has the log open', async (t) => {
  const folder = freshFolder(t);
  const log = Log.open(folder, options);
  const child = spawn(process.execPath, [here('second-opener.js'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'close');
  deepEqual(JSON.parse(said), { code: 'locked', owner: process.pid });
  await log.close();
});

import { equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Random } from '../../src/core/random.js';
import { inspectLog } from '../../src/log/inspect.js';
import { Log } from '../../src/log/log.js';
import { freshFolder } from './folder.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const tla2ts = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/src/tla2ts.js'), ...args], { encoding: 'utf8', cwd: root });

test('the specification of group commit and recovery holds, in as many states as TLC finds', () => {
  const { status, stdout } = tla2ts('explore', 'specs/log/MCGroupCommit.tla');
  equal(status, 0, stdout);
  match(stdout, /26,718 states generated, 11,298 distinct, 0 left, depth 18/); // TLC 2.19, one worker, the same model
});

/** Three writers append at random, the process is killed between, and every step is written down as the files show it. */
async function recordRun(folder: string): Promise<object[]> {
  const random = new Random(0x106n);
  const options = { segmentBytes: 64 << 10, spareSegments: 0 };
  const writers = ['w1', 'w2', 'w3'];
  const asked = new Map(writers.map((writer) => [writer, 0]));
  const events: object[] = [];
  let path = join(folder, '0');
  let log = Log.open(path, options);
  const batches = (): object[] => {
    const seen: object[] = [];
    inspectLog(path, ({ header, records }) => {
      const appends = records.map((record) => {
        const [writer, count] = Buffer.from(record.kind === 'entry' ? record.payload : '')
          .toString()
          .split(':');
        return [writer, Number(count)];
      });
      seen.push({ appends: { '#set': appends }, durable: header.durableSequence, whole: true });
    });
    return seen;
  };
  for (let round = 1; round <= 25; round += 1) {
    if (round % 8 === 0) {
      cpSync(path, join(folder, String(round)), { recursive: true });
      await log.close();
      path = join(folder, String(round));
      log = Log.open(path, options);
      const { batchSequence } = log.state();
      events.push({ action: 'Kill', vars: { phase: 'down' } });
      events.push({ action: 'Recover', vars: { synced: batchSequence, noted: batchSequence, log: batches() } });
    }
    const group = writers.filter(() => random.chance(0.5));
    if (group.length === 0) continue;
    const appends = group.map((writer) => {
      asked.set(writer, asked.get(writer)! + 1);
      events.push({ action: 'Ask', args: { w: writer } });
      return log.appendAsync([{ kind: 'entry', term: 1, payload: Buffer.from(`${writer}:${asked.get(writer)}`) }]);
    });
    await Promise.all(appends);
    events.push({ action: 'Write', vars: { group: { '#set': group }, log: batches() } });
    events.push({ action: 'Sync', vars: { synced: log.state().batchSequence, asked: Object.fromEntries(asked) } });
  }
  await log.close();
  return events;
}

test("the log's own traces obey the specification, and a false one does not", async (t) => {
  const folder = freshFolder(t);
  const events = await recordRun(folder);
  const constants = join(folder, 'constants.json');
  writeFileSync(constants, JSON.stringify({ Writers: { '#set': ['w1', 'w2', 'w3'] }, MaxAppends: 99, MaxFaults: 99 }));
  const check = (trace: readonly object[]) => {
    const file = join(folder, 'trace.ndjson');
    writeFileSync(file, trace.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return tla2ts('check', 'specs/log/GroupCommit.tla', '--trace', file, '--constants', constants);
  };
  const good = check(events);
  equal(good.status, 0, good.stdout + good.stderr);

  // Acknowledged before the batch was written; and a batch that claims to know more than was synced.
  const write = events.findIndex((event) => 'action' in event && event.action === 'Write');
  const early = [...events];
  [early[write], early[write + 1]] = [early[write + 1]!, early[write]!];
  equal(check(early).status, 1);
  const boasting = structuredClone(events) as { action: string; vars?: { log?: { durable: number }[] } }[];
  boasting[write]!.vars!.log!.at(-1)!.durable = 1;
  equal(check(boasting).status, 1);
});

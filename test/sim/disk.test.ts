import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedDisk } from '../../src/sim/disk.js';
import { Scheduler } from '../../src/sim/scheduler.js';

function disk() {
  const scheduler = new Scheduler();
  const log: string[] = [];
  const subject = new SimulatedDisk<string>(scheduler, 1, { syncMs: 10, jitterMs: 0 });
  const append = (name: string): void =>
    subject.append([name], (failure) => log.push(`${name} ${failure ?? 'durable'} at ${scheduler.now}`));
  return { scheduler, log, subject, append };
}

test('one sync at a time; it takes all that wait', () => {
  const { scheduler, log, subject, append } = disk();
  append('a');
  append('b');
  append('c');
  scheduler.runUntil(15);
  assert.deepEqual(log, ['a durable at 10']);
  append('d');
  scheduler.runUntil(100);
  assert.deepEqual(log.slice(1), ['b durable at 20', 'c durable at 20', 'd durable at 30']);
  assert.deepEqual(subject.load(), ['a', 'b', 'c', 'd']);
  assert.equal(subject.syncCount, 3);
});

test('a crash loses what was not synced, but for what had reached the disk', () => {
  const { scheduler, log, subject, append } = disk();
  append('a');
  scheduler.runUntil(10);
  for (const name of ['b', 'c', 'd']) append(name);
  subject.crash(1, true);
  assert.deepEqual(log, ['a durable at 10', 'b durable at 10']);
  assert.ok(subject.torn, 'c is half there, and found out by its checksum');
  scheduler.runUntil(100);
  assert.equal(log.length, 2, 'a sync of the earlier life never ends');
  assert.deepEqual(subject.load(), ['a', 'b']);
});

test('a failed sync loses all that waited, and says so; the next one is sound', () => {
  const { scheduler, log, subject, append } = disk();
  subject.failNextSync();
  append('a');
  append('b');
  scheduler.runUntil(50);
  append('c');
  scheduler.runUntil(100);
  assert.deepEqual(log, ['a failed sync at 10', 'b failed sync at 10', 'c durable at 60']);
  assert.deepEqual(subject.load(), ['c']);
});

test('a full disk refuses, later and not at once', () => {
  const { scheduler, log, subject, append } = disk();
  subject.full(1);
  append('a');
  assert.deepEqual(log, []);
  scheduler.runUntil(1);
  subject.full(-1);
  append('b');
  scheduler.runUntil(50);
  assert.deepEqual(log, ['a disk full at 0', 'b durable at 11']);
});

test('a flipped bit is found: the storage does not open', () => {
  const { scheduler, subject, append } = disk();
  append('a');
  subject.flipBit(0);
  assert.equal(subject.corrupted, false, 'nothing is durable yet, so there is nothing to flip');
  scheduler.runUntil(50);
  subject.flipBit(0);
  assert.equal(subject.corrupted, true);
});

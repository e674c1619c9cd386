import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { progress } from '../../src/commands/terminal.js';

const stream = (isTTY: boolean) => {
  const said: string[] = [];
  return { said, isTTY, columns: 80, write: (text: string) => said.push(text) > 0 };
};

test('without a terminal what is being done is a line from time to time, and none after the end', async () => {
  const log = stream(false);
  const shown = progress(log as never, 40);
  shown.say('rounds', 3, 12);
  assert.deepEqual(log.said, [], 'not at once');
  await delay(100);
  assert.match(log.said[0] ?? '', /^\d+ s: \[ 3\/12\] rounds\n$/);
  shown.end();
  const count = log.said.length;
  await delay(60);
  assert.equal(log.said.length, count);
});

test('on a terminal it is one line, rewritten', () => {
  const terminal = stream(true);
  const shown = progress(terminal as never);
  shown.say('rounds', 3, 12);
  shown.end();
  assert.deepEqual(terminal.said, ['\r\u001b[K[ 3/12] rounds (0 s)', '\r\u001b[K']);
});

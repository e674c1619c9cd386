/** What a search says while it is at work: a line that is rewritten on a terminal, a line a minute in a log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newStatistics } from '../../../src/check/explore/host.js';
import { Progress, type ProgressForm } from '../../../src/commands/tla2ts/progress.js';

/** What is written by a search that has found a thousand states a second, asked every half a second. */
function written(form: ProgressForm, seconds: number, temporal = false): string[] {
  const texts: string[] = [];
  const progress = new Progress(form, (text) => void texts.push(text));
  let now = 0;
  const statistics = newStatistics(() => now);
  for (now = 0; now <= seconds; now += 0.5) {
    const distinct = 1000 * now;
    assert.equal(
      progress.pulse({ ...statistics, generated: 3 * distinct, distinct, queue: distinct / 2, level: 7, temporal }),
      false,
    );
  }
  progress.end();
  return texts;
}

test('a log has one line a minute, each by itself', () => {
  assert.deepEqual(written('log', 59.5), []);
  const lines = written('log', 200);
  assert.equal(lines.length, 3);
  assert.equal(lines[2], '3 min: 540,000 generated, 180,000 distinct, 90,000 on queue, depth 7, 1,000 states/s\n');
});

test('while temporal properties are checked the line says so, and has no speed', () => {
  assert.match(written('log', 61, true)[0] ?? '', /, depth 7, checking temporal properties\n$/);
});

test('a terminal has one line, rewritten every second and cleared in the end', () => {
  const texts = written('terminal', 3.5);
  assert.equal(texts.length, 4);
  assert.ok(texts.every((text) => text.startsWith('\r') && !text.includes('\n')));
  assert.equal(texts[3], '\r\u001b[K');
});

test('where a program reads the result nothing is said', () => {
  assert.deepEqual(written('none', 600), []);
});

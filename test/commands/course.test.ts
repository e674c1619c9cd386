/** A night keeps what it has: parts that fail, hang or are interrupted cost their own rows only. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UsageError } from '../../src/commands/exit.js';
import { type Course, runParts } from '../../src/commands/nightly/course.js';
import type { Part } from '../../src/commands/nightly/parts.js';
import type { Session } from '../../src/commands/session.js';
import { endsOf } from '../../src/measure/plan.js';
import { unlessAborted } from '../../src/measure/within-time.js';
import type { BodyRow, CheckRow, Row } from '../../src/results/row.js';
import { RunWriter } from '../../src/results/store.js';

const root = mkdtempSync(join(tmpdir(), 'nines-course-'));
after(() => rmSync(root, { recursive: true, force: true }));

const check = (name: string): CheckRow => ({
  ...{ kind: 'check', name, seconds: 1, budgetSeconds: 60, verdict: 'good', because: null, replay: 'true' },
});
const good: Part = { name: 'good', run: async ({ writer }) => writer.add(check('good')) };
const forever = (): Promise<void> => new Promise(() => {});

async function night(parts: readonly Part[], lastsMs: number, stop = new AbortController()) {
  const writer = new RunWriter(root, { commit: null, name: 'nightly', started: new Date() });
  const session: Session = {
    writer,
    measuring: { size: 'quick', seed: 1n, scratch: writer.scratch },
    progress: { say: () => {}, end: () => {} },
  };
  const began = performance.now();
  const options = { began, endsAt: began + lastsMs, ends: endsOf('quick'), stop: stop.signal, age: () => Infinity };
  const course: Course = await runParts(parts, session, options);
  const rows = writer.rows.filter((row: Row): row is BodyRow => row.kind !== 'head' && row.kind !== 'end');
  writer.abandon();
  return { course, rows, seconds: (performance.now() - began) / 1_000 };
}
const told = (rows: readonly BodyRow[]): string[] =>
  rows.map((row) => (row.kind === 'check' ? row.name : row.kind === 'leftOut' ? (row.because ?? '') : row.kind));

test('a part that fails leaves the rows of the others, and says why in the run', async () => {
  const broken: Part = {
    name: 'broken',
    run: () => Promise.reject(new UsageError('specs/A.tla:1:2: expected MODULE')),
  };
  const { course, rows } = await night([good, broken, good], Infinity);
  assert.deepEqual(told(rows), ['good', 'broken failed: specs/A.tla:1:2: expected MODULE', 'good']);
  assert.deepEqual(
    course.failures.map(({ part }) => part),
    ['broken'],
  );
});

test('a part that does not end is told to, and what it measured until then is kept', async () => {
  const slow: Part = {
    name: 'slow',
    run: async ({ writer, measuring }) => {
      writer.add(check('early'));
      const late = await unlessAborted(
        measuring,
        () =>
          new Promise<string>((_, reject) =>
            measuring.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
          ),
      );
      assert.equal(late, null);
    },
  };
  const { course, rows, seconds } = await night([slow, good], 150);
  assert.deepEqual(told(rows), ['early', 'slow: its time was over', 'good']);
  assert.ok(seconds < 10, `${seconds}`);
  assert.deepEqual(course.failures, []);
});

test('an interrupt ends the part that runs and begins no other', async () => {
  const stop = new AbortController();
  const interrupting: Part = {
    name: 'interrupting',
    run: ({ measuring }) => {
      const ended = new Promise<void>((resolve) => measuring.signal?.addEventListener('abort', () => resolve()));
      stop.abort('SIGINT');
      return ended;
    },
  };
  const never: Part = { name: 'never', run: forever };
  const { rows } = await night([good, interrupting, never], Infinity, stop);
  assert.deepEqual(told(rows), ['good', 'the night was interrupted', 'the night was interrupted']);
});

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCheck } from '../../src/commands/nightly/checks.js';
import { checksFigure } from '../../src/report/outcomes.js';
import { summarise } from '../../src/report/summary.js';
import { rowProblem } from '../../src/results/schema.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-checks-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const run = (command: string, seconds = 60) =>
  runCheck({ name: 'a check', command, minutes: 1 }, folder, folder, seconds);

test('the exit code is the verdict, the last line the reason, and the output is kept', async () => {
  const good = await run('echo fine');
  assert.deepEqual([good.verdict, good.because, rowProblem(good)], ['good', null, null]);
  assert.equal(readFileSync(join(folder, 'a_check.log'), 'utf8'), 'fine\n');
  const bad = await run('echo first; echo 3 of 9 failed >&2; exit 1');
  assert.deepEqual([bad.verdict, bad.because], ['bad', 'exit code 1: 3 of 9 failed']);
  assert.equal((await run('exit 3')).verdict, 'inconclusive');
  assert.equal((await run('no-such-program-here')).verdict, 'bad');
  const rows = [good, bad];
  assert.deepEqual(
    summarise(rows).tiles.map(({ label, value, verdict }) => [label, value, verdict]),
    [['checks', '1 / 2', 'bad']],
  );
  assert.equal(checksFigure(rows)?.table.rows.length, 2);
});

test('what is not done in its time is ended with all that it began, and is inconclusive', async () => {
  const late = await run(`(sleep 3; touch ${join(folder, 'left-behind')}) & sleep 60`, 1);
  assert.deepEqual([late.verdict, late.because], ['inconclusive', 'its time was over after 1 s']);
  assert.ok(late.seconds < 30);
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  assert.ok(!existsSync(join(folder, 'left-behind')));
  const never = await run('touch never', 0);
  assert.deepEqual([never.verdict, never.because], ['inconclusive', 'the night had no time left for it']);
  assert.ok(!existsSync(join(folder, 'never')));
});

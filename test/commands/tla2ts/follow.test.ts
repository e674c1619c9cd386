/** `--follow` over more values than one thread is to hold: threads take over from each other, and nobody can tell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from '../../../src/commands/tla2ts/follow.js';
import type { Handover } from '../../../src/commands/tla2ts/follow-stage.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';
import { valueBytes } from '../../../src/tla/memory.js';
import { notes, path, write } from './notes.js';

async function followed(file: string, maxValueBytes: number) {
  const handovers: Handover[] = [];
  const spec = path('Notes.tla');
  const models = new TraceModels(spec, {}, assert.fail);
  const found = await follow(models, {
    file,
    spec,
    options: {},
    maxStates: 1_000_000,
    idleSeconds: 0,
    maxValueBytes,
    onProgress: () => {},
    onHandover: (handover) => handovers.push(handover),
  });
  assert.ok('verdict' in found, JSON.stringify(found));
  return { verdict: found.verdict, handovers };
}

test('the verdict, its place and its reasons are those of one thread; values stay bounded', async () => {
  // The command's own values stay; the threads begin with fewer.
  const limit = valueBytes() + 500_000;
  const show = (count: number) => ({ action: 'Show', vars: { count } });
  for (const [kind, first, last] of [
    // Two states are handed over, and then one.
    ['accepted', [], show(notes + 2)],
    ['rejected', [show(2)], show(notes + 3)],
  ] as const) {
    const file = write(`${kind}.ndjson`, first, last);
    const many = await followed(file, limit);
    assert.ok(many.handovers.length > 1, `${many.handovers.length} handovers`);
    // A stage takes a piece of the file, a megabyte, before it looks.
    for (const { valueBytes: used } of many.handovers.slice(1))
      assert.ok(used < limit + (4 << 20), `${used} of ${limit}`);
    const one = await followed(file, Number.POSITIVE_INFINITY);
    assert.equal(one.handovers.length, 0);
    assert.deepEqual(many.verdict, one.verdict);
    assert.equal(many.verdict.kind, kind);
    const events = notes + first.length + 6;
    assert.equal(many.verdict.events, events);
    if (many.verdict.kind === 'rejected') assert.equal(many.verdict.line, events);
  }
});

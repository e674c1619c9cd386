import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriesOfRuns } from '../../src/results/nights.js';
import type { FigureRow } from '../../src/results/row.js';
import type { Run } from '../../src/results/store.js';

test('a night of a work tree with changes is a value of the history, and of no commit', () => {
  const row = { kind: 'figure', suite: 's', name: 'b', subject: 'ours', parameters: {}, workers: 1, metric: 'time' };
  const run = (started: string, environment: Record<string, unknown>): Run => ({
    folder: started,
    info: { id: started, started, environment } as unknown as Run['info'],
    rows: [{ ...row, value: 1 } as unknown as FigureRow],
  });
  const [series] = seriesOfRuns([
    run('2026-01-01', { commit: 'aaa', dirty: false }),
    run('2026-01-02', { commit: 'aaa', dirty: true }),
    run('2026-01-03', { commit: 'bbb' }),
  ]);
  assert.deepEqual(
    series?.points.map(({ commit }) => commit),
    ['aaa', null, 'bbb'],
  );
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, type Report } from './judge.js';
import { type Model, modelsOf } from './manifest.js';
import { line, summary } from './table.js';

const manifest = {
  modules: [
    {
      path: 'specifications/x/X.tla',
      models: [
        {
          path: 'specifications/x/X.cfg',
          runtime: '00:01:02',
          mode: 'exhaustive search',
          result: 'success',
          distinctStates: 5,
          totalStates: 9,
          stateDepth: 3,
        },
        {
          path: 'specifications/x/Y.cfg',
          runtime: 'unknown',
          mode: { simulate: { traceCount: 7 } },
          result: 'safety failure',
        },
      ],
    },
  ],
};

const report: Report = {
  verdict: 'ok',
  violated: null,
  distinct: 5,
  generated: 9,
  depth: 3,
  seconds: 1,
  peakRssBytes: 1,
};

describe('the corpus runner', () => {
  const [counted, failing] = modelsOf(manifest) as [Model, Model];

  it('reads manifests', () => {
    assert.equal(counted.runtime, 62);
    assert.deepEqual([failing.mode, failing.traceCount, failing.runtime], ['simulate', 7, null]);
  });

  it('accepts equal counts only', () => {
    assert.equal(judge(counted, { kind: 'report', report }).pass, true);
    const judgement = judge(counted, { kind: 'report', report: { ...report, generated: 10 } });
    assert.deepEqual(judgement, { pass: false, because: 'generated 10 instead of 9' });
  });

  it('accepts a violation only of the kind that TLC reports', () => {
    const violation = (kind: string): Report => ({ ...report, verdict: 'violation', violated: { kind, name: 'P' } });
    assert.equal(judge(failing, { kind: 'report', report: violation('invariant') }).pass, true);
    assert.equal(judge(failing, { kind: 'report', report: violation('deadlock') }).pass, false);
    assert.equal(judge(failing, { kind: 'report', report }).pass, false);
    assert.equal(judge(counted, { kind: 'report', report: violation('invariant') }).pass, false);
  });

  it('never takes a time-out or a crash for a pass', () => {
    assert.equal(judge({ ...counted, result: 'unknown' }, { kind: 'timeout', seconds: 5 }).pass, false);
    assert.equal(judge(counted, { kind: 'failed', message: 'boom' }).pass, false);
    assert.equal(
      judge({ ...counted, result: 'unknown' }, { kind: 'report', report: { ...report, verdict: 'inconclusive' } }).pass,
      false,
    );
  });

  it('prints a line for each and a sum', () => {
    const run = { kind: 'report', report: { ...report, depth: 4 } } as const;
    const row = { model: counted, run, judgement: judge(counted, run), seconds: 1.25 };
    assert.match(line(row), /^FAIL x\/X .*5\/9\/4.*\n {7}depth 4 instead of 3$/);
    assert.equal(summary([row]), '0 of 1 models agree; 0 of 1 with exact counts');
  });
});

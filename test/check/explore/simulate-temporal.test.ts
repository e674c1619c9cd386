/** Verdicts are those of TLC (`-simulate num=50 -depth 30`) on the same models. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newStatistics, SearchHost } from '../../../src/check/explore/host.js';
import type { SearchResult } from '../../../src/check/explore/result.js';
import { Simulation } from '../../../src/check/explore/simulate.js';
import { findModel, loadModel } from '../../../src/commands/tla2ts/load.js';
import { Random } from '../../../src/core/random.js';
import { closedHost, setHost, toText } from '../../../src/tla/runtime.js';

const counter = `---- MODULE M ----
EXTENDS Naturals
VARIABLES x, on
vars == <<x, on>>
Init == x \\in 0..2 /\\ on = TRUE
Up == x < 5 /\\ x' = x + 1 /\\ on' = on
Reset == x = 5 /\\ x' = 0 /\\ on' = on
Off == x = 3 /\\ on' = FALSE /\\ x' = x
Next == Up \\/ Reset \\/ Off
Fair == Init /\\ [][Next]_vars /\\ WF_vars(Next)
Unfair == Init /\\ [][Next]_vars
Strong == Init /\\ [][Next]_vars /\\ WF_vars(Next) /\\ SF_vars(Off)
Comes == []<>(x = 5)
Ends == <>(on = FALSE)
Rises == x = 1 ~> x = 4
====
`;

function simulate(specification: string, property: string): SearchResult {
  const folder = mkdtempSync(join(tmpdir(), 'nines-simulate-'));
  try {
    writeFileSync(join(folder, 'M.tla'), counter);
    writeFileSync(join(folder, 'M.cfg'), `SPECIFICATION ${specification} PROPERTY ${property} CHECK_DEADLOCK FALSE`);
    const model = loadModel(findModel(join(folder, 'M.tla'), undefined), () => {});
    const statistics = newStatistics(() => 0);
    const settings = { mode: 'simulate', checkDeadlock: false, workers: 1, seed: 1n, depth: 30, traces: 50 } as const;
    const host = new SearchHost(statistics, closedHost, settings);
    setHost(host);
    const limits = { checkDeadlock: false, maxDepth: 30, behaviours: 50, generate: false };
    const watch = { pulse: () => false };
    return new Simulation(model.specification, limits, statistics, watch, new Random(1n), host).run();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [specification, property, holds] of [
  ['Fair', 'Comes', true],
  ['Fair', 'Ends', false],
  ['Unfair', 'Rises', false],
  ['Fair', 'Rises', true],
  ['Strong', 'Ends', true],
  ['Strong', 'Comes', true],
] as const) {
  test(`random behaviours of ${specification} ${holds ? 'do not refute' : 'refute'} ${property}`, () => {
    const { verdict, violation } = simulate(specification, property);
    assert.equal(verdict, holds ? 'ok' : 'violation');
    if (holds) return;
    assert.deepEqual([violation?.kind, violation?.name], ['property', property]);
    const { trace = [], loop } = violation ?? {};
    assert.ok(loop !== undefined && loop < trace.length);
    if (property === 'Ends') assert.ok(trace.every(({ values }) => toText(values[1]!) === 'TRUE'));
    else assert.ok(trace.slice(loop).every(({ values }) => toText(values[0]!) !== '4'));
  });
}

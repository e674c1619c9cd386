/**
 * Little models that each use features which are seldom together. Their verdicts and counts (generated, distinct, depth)
 * are those of TLC with one worker.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { explore, exploreFile } from './model.js';

const folder = 'test/fixtures/tla2ts/features';

type Row = readonly [
  module: string,
  config: string,
  violated: string | null,
  generated: number,
  distinct: number,
  depth: number,
];

const byTlc: readonly Row[] = [
  ['OwnOperators', 'OwnOperators', null, 74_576, 33_537, 14],
  ['Instances', 'Instances', null, 48, 24, 9],
  ['BagsAndCase', 'BagsAndCase', null, 55, 15, 5],
  ['NestedRecords', 'NestedRecords', null, 180, 72, 4],
  ['LetFunctions', 'LetFunctions', null, 171, 27, 5],
  ['LetFunctions', 'LetFunctionsView', null, 79, 12, 5],
  ['Composition', 'Composition', null, 33, 16, 6],
  ['Composition', 'CompositionRefuted', 'P2', 33, 16, 6],
  ['Symmetry', 'Symmetry', null, 130, 23, 4],
  ['Unicode', 'Unicode', null, 39, 30, 7],
  ['Community', 'Community', null, 1183, 321, 8],
  ['Clock12', 'Clock12', null, 25, 24, 24],
  ['Nested', 'Nested', null, 28, 12, 5],
  ['LetRecursive', 'LetRecursive', null, 119, 52, 7],
  ['Enabled', 'Enabled', null, 24, 11, 4],
  ['Enabled', 'EnabledRefuted', 'P1', 24, 11, 4],
  ['ViewOfOrbits', 'ViewOfOrbits', null, 19, 7, 5],
  ['ViewOfTwoOrbits', 'ViewOfTwoOrbits', null, 69, 22, 6],
  ['StrongFairness', 'StrongFairness', null, 379, 81, 8],
  ['StrongFairness', 'StrongFairnessRefuted', 'Served', 379, 81, 8],
  ['Labels', 'Labels', 'Deadlock', 103, 55, 4],
  ['Grid', 'Grid', null, 5473, 2448, 21],
  ['Refine', 'Refine', null, 45, 29, 7],
  ['Level', 'Level', null, 17, 17, 9],
  ['Choosy', 'Choosy', null, 2035, 633, 5],
  ['InnerModule', 'InnerModule', null, 74, 64, 4],
  ['LiveConstrained', 'LiveConstrained', null, 38, 18, 6],
  ['LiveConstrained', 'LiveConstrainedRefuted', 'Prop2', 38, 18, 6],
  ['MixedKeys', 'MixedKeys', null, 783, 234, 10],
];

for (const [module, config, violated, ...counts] of byTlc) {
  test(`${config} has the verdict and the counts of TLC`, () => {
    const { result } = exploreFile(join(folder, `${module}.tla`), {}, join(folder, `${config}.cfg`));
    assert.equal(result.violation?.name ?? null, violated);
    assert.deepEqual([result.generated, result.distinct, result.depth], counts);
  });
}

test('a step that the abstract specification does not have is found by the shortest way', () => {
  const { result } = exploreFile(join(folder, 'Refine.tla'), {}, join(folder, 'RefineRefuted.cfg'));
  assert.deepEqual(
    [result.violation?.kind, result.violation?.name, result.violation?.trace.length],
    ['property', 'ASpec', 3],
  );
});

const hasty: readonly (readonly [action: string, generated: number, distinct: number, depth: number])[] = [
  ['L1', 3, 2, 2],
  ['L2', 6, 5, 5],
  ['L3', 7, 3, 2],
  ['L4', 7, 3, 2],
  ['L5', 7, 3, 2],
  ['L6', 3, 2, 2],
  ['L7', 3, 2, 2],
  ['L8', 4, 3, 3],
  ['L9', 4, 3, 3],
  ['L10', 13, 4, 2],
  ['L11', 2, 1, 1],
];

function withConfiguration<T>(text: string, use: (file: string) => T): T {
  const made = mkdtempSync(join(tmpdir(), 'nines-features-'));
  try {
    writeFileSync(join(made, 'model.cfg'), text);
    return use(join(made, 'model.cfg'));
  } finally {
    rmSync(made, { recursive: true });
  }
}

test('what is primed can be used once it has a value, and not before', () => {
  const run = (init: string, next: string) => {
    const text = `INIT ${init}\nNEXT ${next}\nCHECK_DEADLOCK FALSE\n`;
    return withConfiguration(text, (config) => exploreFile(join(folder, 'Hasty.tla'), {}, config).result);
  };
  for (const [action, ...counts] of hasty) {
    const { violation, generated, distinct, depth } = run('Init', action);
    assert.equal(violation, null, action);
    assert.deepEqual([generated, distinct, depth], counts, action);
  }
  for (let n = 1; n <= 13; n += 1) {
    const { violation } = run('Init', `E${n}`);
    assert.deepEqual([violation?.kind, violation?.name], ['error', "x' is used before it has a value."], `E${n}`);
  }
  assert.equal(run('EInit', 'L1').violation?.name, 'x is used before it has a value.');
});

test('a list of one conjunct around a quantifier, inside a property', () => {
  const has = (set: string, least: number): string =>
    explore(
      `EXTENDS Integers\nVARIABLE x\nInit == x = 0\nNext == x < 3 /\\ x' = x + 1\nGrows == \\E a \\in ${set} :\n  /\\ \\E b \\in {a, a + 1} :\n    /\\ b > x\n    /\\ x' = b\n    /\\ b >= ${least}\nGrow == [][Grows]_x`,
      'INIT Init\nNEXT Next\nPROPERTY Grow\nCHECK_DEADLOCK FALSE',
    ).result.verdict;
  assert.deepEqual([has('0..2', 1), has('{1}', 1), has('0..2', 2)], ['ok', 'violation', 'violation']);
});

test('two unbounded CHOOSE on one line are two values', () => {
  const { result } = explore(
    'VARIABLE x\nInit == x = <<CHOOSE a : a \\notin {1}, CHOOSE b : b \\notin {2}>>\nNext == UNCHANGED x\nTwo == x[1] # x[2]',
    'INIT Init\nNEXT Next\nINVARIANT Two',
  );
  assert.equal(result.verdict, 'ok');
});

/**
 * Little models that each use features which are seldom together. Their verdicts and counts (generated, distinct, depth)
 * are those of TLC with one worker.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { exploreFile } from './model.js';

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

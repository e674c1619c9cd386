import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModule } from '../../../src/tla2ts/parse.js';

const moduleOf = (...lines: readonly string[]): string => ['---- MODULE M ----', ...lines, '===='].join('\n');

/** CRC-32 of "123456789" is cbf43926 (the check value that every CRC catalogue gives). */
const translated = (checksum: string, ...translation: readonly string[]): string =>
  moduleOf(
    '(* --algorithm a { skip } *)',
    `\\* BEGIN TRANSLATION (chksum(pcal) = "1" /\\ chksum(tla) = "${checksum}")`,
    ...translation,
    '\\* END TRANSLATION ',
  );

const codes = (text: string): string[] => parseModule('M.tla', text).diagnostics.map(({ code }) => code);

test('an algorithm, its translation and its checksums are found', () => {
  const { value } = parseModule('M.tla', translated('cbf43926', '\\*34', '56'));
  assert.deepEqual(value?.plusCal, {
    algorithm: { file: 'M.tla', line: 2, column: 4, endLine: 2, endColumn: 14 },
    translation: { file: 'M.tla', line: 3, column: 4, endLine: 6, endColumn: 18 },
    checksums: { pcal: '1', tla: 'cbf43926' },
  });
});

test('a fair algorithm is one too', () => {
  const { value } = parseModule('M.tla', moduleOf('(*', '  --fair algorithm a', '*)'));
  assert.deepEqual(value?.plusCal?.algorithm, { file: 'M.tla', line: 3, column: 3, endLine: 3, endColumn: 18 });
});

test('outside comments and outside the module there is none', () => {
  assert.equal(parseModule('M.tla', moduleOf('x == a --algorithm')).value?.plusCal, null);
  assert.equal(parseModule('M.tla', moduleOf('x == "--algorithm"')).value?.plusCal, null);
  assert.equal(parseModule('M.tla', `--algorithm\n${moduleOf('x == 1')}\n--algorithm`).value?.plusCal, null);
});

test('a missing translation is a warning, and so is one that was changed', () => {
  assert.deepEqual(codes(moduleOf('\\* --algorithm a')), ['TLA130']);
  assert.deepEqual(codes(translated('cbf43926', '\\*1234')), ['TLA131']);
  assert.deepEqual(codes(translated('cbf43926', '\\*1234', 'x == 1')), ['TLA131']);
});

test('a translation with its own checksum, or without any, is none', () => {
  // CRC-32 of '\*12' + '\*34', the two lines without their ends.
  assert.deepEqual(codes(translated('797f8275', '\\*12', '\\*34')), []);
  assert.deepEqual(codes(moduleOf('(* --algorithm a *)', '\\* BEGIN TRANSLATION', '\\* END TRANSLATION')), []);
});

/** A translation without checksums, as the translator leaves it with `-nochksum` (or did before 2020). */
const edited = (...algorithm: readonly string[]): string =>
  moduleOf(
    '(* --algorithm Counter {',
    ...algorithm,
    '} text after it, which is none *)',
    '\\* BEGIN TRANSLATION',
    'VARIABLES pc, x',
    'Init == /\\ x = 0 /\\ pc = "again"',
    'again == /\\ pc = "again" /\\ x < 3 /\\ x\' = x + 1 /\\ pc\' = "again"',
    '\\* END TRANSLATION',
  );

test('an algorithm that was edited and not translated again is told by the first word that the translation lacks', () => {
  const [macro, variables] = ['macro up(by) { x := x + by }', 'variables x = 0;'];
  const loop = (limit: string, label = 'again'): string => `{ ${label}: await x < ${limit}; up(1); goto ${label} }`;
  assert.deepEqual(codes(edited(macro, variables, loop('3'))), []);
  assert.deepEqual(codes(edited(macro, 'macro idle(z) { x := 99 }', variables, loop('3'))), []);
  assert.deepEqual(codes(edited(macro, variables, '\\* was 17', '(* or y *)', loop('3'))), []);
  for (const [changed, word] of [
    [edited(macro, variables, loop('4')), '4'],
    [edited(macro, variables, loop('3', 'more')), 'more'],
    [edited(macro, 'variables x = 0; y = 0;', loop('3')), 'y'],
  ] as const) {
    const [first] = parseModule('M.tla', changed).diagnostics;
    assert.equal(first?.code, 'TLA132');
    assert.match(first?.message ?? '', new RegExp(` has no ${word}$`));
  }
});

/** Expressions that nest too deeply for the machine's stack, or are longer than anybody reads. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findModel, loadModel } from '../../src/commands/tla2ts/load.js';
import { deepestOf } from '../../src/tla2ts/deepest.js';
import { formatDiagnostic } from '../../src/tla2ts/diagnostic.js';
import { specification } from './resolve/front.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-nesting-'));
after(() => rmSync(folder, { recursive: true }));

/** What is said of a model with this invariant in line 6; '' if it can be evaluated. */
function saidOf(invariant: string): string {
  const file = join(folder, 'Deep.tla');
  const head = `---- MODULE Deep ----\nEXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = x\n`;
  writeFileSync(file, `${head}Inv == ${invariant}\nAfter == 1\n====\n`);
  writeFileSync(join(folder, 'Deep.cfg'), 'INIT Init\nNEXT Next\nINVARIANT Inv\n');
  try {
    loadModel(findModel(file, undefined), () => {});
    return '';
  } catch (error) {
    assert.equal((error as Error).name, 'UsageError', (error as Error).stack);
    return (error as Error).message;
  }
}

const repeated = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

const forms: Readonly<Record<string, (levels: number) => string>> = {
  parentheses: (n) => `${'('.repeat(n)}x = 0${')'.repeat(n)}`,
  negations: (n) => `${'~'.repeat(n)}(x = 0)`,
  'a chain of sums': (n) => `x${' + 1'.repeat(n)} > 0`,
  quantifiers: (n) => `${repeated(n, (i) => `\\A q${i} \\in {0} : `)}x = 0`,
  'IF in ELSE': (n) => `${'IF x = 1 THEN TRUE ELSE '.repeat(n)}TRUE`,
  'LET in LET': (n) => `${repeated(n, (i) => `LET a${i} == x IN `)}x = 0`,
};

for (const [form, make] of Object.entries(forms)) {
  test(`${form}: nesting too deep is told in one line, with its place`, () => {
    // Which phase gives up depends on how deep it is and on the machine; none may do so without a word.
    for (const levels of [600, 1200, 2400, 4800, 20_000]) {
      const said = saidOf(make(levels));
      if (said !== '' || levels === 20_000) assert.match(said, /Deep\.tla:6:\d+: error TLA502: this nests too deeply/);
      assert.equal(said.match(/error TLA/g)?.length ?? 0, said === '' ? 0 : 1, said);
    }
  });
}

test('what is also wrong far inside is not asked for', () => {
  assert.match(saidOf(`${'('.repeat(20_000)}x = 0`), /^[^\n]*\n[^\n]*Deep\.tla:6:\d+: error TLA502[^\n]*\n[^\n]*$/);
});

test('the deepest definition is the one that is named', () => {
  const spec = specification(
    '---- MODULE M ----\nEXTENDS Naturals\nA == {{{1}}}\nB == LET c(y) == {{{{{y}}}}} IN c(1)\nASSUME {{{{1}}}} # {}\n====',
  );
  assert.equal(deepestOf(spec)?.line, 4);
});

test('of many errors the first are shown, of an endless name its beginning', () => {
  const said = saidOf('x ; '.repeat(100_000));
  assert.equal(said.match(/error TLA/g)?.length, 50);
  assert.match(said, /\n\.\.\. and [\d,]+ more$/);
  const span = { file: 'M.tla', line: 1, column: 2, endLine: 1, endColumn: 3 };
  const text = formatDiagnostic({
    code: 'TLA201',
    severity: 'error',
    message: `${'a'.repeat(999)} is not defined`,
    span,
  });
  assert.equal(text, `M.tla:1:2: error TLA201: ${'a'.repeat(60)}... is not defined`);
});

/**
 * Every operator: its spellings, and how it stands to every other one. The oracle is the fixture, whose
 * figures are those of the TLA+ tools (and of table 6 of "Specifying Systems"), not those of our own table.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasErrors } from '../../../src/tla2ts/diagnostic.js';
import { parseModule } from '../../../src/tla2ts/parse.js';
import { print } from '../parse/print.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

interface Row {
  readonly spellings: readonly string[];
  readonly text: string;
  readonly fixity: string;
  readonly low: number;
  readonly high: number;
  readonly associative: boolean;
}

const rows: readonly Row[] = readFileSync(join(root, 'test/fixtures/tla2ts/operators.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'))
  .map((line) => {
    const [fixity = '', range = '', association, ...spellings] = line.split(/ +/);
    const [low = 0, high = low] = range.split('-').map(Number);
    return { spellings, text: spellings[0] as string, fixity, low, high, associative: association === 'L' };
  });

/** The tree of an expression, or null where it is refused. */
function read(expression: string): string | null {
  const { value, diagnostics } = parseModule('T.tla', `---- MODULE T ----\nx == ${expression}\n====\n`);
  const [unit] = value?.units ?? [];
  return hasErrors(diagnostics) || unit?.kind !== 'operator' ? null : print(unit.body);
}

const written = (row: Row): string => (row.text === '-.' ? '-' : row.text);

test('the table has every operator', () => {
  assert.equal(rows.filter((row) => row.fixity === 'infix').length, 86);
  assert.equal(rows.filter((row) => row.fixity === 'prefix').length, 9);
  assert.equal(rows.filter((row) => row.fixity === 'postfix').length, 4);
});

test('every spelling is read as its operator', () => {
  for (const row of rows) {
    for (const spelling of row.spellings) {
      const shown = spelling === '-.' ? '-' : spelling;
      if (row.fixity === 'infix') {
        const expected = row.text === '\\X' ? '(times a b)' : `(${row.text} a b)`;
        assert.equal(read(`a ${shown} b`), expected, spelling);
        assert.equal(read(`${shown}(a, b)`), /^(\/\\|\\\/|∧|∨)$/.test(shown) ? null : `(${row.text} a b)`, spelling);
      } else if (row.fixity === 'prefix') assert.equal(read(`${shown} a`), `(prefix:${row.text} a)`, spelling);
      else assert.equal(read(`a ${shown}`), `(postfix:${row.text} a)`, spelling);
    }
  }
});

test('every pair of infix operators binds as their ranges say, or is refused', () => {
  const infix = rows.filter((row) => row.fixity === 'infix');
  const wrong: string[] = [];
  for (const first of infix) {
    for (const second of infix) {
      const one = first.text === '\\X' ? 'times' : first.text;
      const two = second.text === '\\X' ? 'times' : second.text;
      let expected: string | null = null;
      if (first.low > second.high) expected = `(${two} (${one} a b) c)`;
      else if (second.low > first.high) expected = `(${one} a (${two} b c))`;
      else if (first === second && first.associative) {
        expected = first.text === '\\X' ? '(times a b c)' : `(${two} (${one} a b) c)`;
      }
      const expression = `a ${first.text} b ${second.text} c`;
      if (read(expression) !== expected) wrong.push(`${expression}: ${read(expression)}, not ${expected}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('prefix before infix, and infix or prefix before postfix', () => {
  for (const first of rows.filter((row) => row.fixity === 'prefix')) {
    for (const second of rows.filter((row) => row.fixity === 'infix' && row.text !== '\\X')) {
      let expected: string | null = null;
      if (first.low > second.high) expected = `(${second.text} (prefix:${first.text} a) b)`;
      else if (second.low > first.high) expected = `(prefix:${first.text} (${second.text} a b))`;
      assert.equal(read(`${written(first)} a ${second.text} b`), expected, `${first.text} ${second.text}`);
    }
    for (const second of rows.filter((row) => row.fixity === 'postfix')) {
      const expected = second.low > first.high ? `(prefix:${first.text} (postfix:${second.text} a))` : null;
      assert.equal(read(`${written(first)} a ${second.text}`), expected, `${first.text} ${second.text}`);
    }
  }
});

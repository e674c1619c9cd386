/**
 * The parser's own corpus: `test/fixtures/tla2ts/parse/*.txt`. Each case is a title, TLA+ text and what becomes of it,
 * the tree or the diagnostics. `UPDATE_GOLDEN=1` rewrites the files; commit the difference only when it is understood.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatDiagnostic } from '../../../src/tla2ts/diagnostic.js';
import { parseModule } from '../../../src/tla2ts/parse.js';
import { type Case, readCases, writeCases } from '../golden.js';
import { print, printModule } from './print.js';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../test/fixtures/tla2ts/parse');

/**
 * A source that is no whole file by its title is wrapped: in `expressions*` it is the body of a definition, else it is
 * units. Lines are numbered from the source's own first line.
 */
function outcomeOf({ title, source }: Case, isExpression: boolean): string {
  const whole = title.startsWith('file: ');
  const before = whole ? '' : isExpression ? '---- MODULE Test ----\nresult ==\n' : '---- MODULE Test ----\n';
  const { value, diagnostics } = parseModule('Test.tla', whole ? source : `${before}${source}\n====\n`);
  const added = before.split('\n').length - 1;
  if (diagnostics.length > 0) {
    const lines = diagnostics.map((diagnostic) =>
      formatDiagnostic(diagnostic).replace(
        /^Test\.tla:(\d+)|(?<= in line )(\d+)/g,
        (_, place: string | undefined, line: string) => String(Number(place ?? line) - added),
      ),
    );
    return lines.join('\n');
  }
  assert.ok(value !== null);
  const [unit] = value.units;
  return isExpression && unit?.kind === 'operator'
    ? print(unit.body)
    : printModule(value).replace(/^module Test\n/, '');
}

for (const name of readdirSync(folder).sort()) {
  test(`parse ${name}`, () => {
    const path = join(folder, name);
    const { preamble, cases } = readCases(readFileSync(path, 'utf8'));
    assert.ok(cases.length > 0, `${name} has no case`);
    const outcomes = cases.map((each) => outcomeOf(each, name.startsWith('expressions')));
    if (process.env.UPDATE_GOLDEN === '1') {
      writeFileSync(path, writeCases(preamble, cases, outcomes));
      return;
    }
    for (const [index, { title, expected }] of cases.entries()) assert.equal(outcomes[index], expected, title);
  });
}

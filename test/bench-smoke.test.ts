/** Every benchmark, experiment and goal of bench/ at smoke size: it runs, and every figure is a number. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { declarationRow, metricsOf } from '../src/measure/figures.js';
import { measureGoals } from '../src/measure/goals.js';
import { measureDeclared, reasonAgainst } from '../src/measure/run.js';
import { loadSuites } from '../src/measure/suite.js';
import { rowProblem } from '../src/results/schema.js';

const suites = await loadSuites([join(dirname(fileURLToPath(import.meta.url)), '../bench')]);
const scratch = mkdtempSync(join(tmpdir(), 'nines-smoke-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const measuring = { size: 'smoke', seed: 0x5eedn, scratch } as const;

test('there are benches', () => assert.ok(suites.length > 0));

for (const suite of suites) {
  for (const declared of suite.measured) {
    const skip = reasonAgainst(declared) ?? false;
    test(`${suite.name}: ${declared.name}`, { skip }, async () => {
      assert.equal(rowProblem(declarationRow(suite.name, declared)), null);
      const seen = new Set<string>();
      for (const { declaration, rows } of await measureDeclared([{ suite, what: declared }], measuring)) {
        assert.equal(declaration.leftOut, undefined);
        for (const row of rows) {
          assert.equal(rowProblem(row), null);
          if (row.kind !== 'figure') continue;
          assert.ok(Number.isFinite(row.value), `${row.subject} ${row.metric}: ${row.value}`);
          assert.ok(row.metric in metricsOf(declared), `${row.subject} gives '${row.metric}', which is not declared`);
          seen.add(row.subject);
        }
      }
      assert.deepEqual([...seen].sort(), Object.keys(declared.subjects).sort());
    });
  }
  if (suite.goals.length === 0) continue;
  test(`${suite.name}: goals`, async () => {
    const names: string[] = [];
    for (const row of await measureGoals([suite], measuring)) {
      assert(row.kind === 'goal', `${row.kind} without a budget`);
      assert.equal(rowProblem(row), null);
      names.push(row.name);
    }
    assert.deepEqual(names.sort(), suite.goals.map(({ name }) => name).sort());
  });
}

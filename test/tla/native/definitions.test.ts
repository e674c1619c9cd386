/**
 * What is native stands in for a definition of a library module: same name, same number of parameters. (A function such as
 * `factorial[n \in Nat]` has none; a native of one parameter in its place was a number where a function was wanted.)
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { native } from '../../../src/tla/runtime.js';
import { parseModule } from '../../../src/tla2ts/parse.js';

const library = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../src/tla2ts/library');

function parametersOf(module: string): Map<string, number> {
  const { value } = parseModule(`${module}.tla`, readFileSync(resolve(library, `${module}.tla`), 'utf8'));
  assert.ok(value, module);
  return new Map([
    ...value.extends.flatMap((extended) => [...parametersOf(extended.text)]),
    ...value.units.flatMap((unit): [string, number][] =>
      unit.kind === 'operator' ? [[unit.name.text, unit.parameters.length]] : [],
    ),
  ]);
}

it('a native operator has the parameters of the definition that it stands for', () => {
  for (const [module, operators] of Object.entries(native)) {
    const defined = parametersOf(module);
    for (const [name, operator] of Object.entries(operators)) {
      assert.equal((operator as (...ids: number[]) => number).length, defined.get(name), `${module}!${name}`);
    }
  }
});

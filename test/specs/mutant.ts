/** Specifications that are broken on purpose: an invariant that nothing violates says nothing. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explore } from '../check/explore/model.js';

export interface SpecificationMutant {
  /** What is wrong, in few words. */
  readonly name: string;
  /** The module that changes, where it is another than the one at hand: one that it extends. */
  readonly module?: string;
  /** The one place of the specification that changes. */
  readonly from: string;
  readonly to: string;
  /** The invariant or property of the model's configuration that no longer holds. */
  readonly violates: string;
  /** Other constants of the model, where its own are too small to show it: `MaxBallot: '2'`. */
  readonly constants?: Readonly<Record<string, string>>;
}

/** Distinct states, states generated, depth: what TLC says, too. */
export type Counts = readonly [distinct: number, generated: number, depth: number];

/** `specs/FAMILY/MCname.tla` is in the table that counts.test.ts holds, with these counts. */
export function testCounts(folder: string, model: string, [distinct, generated, depth]: Counts): void {
  test(`${model}: the counts that TLC gives are in test/specs/counts.json`, () => {
    const table = JSON.parse(readFileSync('test/specs/counts.json', 'utf8')) as Record<string, unknown>;
    assert.deepEqual(table[`${folder}/${model}`], { generated, distinct, depth });
  });
}

/** Each mutant of `module` violates its property in the bounded model; every property of the model is violated by one of them. */
export function testMutants(
  folder: string,
  module: string,
  mutants: readonly SpecificationMutant[],
  model = `MC${module}`,
): void {
  const read = (file: string): string => readFileSync(`specs/${folder}/${file}`, 'utf8');
  const configuration = read(`${model}.cfg`);
  for (const mutant of mutants) {
    test(`${model}: ${mutant.name}: ${mutant.violates} fails`, () => {
      const modules: Record<string, string> = {};
      for (const file of readdirSync(`specs/${folder}`)) {
        if (file.endsWith('.tla')) modules[file.slice(0, -4)] = read(file);
      }
      const changed = mutant.module ?? module;
      const source = modules[changed]!;
      assert.equal(source.split(mutant.from).length, 2, `${changed}.tla has once the place to change: ${mutant.from}`);
      modules[changed] = source.replace(mutant.from, () => mutant.to);
      const body = modules[model]!.replace(/^-+ MODULE \w+ -+$/m, '').replace(/^=+$/m, '');
      const { result } = explore(body, onlyFor(configuration, mutant), {}, modules);
      assert.equal(result.verdict, 'violation');
      assert.equal(result.violation?.name, mutant.violates);
    });
  }
  test(`${model}: every invariant and property has been seen to fail`, () => {
    const failing = new Set(mutants.map(({ violates }) => violates));
    assert.deepEqual(
      propertiesOf(configuration).filter((name) => !failing.has(name)),
      [],
    );
  });
}

const checked = /^(INVARIANTS?|PROPERT(?:Y|IES))\s+(.*)$/gm;

const propertiesOf = (configuration: string): string[] =>
  [...configuration.matchAll(checked)].flatMap(([, , names]) => names!.trim().split(/\s+/));

/** The configuration with this one property only, so that it is not another that fails first. */
function onlyFor(configuration: string, { violates, constants = {} }: SpecificationMutant): string {
  assert.ok(propertiesOf(configuration).includes(violates), `the configuration has ${violates}`);
  let text = configuration.replace(checked, (_line, kind: string, names: string) =>
    names.split(/\s+/).includes(violates) ? `${kind} ${violates}` : '',
  );
  for (const [name, value] of Object.entries(constants)) {
    const line = new RegExp(`^(\\s*${name}\\s*=).*$`, 'm');
    assert.match(text, line, `the configuration has the constant ${name}`);
    text = text.replace(line, `$1 ${value}`);
  }
  return text;
}

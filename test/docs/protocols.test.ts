/** The course over the protocols has every page, and a page for every protocol that can be verified. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expectedFailures } from '../../src/measure/verify/expected-failures.js';
import { systems } from '../../src/sim/systems/registry.js';

const folder = 'docs/protocols';
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const course = readFileSync(`${folder}/README.md`, 'utf8');

test('every page is in the course, and every link of it is a page', () => {
  const linked = [...course.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name!);
  assert.deepEqual([...new Set(linked)].sort(), [...pages].sort());
});

test('every specification that runs are held to is named on a page', () => {
  const texts = pages.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
  const missing = systems.filter(({ specification }) => !texts.includes(specification)).map(({ name }) => name);
  assert.deepEqual(missing, []);
});

test('every mutant of a protocol is on a page', () => {
  const texts = pages.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
  const missing = systems.flatMap(({ name, mutants }) =>
    Object.keys(mutants)
      .filter((mutant) => !texts.includes(mutant))
      .map((mutant) => `${name}: ${mutant}`),
  );
  assert.deepEqual(missing, []);
});

test('every failure that is expected is in the course, by its title and its schedule', () => {
  const missing = expectedFailures
    .filter(
      ({ title, protocol, name }) => !course.includes(title) || !course.includes(`(expected/${protocol}/${name}.json)`),
    )
    .map(({ title }) => title);
  assert.deepEqual(missing, []);
});

/**
 * Every bounded model of specs/ has the counts that TLC gives (counts.json; a run of TLC with one worker prints them: states
 * generated, distinct states found, depth of the complete search). A new model needs a line there.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exploreFile } from '../check/explore/model.js';

interface Counts {
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
}

const recorded = JSON.parse(readFileSync('test/specs/counts.json', 'utf8')) as Readonly<Record<string, Counts>>;
const models = readdirSync('specs', { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/)MC[^/]*\.cfg$/.test(path))
  .map((path) => path.replace(/\.cfg$/, ''))
  .sort();

test('counts.json has a line for every model, and no other', () => {
  assert.deepEqual(
    Object.keys(recorded).sort(),
    models,
    'run TLC on the model and add its counts to test/specs/counts.json',
  );
});

/** More states than this, and whatever is called large, are for `npm run test:specs`, which counts all. */
const isFull = process.env.NINES_SPECS_FULL === '1';
const isForTheNight = (model: string, { distinct }: Counts): boolean =>
  !isFull && (distinct > 30_000 || model.endsWith('Large'));

for (const [model, counts] of Object.entries(recorded)) {
  test(`${model}: ${counts.distinct} states`, { skip: isForTheNight(model, counts) && 'npm run test:specs' }, () => {
    const { result } = exploreFile(join('specs', `${model}.tla`));
    const { verdict, generated, distinct, depth } = result;
    assert.deepEqual({ verdict, generated, distinct, depth }, { verdict: 'ok', ...counts });
  });
}

test('the course lists every larger model, with its counts', () => {
  const page = readFileSync('docs/protocols/README.md', 'utf8');
  const listed = [...page.matchAll(/^\| `(MC\w+Large)` +\|[^|]*\| ([\d,]+) +\| ([\d,]+) +\| (\d+) +\|$/gm)].map((row) =>
    row.slice(1),
  );
  const counted = Object.entries(recorded)
    .filter(([model]) => model.endsWith('Large'))
    .map(([model, { distinct, generated, depth }]) => [
      model.replace(/^.*\//, ''),
      distinct.toLocaleString('en-US'),
      generated.toLocaleString('en-US'),
      String(depth),
    ]);
  assert.deepEqual(listed.sort(), counted.sort());
});

test('each page names its larger models, with how many states they have', () => {
  const folder = 'docs/protocols';
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const course = [...pages.map((name) => join(folder, name)), 'docs/log-format.md'].map((file) =>
    readFileSync(file, 'utf8').replaceAll(/\s+/g, ' '),
  );
  const unnamed = Object.entries(recorded)
    .filter(([model]) => model.endsWith('Large'))
    .map(([model, { distinct }]) => [`\`${model.replace(/^.*\//, '')}\``, distinct.toLocaleString('en-US')] as const)
    .filter(([name, distinct]) => !course.some((page) => page.split(name)[1]?.slice(0, 120).includes(distinct)))
    .map(([name]) => name);
  assert.deepEqual(unnamed, []);
});

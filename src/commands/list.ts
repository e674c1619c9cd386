import { suites } from './bench-folder.js';
import { exit, oneOf } from './exit.js';
import { featureTables } from './features.js';
import { print, printJson, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

const measured: readonly string[] = ['benchmarks', 'experiments', 'micros', 'goals', 'suites'];
const kinds: readonly string[] = [...measured, ...featureTables.map(({ name }) => name)];

/** `nines list [what]`. */
export const list: Verb = (program) => {
  const command = program
    .command('list')
    .description('Lists what can be measured and what it is held to.')
    .argument('[what]', `one of ${kinds.join(', ')}; all that is measured if left out`)
    .option('--json', 'print one JSON document')
    .action(
      act(async (what: string | undefined, options: { json?: boolean }) => {
        const wanted = what === undefined ? measured : [oneOf('list of', what, kinds)];
        const features = featureTables.find(({ name }) => name === what);
        if (features !== undefined) {
          if (options.json) printJson(features.rows);
          else print(features.text());
          return exit.good;
        }
        const all = await suites();
        const rows = all
          .flatMap((suite) => [
            { what: 'suites', suite: suite.name, name: suite.name, title: '' },
            ...suite.measured.map(({ kind, name, title }) => ({ what: `${kind}s`, suite: suite.name, name, title })),
            ...suite.goals.map(({ name, source }) => ({ what: 'goals', suite: suite.name, name, title: source })),
          ])
          .filter((row) => wanted.includes(row.what));
        if (options.json) printJson(rows);
        else
          print(
            table(
              ['what', 'suite', 'name', 'about'],
              rows.map((row) => [row.what, row.suite, row.name, row.title]),
            ),
          );
        return exit.good;
      }),
    );
  examples(command, [
    ['nines list', 'everything'],
    ['nines list goals --json', 'the goals, for a program'],
    ['nines list placement', 'what each placement supports: removal, weights, replicas, zones, costs'],
  ]);
};

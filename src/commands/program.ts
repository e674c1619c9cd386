/** The program `nines`: reads the arguments and hands each verb its own. */
import { createRequire } from 'node:module';
import { bench } from './bench.js';
import { compare } from './compare.js';
import { diagram } from './diagram.js';
import { goals } from './goals.js';
import { history } from './history.js';
import { importVerb } from './import.js';
import { list } from './list.js';
import { log } from './log.js';
import { nightly } from './nightly.js';
import { place } from './place.js';
import { report } from './report.js';
import { trend } from './trend.js';
import { validate } from './validate.js';
import { Command, examples, exitCodes, run, type Verb } from './verb.js';
import { verifyVerb } from './verify.js';

/** In the order of `nines --help`. */
const verbs: readonly Verb[] = [
  nightly,
  bench,
  goals,
  compare,
  verifyVerb,
  diagram,
  history,
  trend,
  report,
  place,
  log,
  list,
  importVerb,
  validate,
];

const require = createRequire(import.meta.url);
const { version } = require('../../../package.json') as { version: string };

const program = new Command('nines')
  .description('Benchmarks and verifies high-availability algorithms.')
  .version(version)
  .showSuggestionAfterError(true)
  .helpCommand(false);
for (const verb of verbs) verb(program);
examples(program, [
  ['nines nightly --quick', 'everything at small sizes, and its page'],
  ['nines verify raft --seeds 1000', 'a thousand runs of one protocol, and of its mutants'],
  ['nines bench placement-lookup', 'some figures; nines list names what there is'],
  ['nines <command> --help', 'options and examples of a command'],
]).addHelpText('after', exitCodes);

await run(program, process.argv);

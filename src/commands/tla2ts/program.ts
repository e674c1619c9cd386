/** The program `tla2ts`: reads the arguments and hands each verb its own. */
import { createRequire } from 'node:module';
import { Command, examples, exitCodes, run, type Verb } from '../verb.js';
import { check } from './check.js';
import { compileVerb } from './compile.js';
import { explore } from './explore.js';

/** In the order of `tla2ts --help`. */
const verbs: readonly Verb[] = [explore, check, compileVerb];

const require = createRequire(import.meta.url);
const { version } = require('../../../../package.json') as { version: string };

const program = new Command('tla2ts')
  .description('Compiles TLA+ specifications and checks them at compiled speed.')
  .version(version)
  .showSuggestionAfterError(true)
  .helpCommand(false);
for (const verb of verbs) verb(program);
examples(program, [
  ['tla2ts explore Spec.tla', 'every reachable state, with the model in Spec.cfg'],
  ['tla2ts check Spec.tla --trace run.ndjson', 'is what ran allowed?'],
  ['tla2ts <command> --help', 'options and examples of a command'],
]).addHelpText('after', exitCodes);

await run(program, process.argv);

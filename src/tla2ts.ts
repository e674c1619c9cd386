#!/usr/bin/env node
/** `tla2ts`: reads the arguments and hands each verb its own. */
import { createRequire } from 'node:module';
import { check } from './commands/tla2ts/check.js';
import { compileVerb } from './commands/tla2ts/compile.js';
import { explore } from './commands/tla2ts/explore.js';
import { Command, run, type Verb } from './commands/verb.js';

/** In the order of `tla2ts --help`. */
const verbs: readonly Verb[] = [explore, check, compileVerb];

const require = createRequire(import.meta.url);
const { version } = require('../../package.json') as { version: string };

const program = new Command('tla2ts')
  .description('Compiles TLA+ specifications and checks them at compiled speed.')
  .version(version)
  .showSuggestionAfterError(true)
  .helpCommand(false);
for (const verb of verbs) verb(program);

await run(program, process.argv);

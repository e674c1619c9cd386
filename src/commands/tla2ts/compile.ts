/** `tla2ts compile SPEC.tla -o OUT.ts`: writes the TypeScript that `explore` runs. */
import { writeFileSync } from 'node:fs';
import { type ExitCode, exit, requirePlace } from '../exit.js';
import { act, examples, type Verb } from '../verb.js';
import { compileModel, findModel, libraryOption } from './load.js';

export const compileVerb: Verb = (program) => {
  const command = program
    .command('compile')
    .description('Compiles a specification to readable, typed TypeScript: one function for each action and operator.')
    .argument('<spec>', 'the .tla file of the root module')
    .option('--config <file>', 'the configuration; SPEC.cfg beside the specification if left out')
    .option(...libraryOption)
    .option('-o, --output <file>', 'where to write; standard output if left out')
    .action(act(run));
  examples(command, [['tla2ts compile specs/commit/MCTwoPhase.tla -o two-phase.ts', 'two-phase commit as TypeScript']]);
};

interface Options {
  readonly config?: string;
  readonly library?: readonly string[];
  readonly output?: string;
}

function run(file: string, options: Options): ExitCode {
  requirePlace('--output', options.output);
  const model = findModel(file, options.config, options.library);
  const compiled = compileModel(model, true, (text) => process.stderr.write(`${text}\n`));
  if (options.output === undefined) process.stdout.write(compiled.text);
  else writeFileSync(options.output, compiled.text);
  return exit.good;
}

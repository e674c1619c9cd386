import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rowSchema } from '../results/schema.js';
import { listRuns, ResultsError, readRows, readRun } from '../results/store.js';
import { exit, UsageError } from './exit.js';
import { print, printError, printJson, style } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface Validated {
  readonly file: string;
  readonly rows: number;
  readonly problem: string | null;
}

/** `nines validate FILE...`: are these whole, and what their schema says? */
export const validate: Verb = (program) => {
  const command = program
    .command('validate')
    .description('Checks stored results against their schema: every line, its version, and that nothing is cut short.')
    .argument('[path...]', 'result folders, rows.ndjson files, or a folder of runs')
    .option('--schema', 'print the JSON Schema of a line instead')
    .option('--json', 'print one JSON document')
    .action(
      act((paths: string[], options: { readonly schema?: boolean; readonly json?: boolean }) => {
        if (options.schema) {
          printJson(rowSchema);
          return exit.good;
        }
        if (paths.length === 0) throw new UsageError('name a result folder or a rows.ndjson file, or --schema');
        const checked = paths.flatMap(expand).map(check);
        const bad = checked.filter(({ problem }) => problem !== null);
        if (options.json) printJson(checked);
        else {
          for (const { file, rows, problem } of checked)
            if (problem === null) print(`${style.good('valid')}  ${file}  ${rows} rows`);
          for (const { problem } of bad) printError(`nines: ${problem}`);
        }
        return bad.length > 0 ? exit.usage : exit.good;
      }),
    );
  examples(command, [
    ['nines validate results/2026...', 'one run'],
    ['nines validate results', 'all of them'],
    ['nines validate --schema > rows.schema.json', 'the published schema, for other tools'],
  ]);
};

function expand(path: string): string[] {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file or folder; check the path`);
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path);
  if (entries.includes('run.json') || entries.includes('rows.ndjson')) return [path];
  const runs = listRuns(path);
  if (runs.length === 0) throw new UsageError(`${path}: no run in this folder; a run has run.json and rows.ndjson`);
  return runs;
}

function check(file: string): Validated {
  try {
    const whole = statSync(file).isDirectory();
    if (whole && !existsSync(join(file, 'run.json'))) throw new ResultsError(`${file}: run.json is missing`);
    if (whole && !existsSync(join(file, 'rows.ndjson'))) throw new ResultsError(`${file}: rows.ndjson is missing`);
    const rows = whole ? readRun(file).rows : readRows(file);
    return { file, rows: rows.length, problem: null };
  } catch (error) {
    if (error instanceof ResultsError) return { file, rows: 0, problem: error.message };
    throw error;
  }
}

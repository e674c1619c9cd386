import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listRuns, ResultsError, type Run, readRun } from '../results/store.js';
import { exit, UsageError } from './exit.js';
import { writeReport } from './report-file.js';
import { print, printJson } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface ReportOptions {
  readonly results: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** `nines report [RUN]`: draws a stored run again. */
export const report: Verb = (program) => {
  const command = program
    .command('report')
    .description('Draws the page of a stored run: one offline HTML file.')
    .argument('[run]', 'a result folder; the newest if left out')
    .option('--results <folder>', 'where result folders are', 'results')
    .option('-o, --output <file>', "where the page goes; the run's report.html if left out")
    .option('--json', 'print one JSON document')
    .action(
      act(async (path: string | undefined, options: ReportOptions) => {
        const run = storedRun(path ?? newest(options.results));
        const file = resolve(options.output ?? join(run.folder, 'report.html'));
        await writeReport(file, { ...run.info, rows: run.rows });
        if (options.json) printJson({ run: run.folder, report: file, bytes: statSync(file).size });
        else print(file);
        return exit.good;
      }),
    );
  examples(command, [
    ['nines report', 'the newest run'],
    ['nines report results/reference -o report.html', 'another one, elsewhere'],
  ]);
};

function newest(root: string): string {
  const last = listRuns(root).at(-1);
  if (last === undefined)
    throw new UsageError(`${root}: no complete run in this folder; \`nines nightly --quick\` makes one`);
  return last;
}

/** A stored run, or a usage error that names the file and the line. */
export function storedRun(path: string): Run {
  try {
    return readRun(path);
  } catch (error) {
    if (error instanceof ResultsError) throw new UsageError(error.message);
    throw error;
  }
}

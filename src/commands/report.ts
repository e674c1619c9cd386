import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { listRuns, ResultsError, type Run, readRun } from '../results/store.js';
import { exit, requirePlace, UsageError } from './exit.js';
import { nightsBefore } from './nightly/nights.js';
import { noPainter } from './report/pictures.js';
import { writeCharts, writeReport } from './report/write-report.js';
import { print, printError, printJson } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface ReportOptions {
  readonly results: string;
  readonly output?: string;
  readonly svg?: string;
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
    .option('--svg <folder>', 'also write every chart here, as SVG and as PNG')
    .option('--json', 'print one JSON document')
    .action(
      act(async (path: string | undefined, options: ReportOptions) => {
        requirePlace('--output', options.output);
        const run = storedRun(path ?? newest(options.results));
        const file = resolve(options.output ?? join(run.folder, 'report.html'));
        const nights = nightsBefore(dirname(resolve(run.folder)), run);
        const input = { ...run.info, rows: run.rows, ...(nights === null ? {} : { nights }) };
        await writeReport(file, input);
        const charts = options.svg === undefined ? [] : await writeCharts(options.svg, input);
        if (charts.length > 0 && !charts.some((file) => file.endsWith('.png'))) printError(noPainter);
        if (options.json) printJson({ run: run.folder, report: file, bytes: statSync(file).size, charts });
        else print([file, ...charts].join('\n'));
        return exit.good;
      }),
    );
  examples(command, [
    ['nines report', 'the newest run'],
    ['nines report results/reference -o report.html', 'another one, elsewhere'],
    ['nines report --svg charts', 'its charts as files of their own'],
  ]);
};

function newest(root: string): string {
  const last = listRuns(root).at(-1);
  if (last === undefined) throw noRunIn(root, '`nines nightly --quick` makes one');
  return last;
}

/** A results folder that is mistyped is another mistake than one that is empty yet. */
export const noRunIn = (root: string, help: string): UsageError =>
  new UsageError(
    existsSync(root) ? `${root}: no complete run in this folder; ${help}` : `${root}: no such folder; ${help}`,
  );

/** A stored run, or a usage error that names the file and the line. */
export function storedRun(path: string): Run {
  try {
    return readRun(path);
  } catch (error) {
    if (error instanceof ResultsError) throw new UsageError(error.message);
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Format, formats, importText } from '../results/import/import.js';
import { ImportError, timeUnits } from '../results/import/imported.js';
import { RunWriter } from '../results/store.js';
import { textOf } from '../results/text.js';
import { bucketOf } from '../stats/latency/histogram.js';
import { exit, oneOf, UsageError } from './exit.js';
import { writeReport } from './report/write-report.js';
import { print, printError, printJson } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface ImportOptions {
  readonly format?: Format;
  readonly unit: string;
  readonly results: string;
  readonly json?: boolean;
}

/** `nines import FILE...`: results of other tools as a run of ours. */
export const importVerb: Verb = (program) => {
  const command = program
    .command('import')
    .description('Reads results of other tools into a result folder, to be drawn and compared like our own.')
    .argument('<file...>', 'HdrHistogram logs, JSON of JMH or Google Benchmark, output of benchmark.js')
    .option(
      '--format <format>',
      `${formats.join(', ')}; told from the file if left out`,
      (name) => oneOf('format', name, formats) as Format,
    )
    .option(
      '--unit <unit>',
      'of the values in an HdrHistogram log: ns, us, ms, s',
      (name) => oneOf('unit', name, ['ns', 'us', 'ms', 's']),
      'ns',
    )
    .option('--results <folder>', 'where result folders go', 'results')
    .option('--json', 'print one JSON document')
    .action(
      act(async (files: string[], options: ImportOptions) => {
        // All are read before anything is written.
        const read = files.map((file) => ({ file, ...readOne(file, options) }));
        const first = read[0] as (typeof read)[number];
        const started = first.started ?? statSync(first.file).mtime.toISOString();
        const writer = new RunWriter(resolve(options.results), {
          commit: null,
          name: 'import',
          started: new Date(started),
        });
        try {
          for (const { rows } of read) for (const row of rows) writer.add(row);
          const machine = JSON.stringify(first.environment);
          const info = {
            name: `import of ${files.map((file) => basename(file)).join(', ')}`,
            started,
            finished: started,
            command: ['nines', ...process.argv.slice(2)].join(' '),
            size: 'imported',
            seed: '0x0',
            environment: {
              ...first.environment,
              fingerprint: createHash('sha256').update(machine).digest('hex').slice(0, 12),
            },
            calibration: {},
          };
          await writeReport(join(writer.folder, 'report.html'), { ...info, id: writer.id, rows: writer.rows });
          const run = writer.commit(info);
          const figures = run.rows.filter(({ kind }) => kind === 'figure').length;
          for (const { file, notes } of read) for (const note of notes) printError(`${file}: left out: ${note}`);
          if (options.json) printJson({ run: run.folder, report: join(run.folder, 'report.html'), figures });
          else print(`${figures} figures\n${run.folder}`);
          return exit.good;
        } finally {
          writer.abandon();
        }
      }),
    );
  examples(command, [
    ['nines import jmh-result.json', "JMH's -rf json"],
    ['nines import --unit us latencies.hlog', 'an HdrHistogram log of microseconds'],
    ['node bench.js | tee out.txt; nines import out.txt', 'what benchmark.js prints'],
  ]);
};

function readOne(file: string, { format, unit }: ImportOptions) {
  try {
    return importText(textOf(readFileSync(file)), format ?? null, { unit: timeUnits[unit] as number, bucketOf });
  } catch (error) {
    if (error instanceof ImportError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

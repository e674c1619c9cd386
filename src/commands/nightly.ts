import { join, resolve } from 'node:path';
import type { Size } from '../measure/declare.js';
import { type Budget, nightBudget, quickNightBudget } from '../measure/plan.js';
import { summarise, type Tile } from '../report/summary.js';
import { rowsVersion } from '../results/row.js';
import { leftOutText } from './bench.js';
import { project } from './config.js';
import { type ExitCode, exit } from './exit.js';
import { nightsBefore } from './nightly/nights.js';
import { nightParts } from './nightly/parts.js';
import { agesOf } from './nightly/rotation.js';
import { writeReport } from './report/write-report.js';
import { type MeasureOptions, measuringOptions, session } from './session.js';
import { print, printError, printJson, style } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface NightlyOptions extends MeasureOptions {
  readonly quick?: boolean;
}

/** Findings that the configuration ignores are shown and do not fail the night. */
function exitOf(tiles: readonly Tile[], ignored: readonly string[]): ExitCode {
  const verdicts = tiles.filter(({ label }) => !ignored.includes(label)).map(({ verdict }) => verdict);
  if (verdicts.includes('bad')) return exit.bad;
  return verdicts.includes('unsure') ? exit.inconclusive : exit.good;
}

/** Four minutes and an hour, less what the page takes. */
const nightMs: Readonly<Record<Size, number>> = { smoke: Infinity, quick: 225_000, full: 57 * 60_000 };

/** A smoke night proves that all runs, however long that takes. */
const budgetOf = (size: Size, elapsedMs: number): Budget | undefined =>
  size === 'smoke' ? undefined : size === 'quick' ? quickNightBudget(elapsedMs) : nightBudget;

/** `nines nightly`: everything, in one run with its page. */
export const nightly: Verb = (program) => {
  const command = program
    .command('nightly')
    .description(
      'Measures, holds to the goals, verifies, explores, and draws the page: everything, in one result folder.',
    )
    .option('--quick', 'small sizes: less than four minutes on two cores')
    .action(
      act(async (given: NightlyOptions) => {
        const options: MeasureOptions = given.quick ? { ...given, size: 'quick' } : given;
        const times: Record<string, number> = {};
        const began = performance.now();
        const endsAt = began + nightMs[options.size];
        const run = await session(
          'nightly',
          options,
          async (session) => {
            const age = agesOf(resolve(options.results), 'nightly', options.size);
            for (const part of nightParts) {
              const start = performance.now();
              const budget = budgetOf(options.size, start - began);
              await part.run({ ...session, measuring: { ...session.measuring, budget, age } }, endsAt);
              times[part.name] = Math.round(performance.now() - start);
            }
          },
          async (writer, info) => {
            const { id, rows } = writer;
            const whole = { ...info, id, rows: rows.length, schema: `nines/run/${rowsVersion}` } as const;
            const nights = nightsBefore(resolve(options.results), { info: whole, rows });
            const input = { ...info, id, rows, ...(nights === null ? {} : { nights }) };
            await writeReport(join(writer.folder, 'report.html'), input);
          },
        );
        const { headline, verdict, tiles } = summarise(run.rows);
        const page = join(run.folder, 'report.html');
        if (options.json) {
          printJson({ run: run.folder, report: page, headline, verdict, tiles, milliseconds: times, ...run.info });
        } else {
          const paint = { good: style.good, bad: style.bad, unsure: style.unsure };
          print(style.bold(headline));
          for (const tile of tiles) print(`  ${paint[tile.verdict](tile.value)} ${tile.label}: ${tile.note}`);
          print();
          print(page);
        }
        const leftOut = leftOutText(run.rows);
        if (leftOut !== null) printError(leftOut);
        return exitOf(tiles, (await project()).config?.gates?.ignore ?? []);
      }),
    );
  measuringOptions(command, 'full');
  examples(command, [
    ['nines nightly --quick', 'less than four minutes: what has no time is told, and is first the next night'],
    ['nines nightly', 'the whole night, within an hour'],
    ['nines nightly --quick --json', 'where everything is, for a program'],
  ]);
};

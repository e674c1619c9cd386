import { join, resolve } from 'node:path';
import { hasChanges } from '../measure/compare/revision.js';
import type { Size } from '../measure/declare.js';
import { type Ends, endsOf } from '../measure/plan.js';
import { SubjectError } from '../measure/subject-error.js';
import { summarise, type Tile } from '../report/summary.js';
import { rowsVersion } from '../results/row.js';
import { leftOutText } from './bench.js';
import { suites } from './bench-folder.js';
import { knownRevision } from './comparison.js';
import { project } from './config.js';
import { type ExitCode, exit, UsageError } from './exit.js';
import { type Course, runParts } from './nightly/course.js';
import { nightsBefore } from './nightly/nights.js';
import { nightParts } from './nightly/parts.js';
import { agesOf } from './nightly/rotation.js';
import { writeReport } from './report/write-report.js';
import { type MeasureOptions, measuringOptions, session } from './session.js';
import { print, printError, printJson, style } from './terminal.js';
import { act, examples, type Interrupted, type Verb } from './verb.js';

interface NightlyOptions extends MeasureOptions {
  readonly quick?: boolean;
  readonly minutes?: number;
}

/** Findings that the configuration ignores are shown and do not fail the night. */
function exitOf(tiles: readonly Tile[], ignored: readonly string[]): ExitCode {
  const verdicts = tiles.filter(({ label }) => !ignored.includes(label)).map(({ verdict }) => verdict);
  if (verdicts.includes('bad')) return exit.bad;
  return verdicts.includes('unsure') ? exit.inconclusive : exit.good;
}

/** Minutes, its page too. */
const usualMinutes = { quick: 4, full: 60 } as const;
/** For the page, and what is still running when the time is over. */
const pageShare = 0.05;

/** When all of it and each part has to be over; a smoke night proves that all runs, however long that takes. */
function clockOf(size: Size, minutes: number | undefined): { readonly lastsMs: number; readonly ends: Ends | null } {
  if (size === 'smoke') return { lastsMs: Infinity, ends: null };
  const given = minutes ?? usualMinutes[size];
  return { lastsMs: given * 60_000 * (1 - pageShare), ends: endsOf(size, given / usualMinutes[size]) };
}

function minutesOption(text: string): number {
  const minutes = Number(text);
  if (!(minutes >= 0.5 && minutes <= 1_440))
    throw new UsageError(`--minutes: expected minutes from 0.5 to 1440, found '${text}'`);
  return minutes;
}

/** As shells expect. */
const interruptedBy = (signal: unknown): Interrupted => (signal === 'SIGTERM' ? 143 : 130);

/** What somebody wrote is read before an hour of work: bench files, and the revision to compare with. */
async function readInput(): Promise<void> {
  await suites();
  const { config } = await project();
  if (config?.baseline !== undefined) await knownRevision(config.baseline);
}

/** A mistake of the user's is told by its message; one of ours needs its place. */
const messageOf = (error: unknown): string =>
  error instanceof UsageError || error instanceof SubjectError
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

/** `nines nightly`: everything, in one run with its page. */
export const nightly: Verb = (program) => {
  const command = program
    .command('nightly')
    .description(
      'Measures, holds to the goals, verifies, explores, and draws the page: everything, in one result folder.',
    )
    .option('--quick', 'small sizes: less than four minutes on two cores')
    .option('--minutes <count>', 'what it may take; 60 if left out, 4 with --quick', minutesOption)
    .action(
      act(async (given: NightlyOptions) => {
        const options: MeasureOptions = given.quick ? { ...given, size: 'quick' } : given;
        const { lastsMs, ends } = clockOf(options.size, given.minutes);
        await readInput();
        if (hasChanges((await project()).root))
          printError(
            'note: the work tree has uncommitted changes: what is measured is no commit, and trend blames none',
          );
        const began = performance.now();
        const stop = new AbortController();
        let course: Course = { times: {}, failures: [] };
        const run = await session(
          'nightly',
          options,
          async (session) => {
            course = await runParts(nightParts, session, {
              began,
              endsAt: began + lastsMs,
              ends,
              stop: stop.signal,
              age: agesOf(resolve(options.results), 'nightly', options.size),
            });
          },
          async (writer, info) => {
            const { id, rows } = writer;
            const whole = { ...info, id, rows: rows.length, schema: `nines/run/${rowsVersion}` } as const;
            const nights = nightsBefore(resolve(options.results), { info: whole, rows });
            const input = { ...info, id, rows, ...(nights === null ? {} : { nights }) };
            try {
              await writeReport(join(writer.folder, 'report.html'), input);
            } catch (error) {
              // The figures are worth an hour, the page a second: `nines report` draws it again.
              course = { ...course, failures: [...course.failures, { part: 'page', error }] };
            }
          },
          stop,
        );
        const { headline, verdict, tiles } = summarise(run.rows);
        const page = join(run.folder, 'report.html');
        if (options.json) {
          printJson({
            run: run.folder,
            report: page,
            headline,
            verdict,
            tiles,
            milliseconds: course.times,
            ...run.info,
          });
        } else {
          const paint = { good: style.good, bad: style.bad, unsure: style.unsure };
          print(style.bold(headline));
          for (const { label, value, note, verdict: held } of tiles)
            print(`  ${held === null ? value : paint[held](value)} ${label}: ${note}`);
          print();
          print(page);
        }
        const leftOut = leftOutText(run.rows);
        if (leftOut !== null) printError(leftOut);
        for (const { part, error } of course.failures) printError(`${part}: ${messageOf(error)}`);
        if (stop.signal.aborted) return interruptedBy(stop.signal.reason);
        if (course.failures.length > 0) return exit.usage;
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

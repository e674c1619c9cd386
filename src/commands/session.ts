/** What every measuring verb shares: options, where results go, and an interrupt that leaves nothing half-written. */
import { existsSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatSeed, parseSeed, type Seed } from '../core/random.js';
import { calibrate } from '../measure/calibration.js';
import { type Size, sizes } from '../measure/declare.js';
import { environment } from '../measure/environment.js';
import type { Measuring } from '../measure/measuring.js';
import { SubjectError } from '../measure/subject-error.js';
import { listRuns, type Run, RunWriter } from '../results/store.js';
import { oneOf, UsageError } from './exit.js';
import { measureWithOwnKeys } from './own-keys.js';
import { type Progress, printError, progress } from './terminal.js';

export interface MeasureOptions {
  readonly size: Size;
  readonly seed: Seed;
  readonly results: string;
  readonly json?: boolean;
  readonly keys?: string;
}

/** `--size`, `--seed`, `--results`, `--keys`, `--json`. */
export function measuringOptions(command: Command, size: Size): Command {
  return command
    .option(
      '--size <size>',
      `how much is measured: ${sizes.join(', ')}`,
      (name) => oneOf('size', name, sizes) as Size,
      size,
    )
    .addOption(
      new Option('--seed <seed>', 'seed of keys, orders and simulations')
        .argParser(seedOption)
        .default(0x5eedn, formatSeed(0x5eedn)),
    )
    .option('--results <folder>', 'where result folders go', 'results')
    .option('--keys <file>', 'measure placements with your own keys, one a line; gzip is read too')
    .addOption(
      new Option(
        '--tlc <jar>',
        'also run TLC beside tla2ts, from this tla2tools.jar (or several jars, as in a class path)',
      )
        .env('TLC_JAR')
        .argParser(tlcOption),
    )
    .option('--json', 'print one JSON document')
    .hook('preAction', (_, called) => measureWithOwnKeys((called.opts() as MeasureOptions).keys));
}

export function seedOption(text: string): Seed {
  const seed = parseSeed(text);
  if (seed === null) throw new InvalidArgumentError('expected a 64-bit number such as 0x5eed or 24301.');
  return seed;
}

/** The bench files, also those imported by workers, find it in the environment. */
function tlcOption(path: string): string {
  const jars = path.split(delimiter);
  // `folder/*` are all jars of a folder, as `java -cp` has it.
  const missing = jars.find((jar) => !existsSync(jar.endsWith('/*') ? jar.slice(0, -2) : jar));
  if (missing !== undefined)
    throw new InvalidArgumentError(`${missing}: no such file; give the path of a tla2tools.jar.`);
  process.env.TLC_JAR = jars.map((jar) => resolve(jar)).join(delimiter);
  return path;
}

export interface Session {
  readonly writer: RunWriter;
  readonly measuring: Measuring;
  readonly progress: Progress;
}

/**
 * Opens a run, does the work in it and commits it. When the work throws or the user interrupts, the run is abandoned and
 * earlier results are untouched; an interrupt says how far it was and ends the process with 130 (143 for SIGTERM), as shells expect.
 * With `stop` the first interrupt aborts that, and the work ends with what it has; the second one is as above.
 */
export async function session(
  name: string,
  options: MeasureOptions,
  work: (session: Session) => Promise<void>,
  finish: (writer: RunWriter, info: Parameters<RunWriter['commit']>[0]) => Promise<void> = async () => {},
  stop?: AbortController,
): Promise<Run> {
  const started = new Date();
  const began = performance.now();
  const machine = environment();
  const root = resolve(options.results);
  const bar = progress();
  let doing = 'the start';
  const shown: Progress = {
    end: bar.end,
    say(text, done, total) {
      doing = done === undefined || total === undefined ? text : `${text} (${done} of ${total})`;
      bar.say(text, done, total);
    },
  };
  let writer: RunWriter | null = null;
  const interrupt = (signal: NodeJS.Signals): void => {
    shown.end();
    if (stop !== undefined && !stop.signal.aborted) {
      printError(`interrupted at ${doing}: what was measured so far is kept; another interrupt keeps nothing`);
      stop.abort(signal);
      return;
    }
    writer?.abandon();
    printError(`interrupted at ${doing}: nothing of this run is kept, earlier results are untouched`);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  // Before the folder is made: an interrupt in between would leave it behind.
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    writer = new RunWriter(root, { commit: machine.commit, name, started });
    noteFuture(root, writer.id);
    const before = calibrate();
    await work({
      writer,
      measuring: { ...measuringOf(options, writer.scratch, shown), signal: stop?.signal },
      progress: shown,
    });
    const info = {
      name,
      started: started.toISOString(),
      finished: finishedAt(started, performance.now() - began).toISOString(),
      command: ['nines', ...process.argv.slice(2)].join(' '),
      size: options.size,
      seed: formatSeed(options.seed),
      environment: { ...machine },
      calibration: { before, after: calibrate() },
    };
    await finish(writer, info);
    return writer.commit(info);
  } catch (error) {
    if (error instanceof SubjectError) throw new UsageError(error.message);
    throw error;
  } finally {
    shown.end();
    writer?.abandon();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** A clock that is set back meanwhile moves no figure, since none is measured by it; but nothing ends before it began. */
function finishedAt(started: Date, elapsedMs: number): Date {
  const now = Date.now();
  const expected = started.getTime() + elapsedMs;
  const seconds = Math.round((expected - now) / 1_000);
  if (seconds >= 2)
    printError(
      `note: the clock went back by ${seconds} s meanwhile; figures do not depend on it, the end is told as if it had not`,
    );
  return new Date(Math.max(now, Math.ceil(expected)));
}

/** Runs are ordered by their time: one that is stored under a later one stands before it, in `trend` and for `report`. */
function noteFuture(root: string, id: string): void {
  const newest = listRuns(root)
    .map((folder) => basename(folder))
    .filter((name) => /^\d{8}T\d{6}Z-/.test(name))
    .at(-1);
  if (newest !== undefined && newest > id)
    printError(`note: ${join(root, newest)} is of a later time than now: is the clock right? History is ordered by it`);
}

function measuringOf(options: Pick<MeasureOptions, 'size' | 'seed'>, scratch: string, shown: Progress): Measuring {
  return {
    size: options.size,
    seed: options.seed,
    scratch,
    onPoint: (text, done, total) => shown.say(text, done, total),
  };
}

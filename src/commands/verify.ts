import { join } from 'node:path';
import { parseSeed, type Seed } from '../core/random.js';
import { verifyOne } from '../measure/verify/batch.js';
import { judge } from '../measure/verify/judge.js';
import { StuckError } from '../measure/verify/lanes.js';
import { minimalRun } from '../measure/verify/minimal.js';
import {
  type MutantVerification,
  type ProtocolVerification,
  type VerifyOptions,
  verify,
} from '../measure/verify/verify.js';
import { mutantsOf, type System } from '../sim/system.js';
import { systemNamed, systems } from '../sim/systems/registry.js';
import { measuredSystems } from './config.js';
import { type ExitCode, exit, oneOf, UsageError } from './exit.js';
import { print, printError, printJson, progress, style, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';
import { fileName, replayLine, replaySchedule, replaySeed, saveSchedule, writeRun } from './verify/replay.js';

/** A text, as options are. */
const defaultSeeds = '100';

interface Options {
  readonly seeds?: string;
  readonly seed?: string;
  readonly schedule?: string;
  readonly twice?: boolean;
  readonly catches?: string;
  readonly maxSeconds?: string;
  /** false: `--no-mutant`. */
  readonly mutant?: string | false;
  readonly shrink?: boolean;
  readonly saveSchedule?: string;
  readonly saveSchedules?: string;
  readonly traceOut?: string;
  readonly diagram?: string;
  readonly json?: boolean;
}

/** `nines verify [PROTOCOL...]`: simulated runs with faults, each held to its specification. */
export const verifyVerb: Verb = (program) => {
  const command = program
    .command('verify')
    .description('Runs protocols in the simulator, with faults, and checks every trace against its specification.')
    .argument('[protocol...]', `any of ${systems.map(({ name }) => name).join(', ')}; all of them if left out`)
    .option('--seeds <n>', `how many runs of each protocol and of each of its mutants (default: ${defaultSeeds})`)
    .option('--seed <seed>', 'this one run only, as a replay line names it: 0x2a')
    .option('--schedule <file>', 'this one run only, of a schedule that --save-schedule wrote')
    .option('--mutant <name>', 'this mutant only')
    .option('--no-mutant', 'with --schedule: the protocol as it is, whatever mutant the file names')
    .option('--catches <n>', 'run a mutant only until it was rejected n times')
    .option('--max-seconds <s>', 'begin nothing after s seconds, protocols first: what is left out is inconclusive')
    .option('--twice', 'run everything twice and compare by rolling hash; without it, one run of fifty')
    .option('--shrink', 'with --seed or --schedule: reduce the schedule to what the violation needs')
    .option('--save-schedule <file>', 'with --seed or --schedule: write the schedule, shrunk if it was')
    .option('--save-schedules <dir>', 'shrink the first run that catches each mutant: <dir>/<protocol>/<mutant>.json')
    .option('--trace-out <dir>', 'write traces, schedules and constants here: of --seed, or of the first failures')
    .option('--diagram <file>', 'with --seed or --schedule: draw the run as a space-time diagram, shrunk if it was')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['nines verify two-phase --seeds 1000', 'a thousand runs, and as many of each mutant'],
    ['nines verify two-phase --seed 0xf --mutant reply-before-persist', 'one run again, with the reason'],
    ['nines verify raft --seed 0x2 --mutant conflict-kept --shrink --save-schedule kept.json', 'the least that fails'],
    ['nines verify --schedule kept.json', 'and that again; edit the file to try a variation'],
    ['nines verify raft --seed 0x2 --mutant conflict-kept --shrink --diagram kept.html', 'and its space-time diagram'],
  ]);
};

async function run(names: readonly string[], options: Options): Promise<ExitCode> {
  const own = await measuredSystems();
  const known = systems.map(({ name }) => name);
  const chosen = names.length === 0 ? own : names.map((name) => systemNamed(oneOf('protocol', name, known))!);
  if (options.schedule !== undefined) return replayFile(options.schedule, names, options);
  if (options.mutant === false)
    throw new UsageError('--no-mutant needs --schedule: without --mutant a --seed is the protocol as it is');
  const mutant = options.mutant ?? null;
  if (mutant !== null)
    for (const system of chosen) oneOf(`mutant of ${system.name}`, mutant, Object.keys(mutantsOf(system)));
  if (options.seed !== undefined) {
    if (names.length !== 1)
      throw new UsageError('--seed replays one run: name one protocol, as in nines verify raft --seed 0x2a');
    refuse(ofManyRuns(options), ([option, instead]) => `${option} is for many runs, and --seed names one: ${instead}`);
    return replaySeed(chosen[0]!, readSeed(options.seed), mutant, options);
  }
  refuse(ofOneRun(options), ([option]) => `${option} needs --seed or --schedule: name the run`);
  return verifySeeds(chosen, readCount('--seeds', options.seeds ?? defaultSeeds), mutant, options);
}

type Given = readonly [option: string, instead: string, given: unknown];

/** The options that say nothing of one run, and what to say instead. */
const ofManyRuns = (options: Options): readonly Given[] => [
  ['--seeds', 'leave one out', options.seeds],
  ['--catches', 'leave it out', options.catches],
  ['--max-seconds', 'leave it out', options.maxSeconds],
  ['--save-schedules', '--save-schedule', options.saveSchedules],
];

const ofOneRun = (options: Options): readonly Given[] => [
  ['--shrink', '', options.shrink],
  ['--save-schedule', '', options.saveSchedule],
  ['--diagram', '', options.diagram],
];

/** An option that would be ignored is refused: who gave it believes that it counts. */
function refuse(options: readonly Given[], message: (option: Given) => string): void {
  const [first] = options.filter(([, , given]) => given !== undefined);
  if (first !== undefined) throw new UsageError(message(first));
}

function replayFile(file: string, names: readonly string[], options: Options): ExitCode {
  if (options.seed !== undefined) throw new UsageError('--seed and --schedule name a run each: leave one out');
  refuse(
    ofManyRuns(options),
    ([option, instead]) => `${option} is for many runs, and --schedule names one: ${instead}`,
  );
  if (names.length > 1) throw new UsageError('--schedule replays one run: its file names the protocol');
  const mutant = options.mutant === false ? null : options.mutant;
  return replaySchedule(file, names[0] ?? null, mutant, options);
}

function readSeed(text: string): Seed {
  const seed = parseSeed(text);
  if (seed === null) throw new UsageError(`--seed ${text}: no 64-bit number; write it like 0x2a or 42`);
  return seed;
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`${option} ${text}: a whole number from 1`);
  return count;
}

async function verifySeeds(
  chosen: readonly System[],
  seeds: number,
  mutant: string | null,
  options: Options,
): Promise<ExitCode> {
  const began = performance.now();
  const { catches, maxSeconds } = options;
  const bar = progress();
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  const protocols = await verify(chosen, {
    seeds,
    from: 0n,
    mutant,
    twice: options.twice ?? false,
    ...(catches === undefined ? {} : { catches: readCount('--catches', catches) }),
    ...(maxSeconds === undefined ? {} : within(1_000 * readCount('--max-seconds', maxSeconds))),
    signal: interrupted.signal,
    onProgress: (protocol, of, done, total) => bar.say(of === null ? protocol : `${protocol}, ${of}`, done, total),
  });
  process.off('SIGINT', interrupt);
  bar.end();
  if (options.traceOut !== undefined) writeFirstFailures(protocols, options.traceOut);
  if (options.saveSchedules !== undefined) saveCaught(protocols, options.saveSchedules);
  const seconds = (performance.now() - began) / 1000;
  if (options.json) printJson({ seeds, seconds, protocols });
  else printTables(protocols);
  const { aborted } = interrupted.signal;
  if (aborted) printError(coveredText(protocols));
  for (const line of replayLines(protocols, aborted)) printError(line);
  return exitOf(protocols);
}

/** Who gives it a time is told what does not end, and hears of the others. What throws ends it, as without one. */
const within = (maxMs: number): Pick<VerifyOptions, 'maxMs' | 'patienceMs' | 'onFailure'> => ({
  maxMs,
  patienceMs: Math.max(15_000, maxMs),
  onFailure: (protocol, mutant, error) => {
    if (!(error instanceof StuckError)) throw error;
    printError(`${mutant === null ? protocol : `${protocol}, ${mutant}`}: ${error.message}`);
  },
});

function exitOf(protocols: readonly ProtocolVerification[]): ExitCode {
  if (protocols.some(({ rejected, mutants }) => rejected > 0 || mutants.some(isMissed))) return exit.bad;
  return protocols.some(isOpen) ? exit.inconclusive : exit.good;
}

/** It had all its runs, and passed. */
const isMissed = ({ caught, leftOut }: MutantVerification): boolean => caught === 0 && leftOut === 0;

const uncaught = (mutant: MutantVerification): string =>
  (isMissed(mutant) ? style.bad : style.unsure)(`0 of ${mutant.seeds}`);

/** No time was left for what might decide otherwise. */
const isOpen = ({ inconclusive, leftOut, mutants }: ProtocolVerification): boolean =>
  inconclusive + leftOut > 0 || mutants.some((mutant) => mutant.caught === 0 && mutant.leftOut > 0);

/** What an interrupt left: how much of it was judged. */
function coveredText(protocols: readonly ProtocolVerification[]): string {
  const all = protocols.flatMap(({ seeds, leftOut, mutants }) => [{ seeds, leftOut }, ...mutants]);
  const judged = all.reduce((sum, { seeds }) => sum + seeds, 0);
  const total = all.reduce((sum, { seeds, leftOut }) => sum + seeds + leftOut, 0);
  return `interrupted: the figures are of the ${judged} of ${total} runs that were judged; of the others nothing is known`;
}

/** What a failure says: the verdict's reason, and one line that shows it again. What an interrupt left out is not told again for each. */
function replayLines(protocols: readonly ProtocolVerification[], interrupted: boolean): string[] {
  return protocols.flatMap(({ name, failures, leftOut, mutants }) => [
    ...failures
      .slice(0, 3)
      .map(({ seed, because }) => `${name}: ${because}\n  Replay: ${replayLine(name, seed, null)}`),
    ...(interrupted ? [] : leftOutLines(name, leftOut, mutants)),
    ...mutants
      .filter(({ caught, seeds, leftOut }) => caught === 0 && seeds > 0 && (leftOut === 0 || !interrupted))
      .map((each) => `${name}: the mutant ${each.name} was not caught in ${each.seeds} runs; ${advice(each)}`),
  ]);
}

function leftOutLines(protocol: string, leftOut: number, mutants: readonly MutantVerification[]): string[] {
  return [
    ...(leftOut > 0 ? [`${protocol}: no time was left for ${leftOut} runs; allow more --max-seconds`] : []),
    ...unrun(protocol, mutants),
  ];
}

function unrun(protocol: string, mutants: readonly MutantVerification[]): string[] {
  const names = mutants.filter(({ seeds }) => seeds === 0).map(({ name }) => name);
  return names.length === 0
    ? []
    : [`${protocol}: no time was left for the mutants ${names.join(', ')}; allow more --max-seconds`];
}

const advice = ({ leftOut }: MutantVerification): string =>
  leftOut > 0 ? `no time was left for ${leftOut}: allow more --max-seconds` : 'try more --seeds';

function printTables(protocols: readonly ProtocolVerification[]): void {
  const rows = protocols.map(({ name, seeds, accepted, rejected, inconclusive, actions, neverTaken }) => {
    const count = Object.keys(actions).length;
    const taken = `${count - neverTaken.length} of ${count}`;
    return [
      name,
      String(seeds),
      style.good(String(accepted)),
      rejected > 0 ? style.bad(String(rejected)) : '0',
      inconclusive > 0 ? style.unsure(String(inconclusive)) : '0',
      neverTaken.length > 0 ? style.unsure(taken) : taken,
    ];
  });
  print(table(['protocol', 'runs ', 'accepted ', 'rejected ', 'inconclusive ', 'actions taken '], rows));
  for (const { name, neverTaken } of protocols) {
    if (neverTaken.length > 0) print(`${name}: no run took ${neverTaken.join(', ')}: nothing is shown of that`);
  }
  for (const { name, expected } of protocols) {
    for (const { property, count, firstSeed, because } of expected) {
      print(`${name}: ${property} is violated in ${count} of the accepted runs, as is expected of it: ${because}`);
      print(`  See it: ${replayLine(name, firstSeed, null)}`);
    }
  }
  const mutants = protocols.flatMap(({ name, mutants: all }) =>
    all
      .filter(({ seeds }) => seeds > 0)
      .map((each) => [
        name,
        each.name,
        each.caught > 0 ? style.good(`${each.caught} of ${each.seeds}`) : uncaught(each),
        each.firstSeed ?? '-',
      ]),
  );
  if (mutants.length === 0) return;
  print();
  print(table(['protocol', 'mutant', 'caught ', 'first seed'], mutants));
}

function writeFirstFailures(protocols: readonly ProtocolVerification[], folder: string): void {
  for (const { name, failures, mutants } of protocols) {
    const first = failures[0] === undefined ? [] : [{ seed: failures[0].seed, mutant: null }];
    const caught = mutants.flatMap((each) =>
      each.firstSeed === null ? [] : [{ seed: each.firstSeed, mutant: each.name }],
    );
    for (const { seed, mutant } of [...first, ...caught]) {
      const { run, outcome } = verifyOne(name, mutant, readSeed(seed));
      writeRun(folder, fileName(name, seed, mutant), run, outcome);
    }
  }
}

/** `<folder>/<protocol>/<mutant>.json`: the first run that each mutant was caught on, shrunk. */
function saveCaught(protocols: readonly ProtocolVerification[], folder: string): void {
  for (const { name, mutants } of protocols) {
    for (const { name: mutant, firstSeed } of mutants) {
      if (firstSeed === null) continue;
      const system = systemNamed(name)!;
      const { run } = minimalRun(system, verifyOne(name, mutant, readSeed(firstSeed)).run);
      saveSchedule(join(folder, name, `${mutant}.json`), run, judge(system, run));
    }
  }
}

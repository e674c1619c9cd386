import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonLine } from '../core/json-lines.js';
import { formatSeed, parseSeed, type Seed } from '../core/random.js';
import { verifyOne } from '../measure/verify/batch.js';
import { judge, type Outcome } from '../measure/verify/judge.js';
import { minimalRun } from '../measure/verify/minimal.js';
import { type ProtocolVerification, verify } from '../measure/verify/verify.js';
import { describeFault } from '../sim/schedule.js';
import type { Run } from '../sim/simulation.js';
import { mutantsOf, type System } from '../sim/system.js';
import { systemNamed, systems } from '../sim/systems/registry.js';
import { type ExitCode, exit, oneOf, UsageError } from './exit.js';
import { print, printError, printJson, progress, style, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface Options {
  readonly seeds: string;
  readonly seed?: string;
  readonly mutant?: string;
  readonly shrink?: boolean;
  readonly traceOut?: string;
  readonly json?: boolean;
}

/** `nines verify [PROTOCOL...]`: simulated runs with faults, each held to its specification. */
export const verifyVerb: Verb = (program) => {
  const command = program
    .command('verify')
    .description('Runs protocols in the simulator, with faults, and checks every trace against its specification.')
    .argument('[protocol...]', `any of ${systems.map(({ name }) => name).join(', ')}; all of them if left out`)
    .option('--seeds <n>', 'how many runs of each protocol and of each of its mutants', '100')
    .option('--seed <seed>', 'this one run only, as a replay line names it: 0x2a')
    .option('--mutant <name>', 'this mutant only')
    .option('--shrink', 'with --seed: reduce the schedule to what the violation needs')
    .option('--trace-out <dir>', 'write traces, schedules and constants here: of --seed, or of the first failures')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['nines verify two-phase --seeds 1000', 'a thousand runs, and as many of each mutant'],
    ['nines verify two-phase --seed 0x6 --mutant reply-before-persist', 'one run again, with the reason'],
    ['nines verify raft --seed 0x2a --mutant conflict-kept --shrink', 'and the least that makes it fail'],
  ]);
};

async function run(names: readonly string[], options: Options): Promise<ExitCode> {
  const known = systems.map(({ name }) => name);
  const chosen = names.length === 0 ? systems : names.map((name) => systemNamed(oneOf('protocol', name, known))!);
  const { mutant = null } = options;
  if (mutant !== null)
    for (const system of chosen) oneOf(`mutant of ${system.name}`, mutant, Object.keys(mutantsOf(system)));
  if (options.seed !== undefined) {
    if (names.length !== 1)
      throw new UsageError('--seed replays one run: name one protocol, as in nines verify raft --seed 0x2a');
    return replay(chosen[0]!, readSeed(options.seed), mutant, options);
  }
  if (options.shrink) throw new UsageError('--shrink needs --seed: name the run to be reduced');
  return verifySeeds(chosen, readCount(options.seeds), mutant, options);
}

function readSeed(text: string): Seed {
  const seed = parseSeed(text);
  if (seed === null) throw new UsageError(`--seed ${text}: no 64-bit number; write it like 0x2a or 42`);
  return seed;
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`--seeds ${text}: a whole number from 1`);
  return count;
}

async function verifySeeds(
  chosen: readonly System[],
  seeds: number,
  mutant: string | null,
  options: Options,
): Promise<ExitCode> {
  const bar = progress();
  const protocols = await verify(chosen, {
    seeds,
    from: 0n,
    mutant,
    onProgress: (protocol, of, done, total) => bar.say(of === null ? protocol : `${protocol}, ${of}`, done, total),
  });
  bar.end();
  if (options.traceOut !== undefined) writeFirstFailures(protocols, options.traceOut);
  if (options.json) printJson({ protocols });
  else printTables(protocols);
  for (const line of replayLines(protocols)) printError(line);
  return exitOf(protocols);
}

function exitOf(protocols: readonly ProtocolVerification[]): ExitCode {
  if (protocols.some(({ rejected, mutants }) => rejected > 0 || mutants.some(({ caught }) => caught === 0))) {
    return exit.bad;
  }
  return protocols.some(({ inconclusive }) => inconclusive > 0) ? exit.inconclusive : exit.good;
}

const replayLine = (protocol: string, seed: string, mutant: string | null): string =>
  `npx nines verify ${protocol} --seed ${seed}${mutant === null ? '' : ` --mutant ${mutant}`}`;

/** What a failure says: the verdict's reason, and one line that shows it again. */
function replayLines(protocols: readonly ProtocolVerification[]): string[] {
  return protocols.flatMap(({ name, failures, mutants }) => [
    ...failures
      .slice(0, 3)
      .map(({ seed, because }) => `${name}: ${because}\n  Replay: ${replayLine(name, seed, null)}`),
    ...mutants
      .filter(({ caught }) => caught === 0)
      .map((each) => `${name}: the mutant ${each.name} was not caught in ${each.seeds} runs; try more --seeds`),
  ]);
}

function printTables(protocols: readonly ProtocolVerification[]): void {
  const rows = protocols.map(({ name, seeds, accepted, rejected, inconclusive }) => [
    name,
    String(seeds),
    style.good(String(accepted)),
    rejected > 0 ? style.bad(String(rejected)) : '0',
    inconclusive > 0 ? style.unsure(String(inconclusive)) : '0',
  ]);
  print(table(['protocol', 'runs ', 'accepted ', 'rejected ', 'inconclusive '], rows));
  const mutants = protocols.flatMap(({ name, mutants: all }) =>
    all.map((each) => [
      name,
      each.name,
      each.caught > 0 ? style.good(`${each.caught} of ${each.seeds}`) : style.bad(`0 of ${each.seeds}`),
      each.firstSeed ?? '-',
    ]),
  );
  if (mutants.length === 0) return;
  print();
  print(table(['protocol', 'mutant', 'caught ', 'first seed'], mutants));
}

function replay(system: System, seed: Seed, mutant: string | null, options: Options): ExitCode {
  const whole = verifyOne(system.name, mutant, seed);
  const reduced = options.shrink && whole.outcome.kind === 'rejected' ? minimalRun(system, whole.run) : null;
  const shown = reduced?.run ?? whole.run;
  const outcome = reduced === null ? whole.outcome : judge(system, shown);
  const name = fileName(system.name, formatSeed(seed), mutant);
  const files = options.traceOut === undefined ? [] : writeRun(options.traceOut, name, shown);
  const { counts, hash, schedule, operations } = shown;
  if (options.json) {
    const shrunk = reduced === null ? {} : { shrunk: { runs: reduced.runs, minimal: reduced.minimal } };
    const { kind: verdict, because } = outcome;
    printJson({
      protocol: system.name,
      seed: formatSeed(seed),
      mutant,
      verdict,
      because,
      hash,
      ...shrunk,
      counts,
      schedule,
      files,
    });
  } else printRun(system, shown, outcome);
  if (reduced !== null && !options.json) {
    const how = reduced.minimal ? 'nothing in it can be left out' : 'the budget ran out before it was minimal';
    print(
      `Reduced in ${reduced.runs} runs to ${schedule.faults.length} faults and ${operations.length} operations; ${how}.`,
    );
  }
  if (outcome.kind === 'accepted') return exit.good;
  printError(`${system.name}: ${outcome.because}\n  Replay: ${replayLine(system.name, formatSeed(seed), mutant)}`);
  return outcome.kind === 'rejected' ? exit.bad : exit.inconclusive;
}

function printRun(system: System, run: Run, outcome: Outcome): void {
  const paint = { accepted: style.good, rejected: style.bad, inconclusive: style.unsure }[outcome.kind];
  const { nodes, faults, operations } = run.schedule;
  print(`${style.bold(system.title)}: ${paint(outcome.kind)}, ${run.trace.length} events, hash ${run.hash}`);
  print(
    `nodes ${nodes.join(', ')}; ${run.counts.delivered} messages, ${run.counts.crashes} crashes, ${run.counts.lost} messages lost`,
  );
  for (const fault of faults) print(`  fault      ${describeFault(fault)}`);
  for (const { at, id, to, request } of operations)
    print(`  operation  ${at} ms: ${id} to ${to}: ${JSON.stringify(request)}`);
}

const fileName = (protocol: string, seed: string, mutant: string | null): string =>
  [protocol, ...(mutant === null ? [] : [mutant]), seed].join('.');

/** Trace, constants and schedule: what `tla2ts check` and a replay need. */
export function writeRun(folder: string, name: string, run: Run): string[] {
  mkdirSync(folder, { recursive: true });
  const contents: Record<string, string> = {
    [`${name}.ndjson`]: run.trace.map(toJsonLine).join(''),
    [`${name}.constants.json`]: `${JSON.stringify(run.constants, null, 2)}\n`,
    [`${name}.schedule.json`]: `${JSON.stringify({ ...run.schedule, mutant: run.mutant }, null, 2)}\n`,
  };
  return Object.entries(contents).map(([file, text]) => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  });
}

function writeFirstFailures(protocols: readonly ProtocolVerification[], folder: string): void {
  for (const { name, failures, mutants } of protocols) {
    const first = failures[0] === undefined ? [] : [{ seed: failures[0].seed, mutant: null }];
    const caught = mutants.flatMap((each) =>
      each.firstSeed === null ? [] : [{ seed: each.firstSeed, mutant: each.name }],
    );
    for (const { seed, mutant } of [...first, ...caught]) {
      writeRun(folder, fileName(name, seed, mutant), verifyOne(name, mutant, readSeed(seed)).run);
    }
  }
}

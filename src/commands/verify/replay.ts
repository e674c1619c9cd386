/** One run of `nines verify` again: of a seed or of a schedule in a file, shrunk if wanted, shown and kept. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assert } from '../../core/assert.js';
import { constantsDocument } from '../../core/constants-document.js';
import { toJsonLine } from '../../core/json-lines.js';
import { formatSeed, type Seed } from '../../core/random.js';
import { verifyOne, verifySchedule } from '../../measure/verify/batch.js';
import { judge, type Outcome, violated } from '../../measure/verify/judge.js';
import { minimalRun } from '../../measure/verify/minimal.js';
import { describeFault } from '../../sim/schedule.js';
import { type Run, simulate } from '../../sim/simulation.js';
import { readSchedule, type StoredSchedule, scheduleText } from '../../sim/stored-schedule.js';
import { mutantsOf, type System, unfitSchedule } from '../../sim/system.js';
import { systemNamed, systems } from '../../sim/systems/registry.js';
import { fromRun } from '../diagram/from-run.js';
import { runOutcome } from '../diagram/outcome.js';
import { writeDiagram } from '../diagram/write-diagram.js';
import { type ExitCode, exit, oneOf, UsageError } from '../exit.js';
import { print, printError, printJson, style } from '../terminal.js';

export interface ReplayOptions {
  /** Run twice, and compared by rolling hash. */
  readonly twice?: boolean;
  readonly shrink?: boolean;
  /** Where the schedule is written, shrunk if it was. */
  readonly saveSchedule?: string;
  readonly traceOut?: string;
  /** Where the run is drawn, shrunk if it was. */
  readonly diagram?: string;
  readonly json?: boolean;
}

/** A run that was asked for, and the command that asks for it again. */
interface Asked {
  readonly system: System;
  readonly run: Run;
  readonly outcome: Outcome;
  /** The stem of the files that `--trace-out` writes. */
  readonly stem: string;
  readonly command: string;
}

export const replayLine = (protocol: string, seed: string, mutant: string | null): string =>
  `npx nines verify ${protocol} --seed ${seed}${mutant === null ? '' : ` --mutant ${mutant}`}`;

export function replaySeed(system: System, seed: Seed, mutant: string | null, options: ReplayOptions): ExitCode {
  const { run, outcome } = verifyOne(system.name, mutant, seed, options.twice);
  const text = formatSeed(seed);
  const stem = fileName(system.name, text, mutant);
  return show({ system, run, outcome, stem, command: replayLine(system.name, text, mutant) }, options);
}

/** `mutant`: undefined is the one that the file names, null the protocol as it is. */
export function replaySchedule(
  file: string,
  protocol: string | null,
  mutant: string | null | undefined,
  options: ReplayOptions,
): ExitCode {
  const { system, stored } = loadSchedule(file);
  if (protocol !== null && protocol !== system.name)
    throw new UsageError(`${file}: is a schedule of ${system.name}, not of ${protocol}; leave the name out`);
  const chosen = mutant === undefined ? stored.mutant : mutant;
  if (chosen !== null) oneOf(`mutant of ${system.name}`, chosen, Object.keys(mutantsOf(system)));
  const { run, outcome } = verifySchedule(system, stored.schedule, chosen, options.twice ?? false);
  const stem = fileName(system.name, stored.schedule.seed, chosen);
  const which = chosen === stored.mutant ? '' : chosen === null ? ' --no-mutant' : ` --mutant ${chosen}`;
  const code = show({ system, run, outcome, stem, command: `npx nines verify --schedule ${file}${which}` }, options);
  const { violates } = stored;
  if (violates !== null && chosen === stored.mutant && violated(outcome) !== violates)
    printError(`${file}: was kept for violating ${violates}, and does so no longer`);
  return code;
}

/** What the file holds, with everything in it known to fit: the protocol, its mutant, its nodes and requests. */
function loadSchedule(file: string): { system: System; stored: StoredSchedule } {
  const reading = readSchedule(readFileSync(file, 'utf8'));
  if (!reading.ok) throw new UsageError(`${file}: ${reading.problem}`);
  const { schedule, mutant } = reading;
  const known = systems.map(({ name }) => name);
  const system = systemNamed(oneOf(`protocol (in ${file})`, schedule.protocol, known))!;
  if (mutant !== null) oneOf(`mutant of ${system.name} (in ${file})`, mutant, Object.keys(mutantsOf(system)));
  const unfit = unfitSchedule(system, schedule);
  if (unfit !== null) throw new UsageError(`${file}: ${unfit}`);
  return { system, stored: reading };
}

function show({ system, run, outcome, stem, command }: Asked, options: ReplayOptions): ExitCode {
  const reduced = options.shrink && violated(outcome) !== null ? minimalRun(system, run) : null;
  const shown = reduced?.run ?? run;
  const verdict =
    outcome.kind === 'rejected' && outcome.property !== 'determinism' ? judge(system, shown, true) : outcome;
  const files = options.traceOut === undefined ? [] : writeRun(options.traceOut, stem, shown, verdict);
  if (options.saveSchedule !== undefined) saveSchedule(options.saveSchedule, shown, verdict);
  if (options.diagram !== undefined)
    drawRun(options.diagram, system, shown, verdict, reduced === null ? command : `${command} --shrink`);
  const { counts, hash, schedule, operations } = shown;
  if (options.json) {
    const shrunk = reduced === null ? {} : { shrunk: { runs: reduced.runs, minimal: reduced.minimal } };
    const { kind, because, property, expected } = verdict;
    printJson({
      protocol: system.name,
      seed: schedule.seed,
      mutant: shown.mutant,
      verdict: kind,
      ...(kind === 'accepted' && expected === undefined ? {} : { property }),
      because,
      ...(expected === undefined ? {} : { expected }),
      hash,
      ...shrunk,
      counts,
      schedule,
      files,
    });
  } else printRun(system, shown, verdict);
  if (verdict.expected !== undefined && !options.json)
    print(`Expected: ${verdict.property} is violated, which it does not promise here: ${verdict.expected}`);
  if (reduced !== null && !options.json) {
    const how = reduced.minimal ? 'nothing in it can be left out' : 'the budget ran out before it was minimal';
    print(
      `Reduced in ${reduced.runs} runs to ${schedule.faults.length} faults and ${operations.length} operations; ${how}.`,
    );
  }
  if (verdict.kind === 'accepted') return exit.good;
  printError(`${system.name}: ${verdict.because}\n  Replay: ${command}`);
  if (options.saveSchedule !== undefined) printError(`  Replay: npx nines verify --schedule ${options.saveSchedule}`);
  return verdict.kind === 'rejected' ? exit.bad : exit.inconclusive;
}

/** The run once more, with everything recorded, as a space-time diagram. */
function drawRun(file: string, system: System, shown: Run, outcome: Outcome, command: string): void {
  const run = simulate(system, shown.schedule, shown.mutant, true);
  assert(run.hash === shown.hash, 'a run that is recorded is the same run');
  const { seed, faults } = run.schedule;
  writeDiagram(file, {
    title: `${system.title}${run.mutant === null ? '' : `, mutant ${run.mutant}`}`,
    subtitle: `simulated from seed ${seed}, ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
    replay: command,
    outcome: runOutcome(system, run, outcome),
    ...fromRun(run),
  });
  printError(`drawn: ${file}`);
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

export const fileName = (protocol: string, seed: string, mutant: string | null): string =>
  [protocol, ...(mutant === null ? [] : [mutant]), seed].join('.');

const stored = ({ schedule, mutant }: Run, outcome: Outcome): string =>
  scheduleText({ schedule, mutant, violates: violated(outcome) });

/** The schedule of a run with what the run violates; folders on the way are made. */
export function saveSchedule(file: string, run: Run, outcome: Outcome): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stored(run, outcome));
}

/** Trace, constants and schedule: what `tla2ts check` and a replay need. */
export function writeRun(folder: string, name: string, run: Run, outcome: Outcome): string[] {
  mkdirSync(folder, { recursive: true });
  const contents: Record<string, string> = {
    [`${name}.ndjson`]: run.trace.map(toJsonLine).join(''),
    [`${name}.constants.json`]: `${JSON.stringify(constantsDocument(run.constants), null, 2)}\n`,
    [`${name}.schedule.json`]: stored(run, outcome),
  };
  return Object.entries(contents).map(([file, text]) => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  });
}

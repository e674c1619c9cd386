/** `tla2ts explore SPEC.tla`: visits every reachable state and checks what the configuration names. */

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { checkAssumptions, checkPostconditions } from '../../check/explore/assumptions.js';
import { SearchHost, type Statistics } from '../../check/explore/host.js';
import type { SearchResult } from '../../check/explore/result.js';
import { Search } from '../../check/explore/search.js';
import { checkTemporalProperties } from '../../check/explore/temporal.js';
import { parseSeed } from '../../core/random.js';
import { setHost } from '../../tla/runtime.js';
import { type ExitCode, exit, UsageError } from '../exit.js';
import { act, examples, type Verb } from '../verb.js';
import { findModel, loadModel } from './load.js';
import { printResult, resultJson } from './print-result.js';
import { Progress } from './progress.js';
import { writeItf } from './write-itf.js';

interface Options {
  readonly config?: string;
  readonly deadlock?: string;
  readonly depth?: string;
  readonly maxStates?: string;
  readonly maxMemory?: string;
  readonly seed: string;
  readonly itf?: string;
  readonly json?: boolean;
}

export const explore: Verb = (program) => {
  const command = program
    .command('explore')
    .description('Visits every reachable state of a specification and checks what its configuration names.')
    .argument('<spec>', 'the .tla file of the root module')
    .option('--config <file>', 'the configuration; SPEC.cfg beside the specification if left out')
    .option('--deadlock <on|off>', 'whether a state without successor is an error; else as the configuration says')
    .option('--depth <n>', 'explore n levels only')
    .option('--max-states <n>', 'stop after n distinct states')
    .option('--max-memory <MB>', 'stop when the states take more than this many megabytes')
    .option('--seed <seed>', 'for RandomElement and the like', '0x5eed')
    .option('--itf <file>', 'write a counterexample in the Informal Trace Format, for Apalache, Quint and others')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['tla2ts explore specs/commit/MCTwoPhase.tla', 'two-phase commit, with MCTwoPhase.cfg'],
    ['tla2ts explore Spec.tla --config Small.cfg --json', 'another model, the result for a program'],
  ]);
};

function run(file: string, options: Options): ExitCode {
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const model = findModel(file, options.config);
  const { compiled, specification } = loadModel(model, (text) => process.stderr.write(`${text}\n`));
  const progress = new Progress(options.json !== true && process.stderr.isTTY === true);
  const checkDeadlock = deadlockOf(options.deadlock) ?? compiled.configuration.checkDeadlock ?? true;
  const search = new Search(
    specification,
    {
      checkDeadlock,
      maxDepth: numberOf('--depth', options.depth) ?? Number.POSITIVE_INFINITY,
      maxStates: numberOf('--max-states', options.maxStates) ?? Number.POSITIVE_INFINITY,
      maxBytes: (numberOf('--max-memory', options.maxMemory) ?? Number.POSITIVE_INFINITY) * 2 ** 20,
    },
    progress,
    seconds,
  );
  setHost(worldFor(search.statistics, options.seed, checkDeadlock, options.json === true));
  const assumption = checkAssumptions(specification);
  const searched: SearchResult = assumption ?? checkTemporalProperties(specification, search, search.run());
  const result = checkPostconditions(specification, searched);
  progress.end();
  const about = { spec: file, config: model.configuration.file, seconds: seconds(), workers: 1 };
  if (options.json === true) process.stdout.write(`${JSON.stringify(resultJson(about, specification, result))}\n`);
  else printResult(about, specification, result);
  if (options.itf !== undefined) writeItf(options.itf, about, specification, result);
  return codeOf(result);
}

function codeOf({ verdict, violation }: SearchResult): ExitCode {
  if (verdict === 'ok') return exit.good;
  if (verdict === 'inconclusive') return exit.inconclusive;
  return violation?.kind === 'error' ? exit.usage : exit.bad;
}

function worldFor(statistics: Statistics, seed: string, checkDeadlock: boolean, quiet: boolean): SearchHost {
  const parsed = parseSeed(seed);
  if (parsed === null) throw new UsageError(`--seed ${seed}: expected a number such as 42 or 0x5eed`);
  return new SearchHost(
    statistics,
    {
      print: (text) => (quiet ? process.stderr : process.stdout).write(`${text}\n`),
      seconds: () => Math.floor(Date.now() / 1000),
      environment: () => new Map(Object.entries(process.env).map(([name, text]) => [name, text ?? ''])),
      readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
      writeText: (path, text, append) => (append ? appendFileSync : writeFileSync)(path, text),
      execute: (command, environment) => {
        const [name, ...args] = command as [string, ...string[]];
        const done = spawnSync(name, args, {
          env: { ...process.env, ...Object.fromEntries(environment) },
          encoding: 'utf8',
        });
        return { exitValue: done.status ?? 1, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
      },
    },
    parsed,
    checkDeadlock,
  );
}

function deadlockOf(text: string | undefined): boolean | null {
  if (text === undefined) return null;
  if (text !== 'on' && text !== 'off') throw new UsageError(`--deadlock ${text}: expected on or off`);
  return text === 'on';
}

function numberOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const n = Number(text);
  if (!Number.isFinite(n) || n <= 0) throw new UsageError(`${option} ${text}: expected a number above 0`);
  return n;
}

/** `tla2ts explore SPEC.tla`: visits every reachable state, or random behaviours, and checks what the configuration names. */
import { totalmem } from 'node:os';
import { checkAssumptions, checkPostconditions } from '../../check/explore/assumptions.js';
import { messageOf } from '../../check/explore/ending.js';
import { newStatistics, type RunSettings, SearchHost } from '../../check/explore/host.js';
import type { Explored } from '../../check/explore/on-the-way.js';
import type { SearchResult } from '../../check/explore/result.js';
import { Simulation } from '../../check/explore/simulate.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { parseSeed, Random } from '../../core/random.js';
import { permutationsIn, resetScratch, setHost } from '../../tla/runtime.js';
import type { Compiled } from '../../tla2ts/compile.js';
import { drawCounterexample } from '../diagram/draw-counterexample.js';
import { type ExitCode, exit, requirePlace, UsageError } from '../exit.js';
import { act, examples, type Verb } from '../verb.js';
import { Threads } from './explore-thread.js';
import { bitsOf, type KeptStates, readsCounts, searchFully, statesOf, whyAlone, workersOf } from './full-search.js';
import { findModel, libraryOption, loadModel } from './load.js';
import { locateError } from './locate-error.js';
import { type CoverageReport, coverageOf } from './print-coverage.js';
import { type About, printResult, resultJson, type Shown } from './print-result.js';
import { Progress } from './progress.js';
import { refuseTautologies } from './tautologies.js';
import { openWorld } from './world.js';
import { dumpForm, writeDump } from './write-dump.js';
import { writeItf } from './write-itf.js';

interface Options {
  readonly config?: string;
  readonly library?: readonly string[];
  readonly simulate?: string | true;
  readonly generate?: string | true;
  readonly deadlock?: string;
  readonly depth?: string;
  readonly workers: string;
  readonly fingerprintBits: string;
  readonly states: string;
  readonly maxStates?: string;
  readonly maxMemory?: string;
  readonly seed: string;
  readonly coverage?: boolean;
  readonly dump?: string;
  readonly itf?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** Of a simulation, where the command line does not say; TLC's depth is the same. */
const BEHAVIOURS = 1000;
const DEPTH = 100;

export const explore: Verb = (program) => {
  const command = program
    .command('explore')
    .description('Visits every reachable state of a specification and checks what its configuration names.')
    .argument('<spec>', 'the .tla file of the root module')
    .option('--config <file>', 'the configuration; SPEC.cfg beside the specification if left out')
    .option(...libraryOption)
    .option(
      '--simulate [n]',
      `instead take n random behaviours, and check every successor on the way (default ${BEHAVIOURS})`,
    )
    .option('--generate [n]', 'as --simulate, but check the chosen successors only: to gather statistics')
    .option('--seed <seed>', 'for random behaviours, and for RandomElement and the like', '0x5eed')
    .option('--depth <n>', `explore n levels only; of a random behaviour at most n steps (default ${DEPTH})`)
    .option('--deadlock <on|off>', 'whether a state without successor is an error; else as the configuration says')
    .option('--workers <n>', 'threads that explore, or auto for one a processor; counts are the same', '1')
    .option('--fingerprint-bits <n>', '64, or 128 where the small chance to miss a state is still too much', '64')
    .option(
      '--states <form>',
      'how states are kept: as ids of values; packed into bits where the model allows, which is several times as fast on large models with small domains, and new; or auto, which tries whether it is',
      'ids',
    )
    .option('--max-states <n>', 'stop after n distinct states')
    .option('--max-memory <MB>', 'stop when the process takes more; also 500M or 2G (default: half of the memory)')
    .option(
      '--coverage',
      'count how often actions are taken and their conjuncts are true, and mark those that never are',
    )
    .option('--dump <file>', 'write the graph of all states found: .dot for Graphviz, .json for programs')
    .option('--itf <file>', 'write a counterexample in the Informal Trace Format, for Apalache, Quint and others')
    .option('--html <file>', 'draw a counterexample as a space-time diagram')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['tla2ts explore specs/commit/MCTwoPhase.tla', 'two-phase commit, with MCTwoPhase.cfg'],
    ['tla2ts explore Spec.tla --config Small.cfg --json', 'another model, the result for a program'],
    ['tla2ts explore Spec.tla --simulate 10000 --depth 50', 'random behaviours of a model too big to visit'],
  ]);
  command.addHelpText(
    'after',
    '\nExit codes: 0 no error found, 1 violation, 2 bad input or evaluation failed, 3 inconclusive (Ctrl-C too).',
  );
};

async function run(file: string, options: Options): Promise<ExitCode> {
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const model = { ...findModel(file, options.config, options.library), coverage: options.coverage === true };
  const asked = settingsOf(options);
  requirePlace('--dump', options.dump);
  requirePlace('--itf', options.itf);
  requirePlace('--html', options.html);
  const json = options.json === true;
  const threads = new Threads(asked.workers - 1);
  const warn = (text: string): void => void process.stderr.write(`${text}\n`);
  const { compiled, specification } = loadModel(model, warn);
  refuseTautologies(model.configuration.file, specification, warn);
  refuseSymmetry(model.configuration.file, specification);
  const checkDeadlock = deadlockOf(options.deadlock) ?? compiled.configuration.checkDeadlock ?? true;
  const progress = new Progress(json ? 'none' : process.stderr.isTTY === true ? 'terminal' : 'log');
  const statistics = newStatistics(seconds, readsCounts(compiled));
  const world = openWorld((text) => (json ? process.stderr : process.stdout).write(`${text}\n`));
  const settings = { ...asked, checkDeadlock, workers: workersFor(asked.workers, compiled, specification, options) };
  if (settings.workers === 1) await threads.dismiss();
  const host = new SearchHost(statistics, world, settings);
  setHost(host);
  const simulate = (): SearchResult =>
    new Simulation(
      specification,
      {
        checkDeadlock,
        maxDepth: settings.depth!,
        behaviours: settings.traces!,
        generate: settings.mode === 'generate',
      },
      statistics,
      progress,
      new Random(settings.seed),
      host,
    ).run();
  const limits = {
    checkDeadlock,
    maxDepth: numberOf('--depth', options.depth) ?? Number.POSITIVE_INFINITY,
    maxStates: numberOf('--max-states', options.maxStates) ?? Number.POSITIVE_INFINITY,
    maxBytes: maxBytesOf(options.maxMemory),
  };
  const { dump } = options;
  const bits = bitsOf(options.fingerprintBits, specification);
  const states = statesOf(options.states);
  let kept: KeptStates = { form: 'ids', because: null };
  let coverage: CoverageReport | null = null;
  const found = ({ store }: Explored): void => {
    if (dump !== undefined) writeDump(dump, specification, store);
    // Temporal properties take every step again, and would count it again.
    coverage = coverageOf(specification, compiled.counted);
  };
  const keepStates = dump !== undefined;
  const search = (): Promise<SearchResult> =>
    searchFully({
      compiled,
      specification,
      limits,
      settings,
      bits,
      watch: progress,
      threads,
      statistics,
      found,
      keepStates,
      states,
      kept: (how) => {
        kept = how;
      },
    });
  const searched = checkAssumptions(specification) ?? (settings.mode === 'bfs' ? await search() : simulate());
  const result = checkPostconditions(specification, searched);
  progress.end();
  if (states === 'packed' && kept.form === 'ids')
    process.stderr.write(`--states packed: states were kept as ids of values, for ${kept.because}\n`);
  const about = {
    spec: file,
    config: model.configuration.file,
    seconds: seconds(),
    workers: settings.workers,
    bits,
    states: kept.form,
  };
  coverage ??= coverageOf(specification, compiled.counted);
  const place = locateError(model, result);
  report(options, about, specification, { ...result, coverage, place }, host);
  return codeOf(result);
}

function report(
  options: Options,
  about: About,
  specification: CompiledSpecification,
  result: Shown,
  host: SearchHost,
): void {
  if (options.json === true)
    process.stdout.write(`${JSON.stringify(resultJson(about, specification, result, host))}\n`);
  else printResult(about, specification, result, host);
  if (options.itf !== undefined) writeItf(options.itf, about, specification, result);
  if (options.html !== undefined) drawCounterexample(options.html, about, specification, result);
}

function codeOf({ verdict, violation }: SearchResult): ExitCode {
  if (verdict === 'ok') return exit.good;
  if (verdict === 'inconclusive') return exit.inconclusive;
  return violation?.kind === 'error' ? exit.usage : exit.bad;
}

/** A SYMMETRY that is no set of permutations of model values is an error of the configuration's. */
function refuseSymmetry(config: string, { symmetry }: CompiledSpecification): void {
  if (symmetry === null) return;
  try {
    permutationsIn(symmetry());
  } catch (error) {
    resetScratch();
    const message = `${config}: SYMMETRY cannot be used: ${messageOf(error)}`;
    throw new UsageError(
      `${message}\n  it is a set of permutations of model values: Permutations(S), or a union of such`,
    );
  }
}

function settingsOf(options: Options): Omit<RunSettings, 'checkDeadlock'> {
  const seed = parseSeed(options.seed);
  if (seed === null) throw new UsageError(`--seed ${options.seed}: expected a number such as 42 or 0x5eed`);
  if (options.dump !== undefined) dumpForm(options.dump);
  const { simulate, generate } = options;
  if (simulate !== undefined && generate !== undefined) throw new UsageError('give one of --simulate and --generate');
  if (simulate === undefined && generate === undefined)
    return { mode: 'bfs', workers: workersOf(options.workers), seed };
  const [mode, given] = simulate !== undefined ? (['simulate', simulate] as const) : (['generate', generate] as const);
  if (
    options.maxStates !== undefined ||
    options.maxMemory !== undefined ||
    options.dump !== undefined ||
    options.workers !== '1'
  ) {
    throw new UsageError(
      `--workers, --max-states, --max-memory and --dump are for the full search; --${mode} takes a number of behaviours`,
    );
  }
  const traces = given === true ? BEHAVIOURS : numberOf(`--${mode}`, given)!;
  return { mode, workers: 1, seed, depth: numberOf('--depth', options.depth) ?? DEPTH, traces };
}

/** One thread where several would count otherwise; says so. */
function workersFor(asked: number, compiled: Compiled, specification: CompiledSpecification, options: Options): number {
  if (asked === 1) return 1;
  const because = options.coverage === true ? 'coverage is counted by one' : whyAlone(compiled, specification);
  if (because === null) return asked;
  process.stderr.write(`--workers ${options.workers}: one thread explores this model, for ${because}\n`);
  return 1;
}

/**
 * Of the machine's memory, or of what the process may have of it. Half: tables that find values are still copied when they grow, after the
 * process was asked what it has, and others are on the machine, too.
 */
function maxBytesOf(text: string | undefined): number {
  if (text !== undefined) {
    const [, count, unit] = /^(\d+) ?([MG]?)(?:i?B)?$/i.exec(text) ?? [];
    if (!(Number(count) > 0)) throw new UsageError(`--max-memory ${text}: expected megabytes, such as 500, 500M or 2G`);
    return Number(count) * (unit?.toUpperCase() === 'G' ? 2 ** 30 : 2 ** 20);
  }
  const constrained = process.constrainedMemory() ?? 0;
  return 0.5 * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem());
}

function deadlockOf(text: string | undefined): boolean | null {
  if (text === undefined) return null;
  if (text !== 'on' && text !== 'off') throw new UsageError(`--deadlock ${text}: expected on or off`);
  return text === 'on';
}

function numberOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const n = Number(text);
  if (!Number.isInteger(n) || n <= 0) throw new UsageError(`${option} ${text}: expected a whole number above 0`);
  return n;
}

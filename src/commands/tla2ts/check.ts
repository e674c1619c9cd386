/** `tla2ts check SPEC.tla --trace FILE...`: did what ran obey its specification? */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { addon } from '../../addon.js';
import { type Order, orders } from '../../check/trace/partial-order.js';
import { grouped } from '../../core/grouped.js';
import { parseSeed } from '../../core/random.js';
import { type ExitCode, exit, oneOf, UsageError } from '../exit.js';
import { printError, printJson } from '../terminal.js';
import { act, examples, type Verb } from '../verb.js';
import { checkInStages } from './check-stages.js';
import { type CheckRequest, checkParts, defaultMaxValueBytes } from './check-trace-file.js';
import { libraryOption } from './load.js';
import { type TraceModelOptions, TraceModels } from './load-trace-model.js';
import { notTaken, printCoverage, totalCoverage } from './print-trace-coverage.js';
import { type FileResult, printSelfTest, printTraceResult, traceDocument } from './print-trace-result.js';
import { standardInput, textOf } from './trace-file.js';

interface Options {
  readonly trace: readonly string[];
  readonly config?: string;
  readonly library?: readonly string[];
  readonly constants?: string;
  readonly map?: string;
  readonly html?: string;
  readonly maxStates: string;
  readonly maxSeconds: string;
  readonly order?: string;
  readonly follow?: boolean;
  readonly idle?: string;
  readonly coverage?: boolean;
  readonly requireActions?: boolean | readonly string[];
  readonly selfTest?: string;
  readonly seed: string;
  readonly jobs?: string;
  readonly json?: boolean;
}

export const check: Verb = (program) => {
  const command = program
    .command('check')
    .description('Checks that a recorded trace is one that the specification allows, and says where not and why.')
    .argument('<spec>', 'the .tla file of the root module')
    .requiredOption('--trace <file...>', 'traces: one JSON object a line, an event each; .gz too, - for standard input')
    .option('--config <file>', 'a TLC configuration; SPEC.cfg beside the specification if there is one')
    .option(...libraryOption)
    .option('--constants <file>', 'values of constants as JSON, which go before those of the configuration')
    .option('--map <file>', 'how to read the log of a system that knows nothing of the specification')
    .option('--html <file>', 'draw the trace as a space-time diagram, a rejection with its explanation')
    .option('--max-states <n>', 'give up after n states: inconclusive', '1000000')
    .option('--max-seconds <s>', 'give up on a trace after s seconds: inconclusive', '60')
    .option(
      '--order <vector|interval>',
      'the files are parts of one trace, ordered by vector clocks or by intervals only',
    )
    .option('--follow', 'check one file that is still being written, until it is rejected or you interrupt')
    .option('--idle <s>', 'with --follow: the trace is complete after s seconds without a new line')
    .option('--coverage', 'tell which actions, disjuncts and branches the accepted traces have taken')
    .option('--require-actions [name...]', 'fail if one of these actions (of all, if none is named) was never taken')
    .option('--self-test <n>', 'also check n altered copies of each accepted trace: how many are rejected?')
    .option('--seed <seed>', 'for --self-test', '0x5eed')
    .option('--jobs <n>', 'worker threads for many files; as many as there are processors if they are large')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['tla2ts check TwoPhase.tla --trace run.ndjson --constants rms.json', 'one trace'],
    ['tla2ts check TwoPhase.tla --trace run.ndjson --html run.html', 'and its space-time diagram'],
    ['tla2ts check TwoPhase.tla --config MCTwoPhase.cfg --trace a.ndjson b.ndjson --json', 'two, for a program'],
    ['tla2ts check Raft.tla --map etcd.map.json --trace etcd.log', 'the log of a foreign system'],
    ['tla2ts check Raft.tla --order vector --trace n1.ndjson n2.ndjson', 'one trace, a log of each node'],
    ['tla2ts check Raft.tla --trace runs/*.ndjson --require-actions Restart', 'has any run restarted a node?'],
  ]);
};

async function run(spec: string, options: Options): Promise<ExitCode> {
  const request = requestOf(options);
  const files = options.trace;
  if (options.follow === true) return followOne(spec, files, options, request);
  addon.watchInterrupts(true);
  try {
    return await checkAll(spec, files, options, request);
  } finally {
    addon.watchInterrupts(false);
  }
}

/** Ctrl-C is noted meanwhile: what was checked until then is printed, and the rest is inconclusive. */
async function checkAll(
  spec: string,
  files: readonly string[],
  options: Options,
  request: CheckRequest,
): Promise<ExitCode> {
  if (options.order !== undefined) {
    const order = oneOf('order', options.order, orders) as Order;
    refuseWithOrder(options);
    const parts = checkParts(files, order, new TraceModels(spec, options, printError), request);
    if (options.json === true) printJson(traceDocument(parts));
    else printTraceResult(parts);
    return worst([parts]);
  }
  const sizes = files.map((file) => {
    if (file === standardInput) return 0;
    const about = statSync(file);
    if (about.isDirectory())
      throw new UsageError(`${file}: is a folder; name the files in it: --trace ${file}/*.ndjson`);
    return about.size;
  });
  if (options.html !== undefined && files.length > 1) {
    throw new UsageError(`--html draws one trace, and --trace names ${files.length}: check them one by one`);
  }
  const models = new TraceModels(spec, options, printError);
  const required = requiredActions(options, models);
  const jobs = jobsOf(
    options.jobs,
    files.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const show = (result: FileResult): void => {
    if (options.json === true) return;
    printTraceResult(result);
    if ('selfTest' in result && result.selfTest !== undefined) printSelfTest(result.selfTest);
  };
  const results =
    jobs === 1
      ? await checkHere(spec, files, models, options, request, show)
      : await checkInWorkers(spec, files, options, request, jobs, show);
  const [only] = results;
  if (options.html !== undefined && only !== undefined && 'verdict' in only) {
    const { drawTrace } = await import('../diagram/draw-trace.js');
    drawTrace(options.html, { file: only.trace, text: textOf(only.trace) }, spec, models, only.verdict);
  }
  const coverage = request.coverage ? totalCoverage(results) : null;
  const missing = coverage === null ? [] : notTaken(coverage, required);
  if (options.json === true) {
    const documents = results.map(traceDocument);
    const [only] = documents;
    const listed = documents.length === 1 && only !== undefined ? only : documents;
    const whole =
      coverage === null || documents.length === 1 ? listed : { traces: documents, coverage, notTaken: missing };
    printJson(coverage !== null && documents.length === 1 ? { ...only, notTaken: missing } : whole);
  } else if (coverage !== null) printCoverage(coverage, missing);
  const code = worst(results);
  const order = models.mapping?.order ?? null;
  if (code === exit.bad && files.length > 1 && order !== null) {
    const kind = order.clock === null ? 'interval' : 'vector';
    printError(`each file was checked as a run of its own; as the logs of one run's nodes: --order ${kind}`);
  }
  return code === exit.good && missing.length > 0 ? exit.bad : code;
}

/** What needs the one behaviour that a trace in one order has: passed over silently, it would be taken for done. */
function refuseWithOrder({ html, coverage, requireActions, selfTest }: Options): void {
  const given = Object.entries({
    '--html': html,
    '--coverage': coverage,
    '--require-actions': requireActions,
    '--self-test': selfTest,
  }).find(([, value]) => value !== undefined && value !== false);
  if (given === undefined) return;
  const next = given[0] === '--html' ? 'draw the files with nines diagram' : 'take one of the two out';
  throw new UsageError(`${given[0]} does not go with --order, which searches many orders of the events: ${next}`);
}

async function checkHere(
  spec: string,
  files: readonly string[],
  models: TraceModels,
  options: Options,
  request: CheckRequest,
  show: (result: FileResult) => void,
): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for (const file of files) {
    const result = await checkInStages({ spec, options: modelOptions(options), file, request }, models);
    show(result);
    results.push(result);
  }
  return results;
}

async function checkInWorkers(
  spec: string,
  files: readonly string[],
  options: Options,
  request: CheckRequest,
  jobs: number,
  show: (result: FileResult) => void,
): Promise<FileResult[]> {
  const { checkFiles } = await import('./check-files.js');
  const tasks = files.map((file) => ({ spec, options: modelOptions(options), file, request }));
  return checkFiles(tasks, jobs, options.json !== true && process.stderr.isTTY === true, show);
}

/** What a thread of its own compiles the specification with: plain data. */
const modelOptions = ({ config, constants, map }: Options): TraceModelOptions => ({
  ...(config === undefined ? {} : { config }),
  ...(constants === undefined ? {} : { constants }),
  ...(map === undefined ? {} : { map }),
});

async function followOne(
  spec: string,
  files: readonly string[],
  options: Options,
  { maxStates, maxValueBytes }: CheckRequest,
): Promise<ExitCode> {
  const [file] = files;
  if (file === undefined || files.length > 1) throw new UsageError('--follow takes one --trace file');
  const { follow } = await import('./follow.js');
  const models = new TraceModels(spec, options, printError);
  const startedAt = performance.now();
  const onProgress = (events: number): void => {
    if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[K${grouped(events)} events`);
  };
  const idleSeconds = options.idle === undefined ? null : positive('--idle', options.idle);
  const found = await follow(models, {
    file,
    spec,
    options: modelOptions(options),
    maxStates,
    idleSeconds,
    maxValueBytes,
    onProgress,
  });
  if (process.stderr.isTTY === true) process.stderr.write('\r\u001b[K');
  const about = { trace: file, seconds: (performance.now() - startedAt) / 1000 };
  const result: FileResult = 'error' in found ? { ...about, ...found } : { ...about, ...found, specHash: models.hash };
  if (options.json === true) printJson(traceDocument(result));
  else printTraceResult(result);
  return worst([result]);
}

/** Small batches are done before a worker has compiled the specification. */
function jobsOf(text: string | undefined, files: number, bytes: number): number {
  if (text !== undefined) return Math.min(files, Math.ceil(positive('--jobs', text)));
  return bytes < 4_000_000 ? 1 : Math.min(files, availableParallelism());
}

function requestOf(options: Options): CheckRequest {
  const seed = parseSeed(options.seed);
  if (seed === null) throw new UsageError(`--seed ${options.seed}: expected a number such as 42 or 0x5eed`);
  return {
    maxStates: positive('--max-states', options.maxStates),
    maxSeconds: positive('--max-seconds', options.maxSeconds),
    coverage: options.coverage === true || options.requireActions !== undefined,
    selfTest: options.selfTest === undefined ? 0 : Math.ceil(positive('--self-test', options.selfTest)),
    seed,
    maxValueBytes: defaultMaxValueBytes,
  };
}

function requiredActions({ requireActions = false }: Options, models: TraceModels): readonly string[] {
  if (requireActions === false) return [];
  const { actionNames, eventNames } = models;
  if (requireActions === true) return eventNames ?? actionNames;
  const known = [...actionNames, ...(eventNames ?? [])];
  return requireActions.map((name) => oneOf(`action of ${models.name}`, name, known));
}

/** Bad input before rejection before inconclusive before good. */
function worst(results: readonly FileResult[]): ExitCode {
  const kinds = results.map((result) => ('error' in result ? 'error' : result.verdict.kind));
  if (kinds.includes('error')) return exit.usage;
  if (kinds.includes('rejected')) return exit.bad;
  return kinds.includes('inconclusive') ? exit.inconclusive : exit.good;
}

function positive(option: string, text: string): number {
  const n = Number(text);
  if (!Number.isFinite(n) || n <= 0) throw new UsageError(`${option} ${text}: expected a number above 0`);
  return n;
}

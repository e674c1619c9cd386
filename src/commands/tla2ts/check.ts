/** `tla2ts check SPEC.tla --trace FILE...`: did what ran obey its specification? */
import { readFileSync } from 'node:fs';
import { drawTrace } from '../diagram/draw-trace.js';
import { type ExitCode, exit, UsageError } from '../exit.js';
import { printError, printJson } from '../terminal.js';
import { act, examples, type Verb } from '../verb.js';
import { checkText } from './check-file.js';
import { TraceModels } from './load-trace-model.js';
import { type FileResult, printTraceResult, traceDocument } from './print-trace-result.js';

interface Options {
  readonly trace: readonly string[];
  readonly config?: string;
  readonly constants?: string;
  readonly map?: string;
  readonly html?: string;
  readonly maxStates: string;
  readonly maxSeconds: string;
  readonly json?: boolean;
}

export const check: Verb = (program) => {
  const command = program
    .command('check')
    .description('Checks that a recorded trace is one that the specification allows, and says where not and why.')
    .argument('<spec>', 'the .tla file of the root module')
    .requiredOption('--trace <file...>', 'traces: one JSON object a line, an event each')
    .option('--config <file>', 'a TLC configuration; SPEC.cfg beside the specification if there is one')
    .option('--constants <file>', 'values of constants as JSON, which go before those of the configuration')
    .option('--map <file>', 'how to read the log of a system that knows nothing of the specification')
    .option('--html <file>', 'draw the trace as a space-time diagram, a rejection with its explanation')
    .option('--max-states <n>', 'give up after n states: inconclusive', '1000000')
    .option('--max-seconds <s>', 'give up on a trace after s seconds: inconclusive', '60')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['tla2ts check TwoPhase.tla --trace run.ndjson --constants rms.json', 'one trace'],
    ['tla2ts check TwoPhase.tla --trace run.ndjson --html run.html', 'and its space-time diagram'],
    ['tla2ts check TwoPhase.tla --config MCTwoPhase.cfg --trace a.ndjson b.ndjson --json', 'two, for a program'],
  ]);
};

function run(spec: string, options: Options): ExitCode {
  const maxStates = positive('--max-states', options.maxStates);
  const maxSeconds = positive('--max-seconds', options.maxSeconds);
  const traces = options.trace.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  if (options.html !== undefined && traces.length > 1) {
    throw new UsageError(`--html draws one trace, and --trace names ${traces.length}: check them one by one`);
  }
  const models = new TraceModels(spec, options, printError);
  const results = traces.map(({ file, text }): FileResult => {
    const startedAt = performance.now();
    const elapsed = (): number => (performance.now() - startedAt) / 1000;
    const result = checkText(file, text, models, { maxStates, maxSeconds, elapsed });
    return { trace: file, seconds: elapsed(), ...result };
  });
  const [only] = results;
  const [trace] = traces;
  if (options.html !== undefined && only !== undefined && trace !== undefined && 'verdict' in only) {
    drawTrace(options.html, trace, spec, models, only.verdict);
  }
  if (options.json !== true) for (const result of results) printTraceResult(result);
  else printJson(results.length === 1 && only !== undefined ? traceDocument(only) : results.map(traceDocument));
  return worst(results);
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

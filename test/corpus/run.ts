/**
 * `npm run test:corpus -- DIR [options]`: runs every TLC model that the manifests below DIR list and compares verdict and
 * counts; without a manifest, every X.cfg with an X.tla beside it. Exit code 0 if all agree, 1 if not, 2 for wrong usage.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge, type Report, type Run } from './judge.js';
import { CorpusError, type Model, nameOf, readCorpus } from './manifest.js';
import { line, type Row, summary } from './table.js';

const USAGE = `npm run test:corpus -- DIR [options]
Runs every model that the manifest.json files below DIR list (as in tlaplus/Examples) and compares verdict and counts. Without
a manifest: every X.cfg with an X.tla beside it, which is then expected to have no error.
  --only TEXT        only models whose path contains TEXT (may be given several times)
  --max-runtime S    only models that took TLC at most S seconds
  --min-runtime S    only models that took TLC more than S seconds, or an unknown time
  --timeout S        at most S seconds each (default: 10 times TLC's run time, at least 60, at most 1800)
  --jobs N           models at a time (default 1)
  --workers N        threads for each model (default 1)
  --json FILE        write the results
  --checker FILE     another build's tla2ts.js
Exit codes: 0 all agree, 1 some do not, 2 bad input.`;

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const options = optionsOf();
const { corpus } = options;
const models = modelsOf(corpus);
const rows: Row[] = [];
const queue = [...models];
await Promise.all(Array.from({ length: options.jobs }, work));
console.log(summary(rows));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows.map(result), null, 1)}\n`);
process.exit(rows.every(({ judgement }) => judgement.pass) && rows.length > 0 ? 0 : 1);

/** One message, and the end. */
function refuse(message: string): never {
  console.error(`test:corpus: ${message}`);
  process.exit(2);
}

function optionsOf() {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return refuse(`${(error as Error).message.split('. ')[0]}; --help lists the options`);
  }
  const { values, positionals } = parsed;
  if (values.help === true) {
    console.log(USAGE);
    process.exit(0);
  }
  const [corpus] = positionals;
  if (corpus === undefined) return refuse('which folder? npm run test:corpus -- DIR; --help lists the options');
  if (positionals.length > 1) return refuse(`one folder, not ${positionals.length}: ${positionals.join(' ')}`);
  const number = (name: 'max-runtime' | 'min-runtime' | 'timeout' | 'jobs' | 'workers', least: number) => {
    const text = values[name];
    if (text === undefined) return null;
    const n = Number(text);
    const whole = name === 'jobs' || name === 'workers';
    if (text.trim() !== '' && n >= least && (!whole || Number.isInteger(n))) return n;
    return refuse(`--${name} ${text}: expected a ${whole ? 'whole ' : ''}number from ${least} on`);
  };
  const checker = resolve(values.checker ?? join(root, 'dist', 'src', 'tla2ts.js'));
  if (statSync(checker, { throwIfNoEntry: false })?.isFile() !== true)
    return refuse(`${checker}: no such file; npm run build makes it`);
  const place = values.json === undefined ? '.' : dirname(resolve(values.json));
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true)
    return refuse(`--json: ${place}: no such folder`);
  return {
    corpus,
    checker,
    only: values.only,
    json: values.json,
    maxRuntime: number('max-runtime', 0) ?? Number.POSITIVE_INFINITY,
    minRuntime: number('min-runtime', 0) ?? -1,
    timeout: number('timeout', 1),
    jobs: number('jobs', 1) ?? 1,
    workers: number('workers', 1) ?? 1,
  };
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      only: { type: 'string', multiple: true, default: [] },
      'max-runtime': { type: 'string' },
      'min-runtime': { type: 'string' },
      timeout: { type: 'string' },
      jobs: { type: 'string' },
      workers: { type: 'string' },
      json: { type: 'string' },
      checker: { type: 'string' },
    },
  });
}

function modelsOf(folder: string): Model[] {
  const about = statSync(folder, { throwIfNoEntry: false });
  if (about?.isDirectory() !== true) return refuse(`${folder}: ${about === undefined ? 'no such' : 'is not a'} folder`);
  let read: ReturnType<typeof readCorpus>;
  try {
    read = readCorpus(folder);
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    return refuse(error.message);
  }
  if (read.models.length === 0)
    return refuse(`${folder}: neither a manifest.json nor an X.cfg with an X.tla beside it is below it`);
  if (!read.listed) console.error(`${folder} has no manifest.json: each model is expected to have no error`);
  const { only, minRuntime, maxRuntime } = options;
  const chosen = read.models.filter(
    (model) =>
      model.mode !== 'symbolic' &&
      (model.runtime ?? 1e9) <= maxRuntime &&
      (model.runtime ?? 1e9) > minRuntime &&
      (only.length === 0 || only.some((text) => model.config.includes(text))),
  );
  if (chosen.length === 0)
    return refuse(`none of the ${read.models.length} models is chosen; --help lists the options`);
  return chosen;
}

async function work(): Promise<void> {
  for (let model = queue.shift(); model !== undefined; model = queue.shift()) {
    const started = performance.now();
    const run = await check(model);
    const row = { model, run, judgement: judge(model, run), seconds: (performance.now() - started) / 1000 };
    rows.push(row);
    console.log(line(row));
  }
}

/** Runs the checker in a folder of its own, since specifications may write files; what they read they find by links. */
async function check(model: Model): Promise<Run> {
  const limit = options.timeout ?? Math.min(1800, Math.max(60, 10 * (model.runtime ?? 180)));
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  for (const entry of readdirSync(corpus)) symlinkSync(resolve(corpus, entry), join(folder, entry));
  const args = [
    options.checker,
    'explore',
    resolve(corpus, model.module),
    '--config',
    resolve(corpus, model.config),
    '--json',
  ];
  if (options.workers > 1) args.push('--workers', String(options.workers));
  if (model.mode === 'simulate') args.push('--simulate', String(model.traceCount));
  if (model.mode === 'generate') args.push('--generate');
  try {
    return await new Promise<Run>((finished) => {
      const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        child.kill('SIGKILL');
      }, limit * 1000);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err = (err + text).slice(-4000);
      });
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        finished(late ? { kind: 'timeout', seconds: limit } : readReport(out, err, code, signal));
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(out: string, err: string, code: number | null, signal: string | null): Run {
  try {
    const report = JSON.parse(out) as Report;
    if (report.violated?.kind !== 'error') return { kind: 'report', report };
    return { kind: 'failed', message: `evaluation failed: ${report.violated.name}`.slice(0, 600) };
  } catch {
    return {
      kind: 'failed',
      message: (err.trim() || out.trim() || `exit code ${code}, signal ${signal}`).slice(0, 600),
    };
  }
}

function result({ model, run, judgement, seconds }: Row): object {
  const report = run.kind === 'report' ? run.report : null;
  return {
    name: nameOf(model),
    ...model,
    pass: judgement.pass,
    because: judgement.because,
    seconds: Math.round(seconds * 1000) / 1000,
    verdict: report?.verdict ?? run.kind,
    violated: report?.violated ?? null,
    found: report === null ? null : { distinct: report.distinct, generated: report.generated, depth: report.depth },
    traceLength: report?.trace?.length ?? null,
    checkerSeconds: report?.seconds ?? null,
    peakRssBytes: report?.peakRssBytes ?? null,
  };
}

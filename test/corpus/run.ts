/**
 * `npm run test:corpus -- DIR [options]`: runs every TLC model that the manifests below DIR list and compares verdict and
 * counts. Exit code 0 if all agree, 1 if not, 2 for wrong usage.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge, type Report, type Run } from './judge.js';
import { type Model, nameOf, readCorpus } from './manifest.js';
import { line, type Row, summary } from './table.js';

const USAGE = `npm run test:corpus -- DIR [options]
  --only TEXT        only models whose path contains TEXT (may be given several times)
  --max-runtime S    only models that took TLC at most S seconds
  --min-runtime S    only models that took TLC more than S seconds, or an unknown time
  --timeout S        at most S seconds each (default: 10 times TLC's run time, at least 60, at most 1800)
  --jobs N           models at a time (default 1)
  --workers N        threads for each model (default 1)
  --json FILE        write the results
  --checker FILE     another build's tla2ts.js`;

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    'max-runtime': { type: 'string' },
    'min-runtime': { type: 'string' },
    timeout: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    json: { type: 'string' },
    checker: { type: 'string' },
  },
});
const checker = resolve(options.checker ?? join(root, 'dist', 'src', 'tla2ts.js'));
const corpus = positionals[0];
if (corpus === undefined || !existsSync(corpus)) {
  console.error(corpus === undefined ? USAGE : `${corpus}: no such folder\n${USAGE}`);
  process.exit(2);
}

const maxRuntime = options['max-runtime'] === undefined ? Number.POSITIVE_INFINITY : Number(options['max-runtime']);
const minRuntime = options['min-runtime'] === undefined ? -1 : Number(options['min-runtime']);
const models = readCorpus(corpus).filter(
  (model) =>
    model.mode !== 'symbolic' &&
    (model.runtime ?? 1e9) <= maxRuntime &&
    (model.runtime ?? 1e9) > minRuntime &&
    (options.only.length === 0 || options.only.some((text) => model.config.includes(text))),
);
const rows: Row[] = [];
const queue = [...models];
await Promise.all(Array.from({ length: Number(options.jobs) }, work));
console.log(summary(rows));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows.map(result), null, 1)}\n`);
process.exit(rows.every(({ judgement }) => judgement.pass) && rows.length > 0 ? 0 : 1);

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
  const limit =
    options.timeout === undefined ? Math.min(1800, Math.max(60, 10 * (model.runtime ?? 180))) : Number(options.timeout);
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  for (const entry of readdirSync(corpus!)) symlinkSync(resolve(corpus!, entry), join(folder, entry));
  const args = [
    checker,
    'explore',
    resolve(corpus!, model.module),
    '--config',
    resolve(corpus!, model.config),
    '--json',
  ];
  if (options.workers !== '1') args.push('--workers', options.workers);
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

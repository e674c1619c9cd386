/**
 * The last part of a whole night: programs that check more than a test may take time for. Each has minutes of its own, all
 * together what the night has left; one whose time is over is inconclusive, never good. Their output is kept beside the rows.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oldestFirst } from '../../measure/within-time.js';
import type { CheckRow } from '../../results/row.js';
import { type CheckConfig, project } from '../config.js';
import { exit } from '../exit.js';
import type { Session } from '../session.js';
import { printError } from '../terminal.js';
import { packageRoot } from './package-root.js';
import { checkName } from './rotation.js';

/** Nines' own, where the night runs in its repository: an installed package has no tests. */
function ownChecks(): CheckConfig[] {
  if (!existsSync(join(packageRoot, 'test/run.mjs'))) return [];
  const examples = process.env.NINES_EXAMPLES;
  if (examples === undefined)
    printError('the corpus is not checked: NINES_EXAMPLES names no clone of tlaplus/Examples');
  return [
    { name: 'log', command: 'npm run -s test:log', minutes: 14 },
    { name: 'packed states', command: 'npm run -s test:fuzz:packed -- --seconds 150', minutes: 4 },
    { name: 'statistics', command: 'npm run -s test:statistics:night', minutes: 6 },
    ...(examples === undefined
      ? []
      : [
          {
            name: 'corpus',
            command: `npm run -s test:corpus -- ${JSON.stringify(examples)} --max-runtime 5 --jobs 2`,
            minutes: 8,
          },
        ]),
  ];
}

/** `endsAt`: when the night has to be over, on the clock of performance.now(). */
export async function runChecks({ writer, measuring, progress }: Session, endsAt: number): Promise<void> {
  if (measuring.size !== 'full') return;
  const { root, config } = await project();
  const [folder, checks] = config === null ? [packageRoot, ownChecks()] : [root, config.checks ?? []];
  // What did not come to an end last night has the whole of its time tonight.
  for (const check of oldestFirst(checks, ({ name }) => measuring.age?.(checkName(name)) ?? Infinity)) {
    progress.say(`check ${check.name}: ${check.command}`);
    const seconds = Math.min(60 * check.minutes, Math.max(0, (endsAt - performance.now()) / 1000));
    writer.add(await runCheck(check, folder, join(writer.folder, 'checks'), seconds, measuring.signal));
  }
}

const interrupted = 'the night was interrupted';

/** Exit code 0 is good, 3 inconclusive, any other bad. */
export async function runCheck(
  { name, command, minutes }: CheckConfig,
  folder: string,
  logs: string,
  seconds: number,
  signal?: AbortSignal,
): Promise<CheckRow> {
  const row = { kind: 'check', name, budgetSeconds: 60 * minutes, replay: command } as const;
  // What cannot even begin is not asked to.
  const isInterrupted = (): boolean => signal?.aborted === true;
  if (isInterrupted() || seconds < 1) {
    const because = seconds < 1 ? 'the night had no time left for it' : interrupted;
    return { ...row, seconds: 0, verdict: 'inconclusive', because };
  }
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${name.replace(/[^\w.-]+/g, '_')}.log`);
  const began = performance.now();
  const ended = await new Promise<number | 'late'>((resolve, reject) => {
    // A group of its own: what it starts ends with it.
    const child = spawn(command, { cwd: folder, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let late = false;
    const kill = (): void => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const end = (): void => {
      late = true;
      kill();
    };
    const timer = setTimeout(end, 1_000 * seconds);
    signal?.addEventListener('abort', end);
    process.once('exit', kill);
    const out = createWriteStream(log);
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', kill);
      signal?.removeEventListener('abort', end);
      out.end(() => resolve(late ? 'late' : (code ?? exit.bad)));
    });
  });
  const took = Math.round((performance.now() - began) / 100) / 10;
  if (ended === 'late') {
    return {
      ...row,
      seconds: took,
      verdict: 'inconclusive',
      because: isInterrupted() ? interrupted : `its time was over after ${Math.round(seconds)} s`,
    };
  }
  if (ended === exit.good) return { ...row, seconds: took, verdict: 'good', because: null };
  const because = `exit code ${ended}: ${lastLine(log)}`;
  return { ...row, seconds: took, verdict: ended === exit.inconclusive ? 'inconclusive' : 'bad', because };
}

function lastLine(log: string): string {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (lines.at(-1) ?? 'it said nothing').slice(0, 200);
}

/** Whole processes on traces: TLC as the control, and both on etcd's log. Nothing of theirs is here: jar and folder are given. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../src/core/assert.js';
import type { Prepare } from '../src/measure/declare.js';
import { twoPhaseTrace } from './trace-walks.js';

/** TLC's exit code where an invariant is violated. */
const violation = 12;

export const managers = (count: number): string[] => Array.from({ length: count }, (_, i) => `rm-${i}`);

const program = fileURLToPath(new URL('../src/tla2ts.js', import.meta.url));
const example = fileURLToPath(new URL('../../docs/examples/etcd-raft', import.meta.url));

/** The guide's mapping on the whole log. */
export function checkEtcd(folder: string): Prepare<{ readonly log: readonly string[] }> {
  return ({ parameters }) => {
    const log = join(folder, parameters.log);
    return {
      operations: linesOf(log).length,
      run() {
        checkOnce(folder, log);
        return 1;
      },
    };
  };
}

/** By log, the longest that we took so far, in milliseconds: what is measured after it may be as slow. */
const slowest = new Map<string, number>();

function checkOnce(folder: string, log: string): void {
  const options = ['--config', join(example, 'trace.cfg'), '--map', join(example, 'mapping.json'), '--trace', log];
  const args = [program, 'check', join(folder, 'etcdraft.tla'), ...options];
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert(status === 0, `the trace is accepted: ${stderr}`);
  slowest.set(log, Math.max(slowest.get(log) ?? 0, performance.now() - began));
}

/**
 * TLC is stopped where it has taken so many times as long as we did: it takes fewer events a second the longer messages and logs
 * are, and of the whole log nobody has seen the end (52 events a second of processor time over the first 500, 42 over 1,000, and
 * 2,000 were not done after four minutes).
 */
export const patience = 110;

/** etcd's trace specification as it stands, refinement included, on the same log. */
export function traceEtcdByTlc(folder: string, jar: string): Prepare<{ readonly log: readonly string[] }> {
  return ({ parameters, scratch }) => {
    const own = scratch();
    const log = join(folder, parameters.log);
    const options = ['-lncheck', 'final', '-config', 'Traceetcdraft.cfg', '-metadir', own, 'Traceetcdraft.tla'];
    for (let times = 0; times < 3; times += 1) checkOnce(folder, log);
    let stopped = false;
    return {
      operations: linesOf(log).length,
      run() {
        const { status, stdout, error } = spawnSync(
          'java',
          ['-XX:+UseParallelGC', '-cp', jar, 'tlc2.TLC', ...options],
          {
            cwd: folder,
            env: { ...process.env, JSON: log },
            encoding: 'utf8',
            timeout: Math.ceil(patience * (slowest.get(log) as number)),
          },
        );
        const late = (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
        assert(late || status === 0, `TLC accepts the log: ${stdout.trim().split('\n').slice(-3).join(' ')}`);
        stopped ||= late;
        return 1;
      },
      stopped: () => stopped,
    };
  };
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

/** TLC on the events' names as a tuple in the module, so that it needs nothing but its jar. */
export function walkByTlc(jar: string): Prepare<{ readonly managers: readonly number[] }> {
  return ({ parameters, random, scratch }) => {
    const folder = scratch();
    const names = managers(parameters.managers);
    const lines = twoPhaseTrace(names, 'names, arguments', random).trim().split('\n');
    const events = lines.map((line) => {
      const { event, event_args: args = [] } = JSON.parse(line) as { event: string; event_args?: string[] };
      return `<<"${event}", "${args[0] ?? ''}">>`;
    });
    writeFileSync(
      join(folder, 'Walk.tla'),
      `---- MODULE Walk ----
EXTENDS TwoPhase, Sequences, Naturals
VARIABLE l
Log == <<${events.join(', ')}>>
Is(name, rm) == l <= Len(Log) /\\ Log[l][1] = name /\\ Log[l][2] \\in {"", rm} /\\ l' = l + 1
WalkInit == TPInit /\\ l = 1
WalkNext == \\/ Is("TMCommit", "") /\\ TMCommit
            \\/ \\E rm \\in RM : \\/ Is("RMPrepare", rm) /\\ RMPrepare(rm)
                              \\/ Is("TMRcvPrepared", rm) /\\ TMRcvPrepared(rm)
                              \\/ Is("RMRcvCommitMsg", rm) /\\ RMRcvCommitMsg(rm)
WalkSpec == WalkInit /\\ [][WalkNext]_<<l, vars>>
Unfinished == l <= Len(Log)
====
`,
    );
    const set = `{${names.map((name) => `"${name}"`).join(', ')}}`;
    writeFileSync(
      join(folder, 'Walk.cfg'),
      `SPECIFICATION WalkSpec\nCONSTANT RM = ${set}\nINVARIANT Unfinished\nCHECK_DEADLOCK FALSE\n`,
    );
    const specs = fileURLToPath(new URL('../../specs/commit', import.meta.url));
    const args = [
      `-DTLA-Library=${specs}`,
      '-XX:+UseParallelGC',
      '-cp',
      jar,
      'tlc2.TLC',
      '-metadir',
      folder,
      'Walk.tla',
    ];
    return {
      operations: 1,
      run() {
        const { status, stdout, stderr } = spawnSync('java', args, { cwd: folder, encoding: 'utf8' });
        // Its way of saying that there is a behaviour to the end of the log.
        assert(
          status === violation,
          `TLC accepts the trace: ${(stdout + stderr).trim().split('\n').slice(-3).join(' ')}`,
        );
        return 1;
      },
    };
  };
}

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
    const options = ['--config', join(example, 'trace.cfg'), '--map', join(example, 'mapping.json'), '--trace', log];
    return {
      operations: linesOf(log).length,
      run() {
        const { status, stderr } = spawnSync(
          process.execPath,
          [program, 'check', join(folder, 'etcdraft.tla'), ...options],
          { encoding: 'utf8' },
        );
        assert(status === 0, `the trace is accepted: ${stderr}`);
        return 1;
      },
    };
  };
}

/**
 * So many events TLC takes in half a minute, which is its best rate: of 500 events it did 52 in a second of processor time, of 1,000
 * it did 42, and 2,000 were not done after four minutes, as messages and logs grow. We are given the whole log.
 */
const eventsForTlc = 500;
const mostMs = 180_000;

/** etcd's trace specification as it stands, refinement included, on the log's first events. */
export function traceEtcdByTlc(folder: string, jar: string): Prepare<{ readonly log: readonly string[] }> {
  return ({ parameters, scratch }) => {
    const own = scratch();
    const log = join(own, 'first.ndjson');
    writeFileSync(log, `${linesOf(join(folder, parameters.log)).slice(0, eventsForTlc).join('\n')}\n`);
    const options = ['-lncheck', 'final', '-config', 'Traceetcdraft.cfg', '-metadir', own, 'Traceetcdraft.tla'];
    return {
      operations: eventsForTlc,
      run() {
        const { status, stdout } = spawnSync('java', ['-XX:+UseParallelGC', '-cp', jar, 'tlc2.TLC', ...options], {
          cwd: folder,
          env: { ...process.env, JSON: log },
          encoding: 'utf8',
          timeout: mostMs,
        });
        assert(
          status === 0,
          `TLC accepts the log in ${mostMs / 1000} s: ${stdout.trim().split('\n').slice(-3).join(' ')}`,
        );
        return 1;
      },
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

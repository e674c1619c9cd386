/** How fast traces are checked: a stream of events, unlogged arguments, a batch of small traces, one cold command. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TraceCheck } from '../src/check/trace/check-growing.js';
import { checkTrace } from '../src/check/trace/check-trace.js';
import { readTrace, TraceReader } from '../src/check/trace/read-trace.js';
import { assert } from '../src/core/assert.js';
import { benchmark, goal, type Prepare } from '../src/measure/declare.js';
import { checkEtcd, managers, patience, traceEtcdByTlc, walkByTlc } from './trace-controls.js';
import { type Logged, raftModel, raftTrace, twoPhaseModel, twoPhaseTrace } from './trace-walks.js';

const source = 'issue 4, speed, side by side with TLC';
const unbounded = { maxStates: 10_000_000, maxSeconds: 120, elapsed: () => 0 };

/** Lines as they come from a file: parsed, understood, and taken; only the last state is kept. */
export const stream = benchmark({
  name: 'trace-stream',
  title: 'Events of a fully logged Raft trace, one after the other',
  operation: 'event',
  parameters: { events: [20_000, 100_000] },
  // To walk 100,000 events takes ten times as long as to check them.
  quick: { events: [20_000] },
  subjects: {
    nines: ({ parameters: { events }, size, random }) => {
      const lines = [...raftTrace(size === 'smoke' ? 500 : events, random)];
      const model = raftModel();
      return {
        operations: lines.length,
        run() {
          const reader = new TraceReader('no');
          const check = new TraceCheck(model, unbounded, { invariants: false });
          for (const [index, line] of lines.entries()) {
            const event = reader.readText(index + 1, line);
            assert(event.ok && event.value !== null, 'the line is an event');
            const taken = check.feed(event.value);
            assert(taken.ok && taken.value, `event ${index + 1} is possible`);
          }
          return check.events;
        },
      };
    },
    // The floor: no checker is faster than reading what it checks.
    'JSON.parse': ({ parameters: { events }, size, random }) => {
      const lines = [...raftTrace(size === 'smoke' ? 500 : events, random)];
      return {
        operations: lines.length,
        run() {
          let keys = 0;
          for (const line of lines) keys += Object.keys(JSON.parse(line)).length;
          return keys;
        },
      };
    },
  },
});

export const streamGoal = goal({
  name: 'a fully logged Raft trace is checked at 200,000 events a second',
  of: stream,
  subject: 'nines',
  atLeast: 200_000,
  source,
});

/** What is not logged is searched for. */
export const search = benchmark({
  name: 'trace-search',
  title: 'Two-phase commit of 16 resource managers by what was logged',
  operation: 'trace',
  parameters: { logged: ['names, arguments, variables', 'names, arguments', 'names'] },
  subjects: {
    nines: ({ parameters: { logged }, size, random }) => {
      const names = managers(size === 'smoke' ? 4 : 16);
      const model = twoPhaseModel(names);
      const trace = readTrace(twoPhaseTrace(names, logged as Logged, random));
      assert(trace.ok, 'the trace can be read');
      return {
        operations: 1,
        run() {
          const checked = checkTrace(model, trace.value, unbounded);
          assert(checked.ok && checked.value.kind === 'accepted', 'the trace is accepted');
          return checked.value.states;
        },
      };
    },
  },
  chart: { x: 'logged', mark: 'bars', metric: 'time' },
});

/** One operation is one trace: at most so many nanoseconds. */
const withinSeconds = (logged: Logged, seconds: number) =>
  goal({
    name: `16 resource managers, ${logged} logged: within ${seconds} s`,
    of: search,
    subject: 'nines',
    at: { logged },
    figure: 'time',
    atMost: seconds * 1e9,
    source,
  });
export const variablesGoal = withinSeconds('names, arguments, variables', 0.02);
export const argumentsGoal = withinSeconds('names, arguments', 1);
export const namesGoal = withinSeconds('names', 30);

const jar = process.env.TLC_JAR;
const program = fileURLToPath(new URL('../src/tla2ts.js', import.meta.url));
const specification = fileURLToPath(new URL('../../specs/commit/TwoPhase.tla', import.meta.url));

/** A whole process: start, compile, check. With TLC_JAR also TLC's, on the same trace in the cursor style. */
export const cold = benchmark({
  name: 'trace-command',
  title: 'One command on one small trace, from start to verdict',
  operation: 'command',
  parameters: { managers: [4] },
  // Seconds each: as many rounds as for a benchmark of nanoseconds would take minutes.
  ...(jar !== undefined && { mostRounds: 3 }),
  subjects: {
    nines: ({ parameters, random, scratch }) => {
      const folder = scratch();
      const names = managers(parameters.managers);
      writeFileSync(join(folder, 'trace.ndjson'), twoPhaseTrace(names, 'names, arguments, variables', random));
      writeFileSync(join(folder, 'constants.json'), JSON.stringify({ RM: names }));
      const args = [program, 'check', specification, '--trace', join(folder, 'trace.ndjson')];
      return {
        operations: 1,
        run() {
          const { status } = spawnSync(process.execPath, [...args, '--constants', join(folder, 'constants.json')]);
          assert(status === 0, 'the trace is accepted');
          return 1;
        },
      };
    },
    ...(jar !== undefined && { TLC: walkByTlc(jar) }),
  } as Readonly<Record<string, Prepare<{ readonly managers: readonly number[] }>>>,
});

export const coldGoal = goal({
  name: 'one cold command within 0.4 s',
  of: cold,
  subject: 'nines',
  figure: 'time',
  atMost: 0.4e9,
  source,
});

/** Only where a jar is given (--tlc): TLC is nobody's dependency. */
export const againstTlc =
  jar === undefined
    ? null
    : goal({
        name: 'one cold command takes a fifth of the time of TLC on the same trace',
        of: cold,
        subject: 'nines',
        against: 'TLC',
        atLeast: 5,
        source: 'issue 4: TLC needs 2-7 s a trace, whatever its length; a cold command 0.4 s',
      });

/** etcd's own log, where NINES_ETCD names the folder `tla` of etcd-io/raft: its files are not here. */
const etcd = process.env.NINES_ETCD;

/** Of what is stopped nobody should read that it was done. */
const tlcStopped = `TLC, for at most ${patience} times as long`;

export const etcdLog =
  etcd === undefined
    ? null
    : benchmark({
        name: 'trace-etcd',
        title: "etcd's Raft, its log with invariants: a whole process",
        operation: 'event',
        parameters: { log: ['example.ndjson'] },
        // With TLC a round is three minutes: two turns of 110 times ours.
        mostRounds: jar === undefined ? 3 : 1,
        subjects: {
          nines: checkEtcd(etcd),
          ...(jar !== undefined && { [tlcStopped]: traceEtcdByTlc(etcd, jar) }),
        } as Readonly<Record<string, Prepare<{ readonly log: readonly string[] }>>>,
      });

/** One operation is one event: 4,888 of them in 3 s. */
export const etcdGoal =
  etcdLog === null
    ? null
    : goal({
        name: "etcd's 4,888 events with invariants: within 3 s for the whole process",
        of: etcdLog,
        subject: 'nines',
        figure: 'time',
        atMost: 3e9 / 4888,
        source,
      });

export const etcdAgainstTlc =
  etcdLog === null || jar === undefined
    ? null
    : goal({
        name: "etcd's log: a hundred times the events a second of TLC on etcd's own trace specification",
        of: etcdLog,
        subject: 'nines',
        against: tlcStopped,
        atLeast: 100,
        source,
      });

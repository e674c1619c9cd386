/** The harness measured by itself: what it adds to an operation, what recording costs, how late the open loop is. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistogram } from 'node:perf_hooks';
import { type Recorder, recorder as traceRecorder } from '../src/api/trace.js';
import { benchmark, goal, load, micro } from '../src/measure/declare.js';
import { medianInterval } from '../src/stats/bootstrap.js';
import { changePoints } from '../src/stats/changes/change-points.js';
import { LatencyHistogram } from '../src/stats/latency/histogram.js';
import { median } from '../src/stats/order.js';

/** Enough for a batch to outlast the clock, few enough to stay in the cache. */
const operations = 10_000;

const chain = (steps: number, from: number): number => {
  let x = from;
  for (let step = 0; step < steps; step += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x >>> 0;
};

export const overhead = benchmark({
  name: 'self-overhead',
  title: 'What measuring adds to an operation',
  operation: 'xorshift step',
  parameters: {},
  subjects: {
    'in a batch': () => ({ operations, run: () => chain(operations, 1) }),
    'in a batch with a promise': () => ({ operations, run: async () => chain(operations, 1) }),
    'each with the clock around it': () => ({
      operations: operations / 100,
      run: () => {
        let sum = 0;
        for (let step = 0; step < operations / 100; step += 1) {
          const start = performance.now();
          sum += chain(1, step + 1);
          sum += performance.now() > start ? 1 : 0;
        }
        return sum;
      },
    }),
  },
  chart: { mark: 'bars', metric: 'time' },
});

export const asyncBatches = goal({
  name: 'an asynchronous batch costs no more than a plain one',
  of: overhead,
  subject: 'in a batch with a promise',
  against: 'in a batch',
  figure: 'time',
  atMost: 1.05,
  source: 'our own bound: a subject may be asynchronous without paying for it',
});

export const batched = goal({
  name: 'an operation in a batch costs its own time and nothing else',
  of: overhead,
  subject: 'in a batch',
  figure: 'time',
  atMost: 10,
  source:
    'our own bound of 10 ns: three dependent integer steps of about 1 ns on one core at 2.5 GHz, and the harness on top',
});

export const clocked = goal({
  name: 'an operation timed alone costs two readings of the clock',
  of: overhead,
  subject: 'each with the clock around it',
  figure: 'time',
  atMost: 300,
  source: 'measured on one core at 2.5 GHz: performance.now() takes about 126 ns',
});

const latencies = (): Float64Array =>
  Float64Array.from({ length: operations }, (_, index) => 50 + (chain(1, index + 1) % 5_000_000));

export const recorder = benchmark({
  name: 'self-recorder',
  title: 'Recording a latency',
  operation: 'record',
  parameters: {},
  subjects: {
    'our recorder': () => {
      const values = latencies();
      const histogram = new LatencyHistogram();
      return {
        operations,
        run: () => {
          for (let index = 0; index < operations; index += 1) histogram.record(values[index] as number);
          return histogram.max;
        },
      };
    },
    'histogram of node:perf_hooks': () => {
      const values = latencies();
      const histogram = createHistogram();
      return {
        operations,
        run: () => {
          for (let index = 0; index < operations; index += 1) histogram.record(values[index] as number);
          return histogram.max;
        },
      };
    },
  },
  chart: { mark: 'bars', metric: 'time' },
});

export const recorderCost = goal({
  name: 'recording a latency costs at most 15 ns',
  of: recorder,
  subject: 'our recorder',
  figure: 'time',
  atMost: 15,
  source: 'measured on one core at 2.5 GHz: hdr-histogram-js 3.0.1 takes 125 to 158 ns',
});

export const recorderAgainstNode = goal({
  name: 'recording is four times as fast as with node:perf_hooks',
  of: recorder,
  subject: 'our recorder',
  against: 'histogram of node:perf_hooks',
  atLeast: 4,
  source: 'measured on one core at 2.5 GHz: createHistogram().record() takes 79 ns',
});

const recorded = 1_000;

/** A step as a service records one, with what it knows of its own variables. */
function steps(trace: Recorder): number {
  for (let index = 0; index < recorded; index += 1) {
    trace.step('GrantVote', { i: 'n1', j: 'n2' }, { currentTerm: { n1: index }, votedFor: { n1: 'n2' } });
  }
  return recorded;
}

export const traceRecording = benchmark({
  name: 'self-trace',
  title: 'Recording a step of a trace',
  operation: 'step',
  parameters: {},
  subjects: {
    off: () => {
      const trace = traceRecorder({ node: 'n1' });
      return { operations: recorded, run: () => steps(trace) };
    },
    on: () => {
      const file = join(tmpdir(), `nines-self-trace-${process.pid}.ndjson`);
      return {
        operations: recorded,
        run: () => {
          const trace = traceRecorder({ node: 'n1', file });
          steps(trace);
          trace.close();
          rmSync(file);
          return recorded;
        },
      };
    },
    /** What any recorder has to do at least. */
    'JSON.stringify alone': () => ({
      operations: recorded,
      run: () => {
        let size = 0;
        for (let index = 0; index < recorded; index += 1) {
          size += JSON.stringify({
            seq: index,
            at: Date.now(),
            node: 'n1',
            action: 'GrantVote',
            args: { i: 'n1', j: 'n2' },
            vars: { currentTerm: { n1: index }, votedFor: { n1: 'n2' } },
            clock: { n1: index },
          }).length;
        }
        return size;
      },
    }),
  },
  chart: { mark: 'bars', metric: 'time' },
});

export const traceOff = goal({
  name: 'a recorder of traces that is off costs at most 20 ns a step',
  of: traceRecording,
  subject: 'off',
  figure: 'time',
  atMost: 20,
  source: 'our own bound: the call of an empty function and its arguments; 1 to 3 ns measured at 2.5 GHz',
});

export const traceOn = goal({
  name: 'recording a step costs at most three times its JSON',
  of: traceRecording,
  subject: 'on',
  against: 'JSON.stringify alone',
  figure: 'time',
  atMost: 3,
  source: 'our own bound: the line has to be made, and written in pieces of 64 KB; a new file every 1,000 steps',
});

export const openLoop = load({
  name: 'self-open-loop',
  title: 'How late the open loop begins',
  operation: 'operation',
  parameters: { rate: [100_000, 500_000, 1_000_000] },
  smoke: { rate: [100_000] },
  subjects: { '100 xorshift steps': () => ({ operate: (index) => chain(100, index + 1) }) },
  chart: { mark: 'bars', metric: 'lateness-p50' },
});

export const openLoopDone = goal({
  name: 'the open loop issues a million operations a second',
  of: openLoop,
  subject: '100 xorshift steps',
  at: { rate: 1_000_000 },
  figure: 'done',
  atLeast: 0.999,
  source: 'wrk2 promises a constant throughput to 1 ms (its README); our own bound is 99.9 % of the plan on one core',
});

export const openLoopLate = goal({
  name: 'half of a million operations a second begin within a microsecond',
  of: openLoop,
  subject: '100 xorshift steps',
  at: { rate: 1_000_000 },
  figure: 'lateness-p50',
  atMost: 1_000,
  source: 'our own bound; 600 ns measured on one core at 2.5 GHz',
});

export const costs = micro({
  name: 'self-costs',
  title: 'What the pieces of the harness cost',
  operation: 'call',
  parameters: {},
  subjects: {
    'the clock': () => () => performance.now(),
    'a random number':
      ({ random }) =>
      () =>
        random.uint32(),
    'median of 15': ({ random }) => {
      const values = Float64Array.from({ length: 15 }, () => random.float());
      return () => median(values);
    },
    'its interval': ({ random }) => {
      const values = Float64Array.from({ length: 15 }, () => random.float());
      return () => medianInterval(values);
    },
    'change points of 365 nights': ({ random }) => {
      const values = Float64Array.from({ length: 365 }, (_, night) => (night < 200 ? 100 : 105) + 8 * random.float());
      return () => changePoints(values);
    },
  },
  chart: { mark: 'bars' },
});

export const history = goal({
  name: '365 nights of 200 metrics are searched in 10 s',
  of: costs,
  subject: 'change points of 365 nights',
  atMost: 50e6,
  source: 'our own bound: 10 s by 200 metrics',
});

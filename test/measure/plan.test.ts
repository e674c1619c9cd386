import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { goalsTable } from '../../src/commands/goals.js';
import { benchmark, type Measurable } from '../../src/measure/declare.js';
import { measureGoals } from '../../src/measure/goals.js';
import type { Measuring } from '../../src/measure/measuring.js';
import {
  atMost,
  type Budget,
  loadPlans,
  loadWithin,
  nightBudget,
  nightEnds,
  outermostFirst,
  patienceMs,
  slotPlans,
  slotsWithin,
} from '../../src/measure/plan.js';
import { measureDeclared } from '../../src/measure/run.js';
import type { Suite } from '../../src/measure/suite.js';
import { endingAt, oldestFirst, withinTime } from '../../src/measure/within-time.js';
import { rowProblem } from '../../src/results/schema.js';
import { bounded, cut, hanging, hopeless, modest, sound, throwing } from './broken-suite.js';

test('a sweep cut short still spans its range: its ends first, then the middles of the gaps', () => {
  assert.deepEqual(outermostFirst(0), []);
  assert.deepEqual(outermostFirst(1), [0]);
  assert.deepEqual(outermostFirst(2), [0, 1]);
  assert.deepEqual(outermostFirst(5), [0, 3, 2, 4, 1]);
  for (const count of [3, 8, 17]) {
    const turns = outermostFirst(count);
    assert.deepEqual(
      [...turns].sort((a, b) => a - b),
      Array.from({ length: count }, (_, place) => place),
    );
    assert.equal(turns.at(-1), 1);
  }
});

test('when the time is over nothing more is begun, and what was not is told', async () => {
  const begun: number[] = [];
  const work = async (job: number): Promise<void> => {
    begun.push(job);
    while (job >= 2 && performance.now() < end) await delay(10);
  };
  const end = performance.now() + 500;
  const left = await withinTime([0, 1, 2, 3, 4], 2, end, work);
  assert.deepEqual([begun, left], [[0, 1, 2, 3], [4]]);
  assert.deepEqual(await withinTime([5], 2, performance.now(), work), [5]);
});

test('the oldest has its turn first, of equals the one that was declared first', () => {
  const ages: Readonly<Record<string, number>> = { a: 1, b: Infinity, c: 3, d: Infinity, e: 1 };
  assert.deepEqual(
    oldestFirst(Object.keys(ages), (name) => ages[name] as number),
    ['b', 'd', 'c', 'a', 'e'],
  );
});

const clicks = (count: number) =>
  benchmark({
    name: 'clicks',
    title: 'Clicks',
    operation: 'click',
    parameters: { place: Array.from({ length: count }, (_, place) => place) },
    subjects: { it: () => ({ operations: 1, run: () => 1 }) },
  });

test('a night without time begins with what waited longest, and names what it leaves out', async () => {
  const what = clicks(3) as unknown as Measurable;
  const points: string[] = [];
  const measure = (ages: readonly number[], budget: Budget) =>
    measureDeclared([{ suite: { name: 'none', file: 'none' }, what }], {
      size: 'quick',
      seed: 1n,
      scratch: '',
      budget,
      age: (name) => ages[Number(/place=(\d)/.exec(name)?.[1])] as number,
      onPoint: (text) => {
        points.push(text);
        // There is no such file: to begin one point is what is asked.
        throw new Error('enough');
      },
    });
  const none: Budget = { ...nightBudget(nightEnds.quick, 0), simulatedMs: 0, wallMs: 0 };
  const [left] = await measure([1, 1, 1], none);
  assert.deepEqual(left?.declaration.leftOut, ['place=0', 'place=1', 'place=2']);
  assert.deepEqual([left?.rows, points], [[], []]);
  await assert.rejects(measure([1, 2, 7], { ...none, everyFirst: true }), /enough/);
  // The first of a sweep has its turn before the others, the oldest of those before the younger.
  await assert.rejects(measure([1, 2, 7], { ...none, simulatedMs: 1_000 }), /enough/);
  assert.deepEqual(points, ['clicks place=0', 'clicks place=0']);
});

test('the parts of a quick night end on its clock, whatever the part before took', () => {
  const [early, late] = [nightBudget(nightEnds.quick, 30_000), nightBudget(nightEnds.quick, 190_000)];
  assert.equal(early.goalsMs - late.goalsMs, 160_000);
  assert.ok(late.verifyMs < 0 && late.exploreMs < 0 && late.goalsMs > 0 && !late.everyFirst);
  assert.ok(nightBudget(nightEnds.quick, 0).goalsMs < 210_000);
});

test('a benchmark of whole processes has few rounds, none to warm up and one process a slot, at any size', () => {
  assert.deepEqual(atMost(undefined, slotPlans.full), slotPlans.full);
  const { rounds, warmUpRounds, slotMs } = atMost(5, slotPlans.full);
  assert.deepEqual([rounds, warmUpRounds, slotMs], [5, 0, 0]);
  assert.equal(atMost(5, slotPlans.smoke).rounds, slotPlans.smoke.rounds);
});

test('a whole night ends its parts in order and leaves a quarter of an hour for comparisons and long checks', () => {
  for (const ends of Object.values(nightEnds)) {
    const inOrder = [ends.verify, ends.traces, ends.explore, ends.simulated, ends.wall, ends.goals];
    assert.deepEqual(
      [...inOrder].sort((a, b) => a - b),
      inOrder,
    );
  }
  assert.ok(57 * 60_000 - nightEnds.full.goals >= 14 * 60_000);
  assert.ok(nightBudget(nightEnds.full, 10 * 60_000).verifyMs < 0);
});

test('what waits for the same time shares it: fewer rounds, and never more', () => {
  assert.deepEqual(slotsWithin(slotPlans.full, Infinity), slotPlans.full);
  const short = slotsWithin(slotPlans.full, 4_000);
  assert.deepEqual([short.maxMs, short.leastRounds, short.rounds], [4_000, 8, slotPlans.full.rounds]);
  assert.equal(slotsWithin(slotPlans.quick, -5).maxMs, 0);
  assert.deepEqual(loadWithin(loadPlans.full, 1, Infinity), loadPlans.full);
  assert.equal(loadWithin(loadPlans.full, 1, 20_000).repetitions, 4);
  assert.equal(loadWithin(loadPlans.full, 3, 20_000).repetitions, 3);
  assert.equal(loadWithin(loadPlans.smoke, 1, 0).repetitions, 1);
});

test('one job has a third of the time of all, and where that is little enough to be slow', () => {
  assert.equal(patienceMs(nightBudget(nightEnds.quick, 0), 90_000), 30_000);
  assert.equal(patienceMs(nightBudget(nightEnds.quick, 0), 20_000), 15_000);
});

test('a job that outlasts its part is given up, and so it is when the user interrupts', async () => {
  const measuring = { size: 'quick', seed: 1n, scratch: '' } as const;
  const untilAborted = ({ signal }: Measuring): Promise<string> =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  assert.equal(await endingAt(performance.now() + 50, measuring, untilAborted), null);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  assert.equal(await endingAt(performance.now() + 60_000, { ...measuring, signal: stop.signal }, untilAborted), null);
  assert.equal(await endingAt(performance.now() + 60_000, measuring, async () => 'done'), 'done');
  await assert.rejects(
    endingAt(performance.now() + 60_000, measuring, () => Promise.reject(new Error('of its own'))),
    /of its own/,
  );
});

const broken = { name: 'broken', file: fileURLToPath(new URL('./broken-suite.js', import.meta.url)) };
const inTime = (failures: unknown[], budget: Partial<Budget>, begun: string[] = []): Measuring => ({
  onPoint: (text) => begun.push(text),
  ...{ size: 'quick', seed: 1n, scratch: tmpdir() },
  budget: { ...nightBudget(nightEnds.quick, 0), simulatedMs: 0, leastPatienceMs: 0, ...budget },
  onFailure: (error) => failures.push(error),
});

test('a benchmark that throws or never ends costs a night its own figures only', async () => {
  const failures: unknown[] = [];
  const chosen = [hanging, throwing, sound].map((what) => ({ suite: broken, what: what as unknown as Measurable }));
  const begun: string[] = [];
  const measured = await measureDeclared(chosen, inTime(failures, { wallMs: 3_000 }, begun));
  const told = measured.map(({ declaration, rows }) => [
    declaration.leftOut ?? [],
    rows.map((row) => (row.kind === 'leftOut' ? `${row.what}: ${row.because}` : row.kind)).sort(),
  ]);
  assert.deepEqual(told[0], [['n=2'], ['hanging n=1: given up after 1 s']]);
  assert.match(String((told[1] as string[][])[1]), /^throwing n=1: .*boom/);
  assert.deepEqual((told[1] as string[][])[0], ['n=2'], 'what throws at one point is not begun at the next');
  // How far it comes is the machine's load; that it has its turn is not.
  assert.deepEqual(begun.slice(0, 3), ['hanging n=1', 'throwing n=1', 'sound n=1']);
  assert.equal(failures.length, 1);
  // Who measures for himself is told at once.
  const { onFailure: _, ...alone } = inTime([], { wallMs: 3_000 });
  await assert.rejects(measureDeclared(chosen.slice(1, 2), alone), /boom/);
});

test('beside a control that was stopped a goal is met or undecided, never short: its value is a lower bound', async () => {
  const suite = { ...broken, declarations: [cut], goals: bounded } as unknown as Suite;
  const rows = await measureGoals([suite], inTime([], { goalsMs: 30_000 }, []));
  const goals = rows.filter((row) => row.kind === 'goal');
  assert.deepEqual(
    goals.map(({ verdict, stopped }) => [verdict, stopped]),
    [
      ['met', true],
      ['inconclusive', true],
    ],
  );
  assert.match(goalsTable(goals), /met .* bounded +> [\d,.]+ +> [\d,.]+: it was stopped/);
  for (const row of goals) assert.equal(rowProblem(row), null);
});

test('a goal that never ends leaves the others their time, and is told with its reason', async () => {
  const suite = { ...broken, declarations: [hanging, sound], goals: [hopeless, modest] } as unknown as Suite;
  const begun: string[] = [];
  const [first] = await measureGoals([suite], inTime([], { goalsMs: 3_000 }, begun));
  assert.equal(first?.kind === 'leftOut' ? first.because : first?.kind, 'given up after 1 s');
  assert.deepEqual(begun, ['goals of hanging n=1', 'goals of sound n=1']);
});

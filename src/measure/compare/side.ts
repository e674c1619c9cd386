/**
 * One side of a comparison, in a process of its own: it imports the bench files of its own revision, prepares what it is told to,
 * and runs single slots on demand. The harness around the subject is that of whoever compares, the same on all sides.
 */
import type { Seed } from '../../core/random.js';
import type { Benchmark, Measurable, Micro, Point, Size, Timed } from '../declare.js';
import type { LoadPlan } from '../plan.js';
import { batchesFor, repeat, warmUp } from '../slots.js';
import { contextOf, declaredIn, scratchFolders } from '../task.js';

/** What is prepared: a subject of a declaration at a point. */
export interface Contestant {
  readonly file: string;
  readonly name: string;
  readonly subject: string;
  readonly parameters: Point;
  readonly size: Size;
  readonly seed: Seed;
  readonly scratch: string;
}

export type Order =
  /** Answered once the process is there. */
  | { readonly kind: 'start' }
  | { readonly kind: 'open'; readonly contestant: Contestant; readonly warmUpMs: number }
  | { readonly kind: 'count'; readonly slotMs: number }
  | { readonly kind: 'slot'; readonly batches: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'load'; readonly contestant: Contestant; readonly plan: LoadPlan }
  | { readonly kind: 'experiment'; readonly contestant: Contestant; readonly seeds: readonly Seed[] };

/** By metric, a value a repetition or seed. */
export type Figures = Readonly<Record<string, readonly number[]>>;

export interface Answers {
  readonly start: null;
  /** Milliseconds of the last batch that warmed it up; 0 where none did. */
  readonly open: number;
  /** How many batches make a slot. */
  readonly count: number;
  /** Nanoseconds an operation. */
  readonly slot: { readonly ns: number; readonly checksum: number };
  readonly close: null;
  readonly load: Figures;
  readonly experiment: Figures;
}

export type Answer = { readonly answer: Answers[Order['kind']] } | { readonly error: string };

/** A micro-cost is timed in slots, too: benchmark.js cannot be interleaved. */
const callsABatch = 1_024;
/** A call that takes longer than this outweighs the loop around it by itself; a thousand of them may be seconds. */
const longCallMs = 0.01;

let open: { readonly timed: Timed; readonly remove: () => void } | null = null;

async function carryOut(order: Order): Promise<Answers[Order['kind']]> {
  switch (order.kind) {
    case 'start':
      return null;
    case 'open': {
      const folders = scratchFolders(order.contestant.scratch);
      open = { timed: await prepared(order.contestant, folders.make), remove: folders.remove };
      return (await warmUp(open.timed, order.warmUpMs * 1e6)) / 1e6;
    }
    case 'count':
      return batchesFor(opened(), order.slotMs * 1e6);
    case 'slot': {
      const timed = opened();
      const { sum, elapsed } = await repeat(timed, order.batches);
      return { ns: elapsed / (order.batches * timed.operations), checksum: sum };
    }
    case 'close':
      await open?.timed.close?.();
      open?.remove();
      open = null;
      return null;
    case 'load': {
      const { subject, ...task } = order.contestant;
      // A slot needs none of what these bring along, and every round starts three processes.
      const { runLoad } = await import('../worker.js');
      return (await runLoad({ ...task, subjects: [subject], plan: order.plan }))[subject]?.figures ?? {};
    }
    case 'experiment': {
      const { subject, ...task } = order.contestant;
      const { runExperiment } = await import('../worker.js');
      return (await runExperiment({ ...task, subjects: [subject], seeds: order.seeds }))[subject] ?? {};
    }
  }
}

function opened(): Timed {
  if (open === null) throw new Error('nothing is open');
  return open.timed;
}

async function prepared(contestant: Contestant, scratch: () => string): Promise<Timed> {
  const declared: Measurable = await declaredIn(contestant);
  const context = contextOf(contestant, scratch);
  if (declared.kind === 'micro') return timedCalls((declared as Micro).subjects[contestant.subject]?.(context));
  const prepare = (declared as Benchmark).subjects[contestant.subject];
  if (prepare === undefined) throw new Error(`${contestant.name} has no subject '${contestant.subject}' on this side`);
  return prepare(context);
}

function timedCalls(call: (() => unknown) | undefined): Timed {
  if (call === undefined) throw new Error('no such subject on this side');
  let used: unknown = call();
  const began = performance.now();
  used = call();
  const calls = performance.now() - began > longCallMs ? 1 : callsABatch;
  return {
    operations: calls,
    run() {
      for (let index = 0; index < calls; index += 1) used = call();
      return used === undefined ? 0 : 1;
    },
  };
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (answer) => process.send?.({ answer } satisfies Answer),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) } as Answer),
  );
});
// The other end is gone: nobody would ever close what is open here.
process.on('disconnect', () => process.exit(0));

/** Runs protocols and their mutants over seeds, on a pool of workers, and counts what the checkers say. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { parseSeed, type Seed } from '../../core/random.js';
import { mutantsOf, type System } from '../../sim/system.js';
import type { Batch, BatchResult, Failure } from './batch.js';

export interface ProtocolVerification {
  readonly name: string;
  readonly seeds: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly inconclusive: number;
  readonly mutants: readonly MutantVerification[];
  /** How often each action of the specification was taken, over all seeds. */
  readonly actions: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
}

export interface MutantVerification {
  readonly name: string;
  readonly seeds: number;
  /** Seeds on which a checker rejected it; inconclusive is no catch. */
  readonly caught: number;
  /** null: it was never caught. */
  readonly firstSeed: string | null;
  readonly because: string | null;
}

export interface VerifyOptions {
  readonly seeds: number;
  readonly from: Seed;
  /** null: the protocol as it is, and all its mutants. */
  readonly mutant: string | null;
  readonly threads?: number;
  readonly onProgress?: (protocol: string, mutant: string | null, done: number, total: number) => void;
}

/** Seeds in one task: seconds of work for the slowest protocol, so that a task's cost does not show. */
const batchSize = 50;

export async function verify(systems: readonly System[], options: VerifyOptions): Promise<ProtocolVerification[]> {
  const batches = Math.ceil(options.seeds / batchSize);
  const threads = Math.max(1, Math.min(options.threads ?? availableParallelism(), batches));
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    const result: ProtocolVerification[] = [];
    for (const system of systems) result.push(await verifySystem(system, options, pool));
    return result;
  } finally {
    await pool.destroy();
  }
}

async function verifySystem(system: System, options: VerifyOptions, pool: Piscina): Promise<ProtocolVerification> {
  const { seeds, mutant } = options;
  const sound = await runSeeds(system.name, null, mutant === null ? options : { ...options, seeds: 0 }, pool);
  const names = mutant === null ? Object.keys(mutantsOf(system)) : [mutant];
  const mutants: MutantVerification[] = [];
  for (const name of names) {
    const { rejected, failures } = await runSeeds(system.name, name, options, pool);
    const first = failures.find(({ kind }) => kind === 'rejected');
    mutants.push({
      name,
      seeds,
      caught: rejected,
      firstSeed: first?.seed ?? null,
      because: first?.because ?? null,
    });
  }
  const { accepted, rejected, inconclusive, actions, failures } = sound;
  return {
    name: system.name,
    seeds: accepted + rejected + inconclusive,
    accepted,
    rejected,
    inconclusive,
    mutants,
    actions,
    failures,
  };
}

async function runSeeds(
  protocol: string,
  mutant: string | null,
  options: VerifyOptions,
  pool: Piscina,
): Promise<BatchResult> {
  let done = 0;
  const tasks: Promise<BatchResult>[] = [];
  for (let at = 0; at < options.seeds; at += batchSize) {
    const count = Math.min(batchSize, options.seeds - at);
    const batch: Batch = { protocol, mutant, from: options.from + BigInt(at), count };
    const task = pool.run(batch) as Promise<BatchResult>;
    tasks.push(
      task.then((result) => {
        done += count;
        options.onProgress?.(protocol, mutant, done, options.seeds);
        return result;
      }),
    );
  }
  return merge(await Promise.all(tasks));
}

function merge(results: readonly BatchResult[]): BatchResult {
  const sum = (of: (result: BatchResult) => number): number => results.reduce((total, each) => total + of(each), 0);
  const actions: Record<string, number> = {};
  for (const result of results) {
    for (const [action, count] of Object.entries(result.actions)) actions[action] = (actions[action] ?? 0) + count;
  }
  const seedOf = (failure: Failure): bigint => parseSeed(failure.seed) ?? 0n;
  return {
    accepted: sum(({ accepted }) => accepted),
    rejected: sum(({ rejected }) => rejected),
    inconclusive: sum(({ inconclusive }) => inconclusive),
    failures: results.flatMap(({ failures }) => failures).sort((a, b) => (seedOf(a) < seedOf(b) ? -1 : 1)),
    actions,
    events: sum(({ events }) => events),
    delivered: sum(({ delivered }) => delivered),
  };
}

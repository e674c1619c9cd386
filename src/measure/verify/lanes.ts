/** The threads that run batches, and whose turn it is when one is free. */
import { Piscina } from 'piscina';
import type { Batch, BatchResult } from './batch.js';

/** A protocol that did not end in the time that it was given. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}

export interface LaneOptions {
  /** Once aborted, batches that are not finished are given up: left out, as those after the deadline are. */
  readonly signal?: AbortSignal | undefined;
  /** A batch that takes longer is given up, and no other one of its protocol is begun. Left out: it may take for ever. */
  readonly patienceMs?: number;
  /** Told of a protocol or mutant that throws or is given up: all its runs that are not done are left out. Left out: that ends all. */
  readonly onFailure?: (protocol: string, mutant: string | null, error: Error) => void;
}

/**
 * A thread never forgets a TLA+ value that it has made, and slows down where they are many: one that holds more than these bytes is
 * replaced. Most threads never come near; a fresh one takes a second until its code is compiled, more than a batch of a small protocol.
 */
const fullThread = 256 * 2 ** 20;

/** When the batches of one protocol, or of one mutant, have their turn: the least rank first, of equal ones the batch that came first. */
export class Turn {
  /** Seeds. */
  begun = 0;
  caught = false;

  constructor(private readonly sound: boolean) {}

  get rank(): number {
    return this.sound ? -1 : this.caught ? Number.POSITIVE_INFINITY : this.begun;
  }
}

/** Threads that take batches from one queue and stay warm. */
export class Lanes {
  readonly #free: Lane[];
  readonly #waiting: { readonly turn: Turn; readonly take: (lane: Lane) => void }[] = [];
  readonly #broken = new Set<string>();

  constructor(
    threads: number,
    /** By `performance.now()`. */
    private readonly deadline: number,
    private readonly options: LaneOptions,
  ) {
    this.#free = Array.from({ length: threads }, () => new Lane());
  }

  /** null: its turn came after the deadline, it was given up, or one before it of the same protocol was. */
  async run(batch: Batch, turn: Turn): Promise<BatchResult | null> {
    const lane = this.#free.pop() ?? (await new Promise<Lane>((take) => this.#waiting.push({ turn, take })));
    const { signal, patienceMs, onFailure } = this.options;
    const name = `${batch.protocol} ${batch.mutant}`;
    try {
      if (performance.now() > this.deadline || signal?.aborted === true || this.#broken.has(name)) return null;
      turn.begun += batch.count;
      const result = await patiently(patienceMs, signal, (within) => lane.run(batch, within));
      turn.caught ||= result.rejected > 0;
      return result;
    } catch (error) {
      if (signal?.aborted === true) return null;
      if (onFailure === undefined || !(error instanceof Error)) throw error;
      if (!this.#broken.has(name)) onFailure(batch.protocol, batch.mutant, error);
      this.#broken.add(name);
      return null;
    } finally {
      const next = this.#next();
      if (next === undefined) this.#free.push(lane);
      else next(lane);
    }
  }

  #next(): ((lane: Lane) => void) | undefined {
    let first = 0;
    for (let i = 1; i < this.#waiting.length; i += 1) {
      if (this.#waiting[i]!.turn.rank < this.#waiting[first]!.turn.rank) first = i;
    }
    return this.#waiting.splice(first, 1)[0]?.take;
  }

  async end(): Promise<void> {
    await Promise.all(this.#free.map((lane) => lane.end()));
  }
}

/** Piscina ends the thread of a task that is aborted, also in the midst of a loop. */
async function patiently<T>(
  patienceMs: number | undefined,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (patienceMs === undefined || !Number.isFinite(patienceMs)) return work(signal);
  const late = new AbortController();
  const abort = (): void => late.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort();
  }, patienceMs);
  signal?.addEventListener('abort', abort);
  try {
    return await work(late.signal);
  } catch (error) {
    if (isLate)
      throw new StuckError(`given up: it did not end within ${Math.max(1, Math.round(patienceMs / 1_000))} s`);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

class Lane {
  #pool: Piscina | null = null;

  async run(batch: Batch, signal?: AbortSignal): Promise<BatchResult> {
    const fresh = this.#pool === null;
    this.#pool ??= new Piscina({
      filename: new URL('./worker.js', import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
    });
    const result = (await this.#pool.run(batch, signal === undefined ? {} : { signal })) as BatchResult;
    if (result.valueBytes <= fullThread) return result;
    await this.end();
    // It may be for what earlier batches had left that memory ran out: judged again, with all of it.
    return result.inconclusive > 0 && !fresh ? this.run(batch, signal) : result;
  }

  async end(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    // Whose thread died or was ended has nothing to finish.
    await pool?.run(undefined, { name: 'finishCompiling' }).catch(() => {});
    await pool?.destroy();
  }
}

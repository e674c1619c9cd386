/** The packed search as a detour of the general one, which goes on as if nothing had been where that leaves the model to it. */
import type { Statistics } from '../check/explore/host.js';
import type { SearchLimits, Watch } from '../check/explore/limits.js';
import type { Begun, OnTheWay, Underway } from '../check/explore/on-the-way.js';
import type { SearchResult } from '../check/explore/result.js';
import { resetScratch } from '../tla/runtime.js';
import { type Model, type PackedOutcome, PackedSearch, type Trial, whyLeft } from './packed-search.js';

/** A trial after so many states that the general search has expanded. */
export interface Planned extends Trial {
  readonly after: number;
}

/**
 * Smaller models are done before what there is to learn, and what V8 compiles for it, has paid. Where too much had to be learnt, it is tried
 * again with the states of more levels: in the end few are new, or never will be.
 */
const TRIALS: readonly Planned[] = [
  { after: 2 ** 14, states: 2 ** 11, mostLearnt: 1000 },
  { after: 2 ** 20, states: 2 ** 15, mostLearnt: 4000 },
  { after: 2 ** 22, states: 2 ** 17, mostLearnt: 16_000 },
];
/** Where packed states are asked for. */
export const AT_ONCE = 2 ** 11;

export class PackedDetour implements OnTheWay {
  /** Null as long as the general search has not come so far. */
  outcome: PackedOutcome | null = null;
  private search: PackedSearch | null = null;
  private tried = 0;

  /** `always`: packed from so many states on, faster or not. */
  constructor(
    private readonly model: Model,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    private readonly always: number | null = null,
    private readonly trials: readonly Planned[] = TRIALS,
  ) {}

  get due(): number {
    if (this.always !== null && this.tried === 0) return this.always;
    return this.always === null
      ? (this.trials[this.tried]?.after ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY;
  }

  reasonToStop(search: Underway): string | null {
    const { statistics, begun } = search;
    const trial = this.always === null ? this.trials[this.tried]! : null;
    this.tried += 1;
    if (begun === undefined) return null;
    const before = { ...statistics };
    this.outcome = this.goOn(begun, trial, statistics);
    if (this.outcome.kind === 'visited') return 'packed states were visited instead';
    if (this.outcome.kind === 'left') this.tried = this.trials.length;
    if (this.due === Number.POSITIVE_INFINITY) this.search = null;
    restore(statistics, before);
    return null;
  }

  private goOn(begun: Begun, trial: Trial | null, statistics: Statistics): PackedOutcome {
    try {
      this.search ??= new PackedSearch(this.model, begun, this.limits, this.watch, statistics);
      return this.search.run(begun, trial);
    } catch (error) {
      resetScratch();
      return { kind: 'left', because: whyLeft(error) };
    }
  }

  /** What the whole search has found, if its general part found `result`. */
  resultOf(result: SearchResult): SearchResult {
    if (this.outcome?.kind !== 'visited') return result;
    const { because, generated, distinct, left, depth } = this.outcome;
    const verdict = because === null ? 'ok' : 'inconclusive';
    return { verdict, violation: null, because, generated, distinct, left, depth };
  }
}

function restore(statistics: Statistics, { level, generated, distinct, queue, diameter }: Statistics): void {
  Object.assign(statistics, { level, generated, distinct, queue, diameter });
}

/** The packed search as a detour of the general one, which goes on as if nothing had been where that leaves the model to it. */
import type { Statistics } from '../check/explore/host.js';
import type { SearchLimits, Watch } from '../check/explore/limits.js';
import type { Begun, OnTheWay, Underway } from '../check/explore/on-the-way.js';
import type { SearchResult } from '../check/explore/result.js';
import { resetScratch } from '../tla/runtime.js';
import { type Model, type PackedOutcome, PackedSearch, whyLeft } from './packed-search.js';
import type { Trial } from './trial.js';

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
  /** How far the general search was half way to the next trial, and when. */
  private halfWay: { readonly generated: number; readonly at: number } | null = null;

  /** `always`: packed from so many states on, faster or not. Without it packed states stay if they take less time in one of the `trials`. */
  constructor(
    private readonly model: Model,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    private readonly always: number | null = null,
    private readonly trials: readonly Planned[] = TRIALS,
    private readonly isTimed = trials === TRIALS,
  ) {}

  get due(): number {
    if (this.always !== null) return this.tried === 0 ? this.always : Number.POSITIVE_INFINITY;
    const { after } = this.trials[this.tried] ?? { after: Number.POSITIVE_INFINITY };
    return this.isTimed && this.halfWay === null ? after / 2 : after;
  }

  reasonToStop({ statistics, begun }: Underway): string | null {
    if (begun === undefined) {
      this.tried = this.trials.length;
      return null;
    }
    const trial = this.trials[this.tried]!;
    if (this.always !== null || !this.isTimed) {
      this.tried += 1;
      return this.detour(this.always === null ? trial : null, begun, statistics);
    }
    const now = { generated: begun.generated, at: performance.now() };
    const { halfWay } = this;
    this.halfWay = halfWay === null ? now : null;
    if (halfWay === null) return null;
    this.tried += 1;
    const msEach = (now.at - halfWay.at) / Math.max(1, now.generated - halfWay.generated);
    return this.detour({ ...trial, msEach }, begun, statistics);
  }

  private detour(trial: Trial | null, begun: Begun, statistics: Statistics): string | null {
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

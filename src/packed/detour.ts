/** The packed search as a detour of the general one, which goes on as if nothing had been where that leaves the model to it. */
import type { Statistics } from '../check/explore/host.js';
import type { SearchLimits, Watch } from '../check/explore/limits.js';
import type { Begun, OnTheWay, Underway } from '../check/explore/on-the-way.js';
import type { SearchResult } from '../check/explore/result.js';
import { resetScratch } from '../tla/runtime.js';
import { type Model, type PackedOutcome, PackedSearch, type Trial, whyLeft } from './packed-search.js';

/**
 * With so many states expanded by the general search, it is tried whether packed ones are faster. Smaller models are done before what there is to
 * learn, and what V8 compiles for it, has paid. Where too much had to be learnt, it is tried again with the states of more levels: in the end few are
 * new, or never will be. Before each trial it is measured how fast the general search is.
 */
const TRIALS = [2 ** 18, 2 ** 20, 2 ** 22];
const STATES = 2 ** 14;
/** A trial may cost so many seconds, and so much of what the search has taken until then. */
const SECONDS = 0.1;
const SHARE = 0.15;
/** Where packed states are asked for. */
export const AT_ONCE = 2 ** 11;

export class PackedDetour implements OnTheWay {
  /** Null as long as the general search has not come so far. */
  outcome: PackedOutcome | null = null;
  private search: PackedSearch | null = null;
  private tried = 0;
  private measured: { readonly seconds: number; readonly generated: number } | null = null;

  /** `always`: packed from so many states on, faster or not. */
  constructor(
    private readonly model: Model,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    private readonly always: number | null = null,
    private readonly trials: readonly number[] = TRIALS,
  ) {}

  get due(): number {
    if (this.always !== null) return this.tried > 0 ? Number.POSITIVE_INFINITY : this.always;
    const after = this.trials[this.tried];
    if (after === undefined) return Number.POSITIVE_INFINITY;
    return this.measured === null ? after / 2 : after;
  }

  reasonToStop(search: Underway): string | null {
    const { statistics, begun } = search;
    if (begun === undefined) return null;
    const now = { seconds: statistics.duration(), generated: begun.generated };
    if (this.always === null && this.measured === null) {
      this.measured = now;
      return null;
    }
    this.tried += 1;
    const before = { ...statistics };
    this.outcome = this.goOn(begun, this.trialFrom(now), statistics);
    this.measured = null;
    if (this.outcome.kind === 'visited') return 'packed states were visited instead';
    if (this.outcome.kind === 'left') this.tried = this.trials.length;
    if (this.due === Number.POSITIVE_INFINITY) this.search = null;
    restore(statistics, before);
    return null;
  }

  private trialFrom({ seconds, generated }: { seconds: number; generated: number }): Trial | null {
    const { measured } = this;
    if (measured === null) return null;
    const secondsEach = (seconds - measured.seconds) / Math.max(1, generated - measured.generated);
    return { states: STATES, secondsEach, seconds: SECONDS + SHARE * seconds };
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

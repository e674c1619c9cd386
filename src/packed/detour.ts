/** The packed search as a detour of the general one, which goes on as if nothing had been where that leaves the model to it. */
import type { Statistics } from '../check/explore/host.js';
import type { SearchLimits, Watch } from '../check/explore/limits.js';
import type { OnTheWay, Underway } from '../check/explore/on-the-way.js';
import type { SearchResult } from '../check/explore/result.js';
import { type Model, type PackedOutcome, packedSearch } from './packed-search.js';

/**
 * The general search expands so many states first: those of a small model are done before anything would be gained, and those
 * of a larger one show what its values are like.
 */
const FIRST = 2048;

export class PackedDetour implements OnTheWay {
  due: number;
  /** Null as long as the general search has not come so far. */
  outcome: PackedOutcome | null = null;

  constructor(
    private readonly model: Model,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    first = FIRST,
  ) {
    this.due = first;
  }

  reasonToStop(search: Underway): string | null {
    this.due = Number.POSITIVE_INFINITY;
    const { statistics, begun } = search;
    if (begun === undefined) return null;
    const before = { ...statistics };
    this.outcome = packedSearch(this.model, begun, this.limits, this.watch, statistics);
    if (this.outcome.kind === 'visited') return 'packed states were visited instead';
    restore(statistics, before);
    return null;
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

/** How far a search is, counted as TLC counts (tlc2/tool/Worker.java). */
import type { Statistics } from './host.js';
import type { Counts } from './outcome.js';
import type { StateStore } from './state-store.js';

export class Progress {
  generated = 0;
  /** The next state to expand, by its place in the store. */
  head = 0;
  /** The state that is being expanded, by its place in the store; -1 if it is borrowed, or before the first. */
  current = -1;
  /** Own states of the level that others expand. */
  lent = 0;
  /** Levels begun: that of the initial states is 1. */
  depth = 0;
  /** Where the states of the next level begin. */
  levelEnd = 0;

  constructor(private readonly store: StateStore) {}

  beginLevel(): void {
    this.depth += 1;
    this.levelEnd = this.store.count;
  }

  /** States found that nobody has begun to expand. */
  get left(): number {
    return this.store.count - this.head - this.lent;
  }

  /** `left`: states to expand. A level that was begun is counted if it has a state, the first one also if all are outside. */
  counts(left: number): Counts {
    const { store, generated } = this;
    return { generated, distinct: store.count, left, depth: Math.max(this.levels, generated > 0 ? 1 : 0) };
  }

  /**
   * The counts where TLC stops: right at a violating state, the last of those generated. Here it stands in a batch with
   * `later` others behind it; `predecessor` is the state expanded, -1 of an initial one. `isFound`: it counts as distinct.
   */
  countsAt(predecessor: number, later: number, isFound: boolean): Counts {
    const { distinct, depth } = this.counts(0);
    return {
      generated: this.generated - later,
      distinct: distinct + (isFound ? 1 : 0),
      left: this.store.count - (predecessor + 1) + (isFound && predecessor < 0 ? 1 : 0),
      depth: isFound ? this.depth + 1 : depth,
    };
  }

  /** As TLC counts while it is at work: what is generated includes the state at hand, the queue not the one expanded. */
  tell(statistics: Statistics): void {
    statistics.generated = this.generated;
    statistics.distinct = this.store.count;
    statistics.queue = this.store.count - (this.current + 1);
    statistics.diameter = this.levels;
  }

  /** A state whose invariants are evaluated counts as found already; in the queue is it only if it is initial. */
  tellAt(statistics: Statistics, initial: boolean): void {
    this.tell(statistics);
    statistics.distinct += 1;
    if (initial) statistics.queue += 1;
    statistics.diameter = this.depth + 1;
  }

  /** A level counts once it has a state. */
  private get levels(): number {
    return this.depth + (this.store.count > this.levelEnd ? 1 : 0);
  }
}

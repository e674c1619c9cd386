/**
 * For what is to be known of all states while a team still finds more: now and then, between two levels, the members bring
 * what is new to member 0, which looks at it while the others go on. Each state is copied once.
 */
import { type Explored, FACTOR, type OnTheWay } from './on-the-way.js';
import { StateStore } from './state-store.js';
import type { Member } from './team.js';
import { decodeStates, encodeStates } from './travel.js';

export class Gathering {
  /** At member 0: all states gathered, those that have been expanded before the others. */
  readonly store: StateStore;
  /** Of its own states, the first that this member has not brought yet. */
  from = 0;
  /** States expanded over the team, which each member knows from the sizes of the levels. */
  private expanded = 0;

  constructor(
    private readonly team: Pick<Member, 'index' | 'bring' | 'receive' | 'stopped'>,
    width: number,
    /** How many states are expanded when the members gather next; the same at each of them. */
    private due: number,
    /** Who looks at the states, at member 0. */
    private readonly onTheWay: OnTheWay | null,
  ) {
    this.store = new StateStore(width);
  }

  /**
   * Called by every member before it expands a level, whose states begin at `head` in its store and are `level` over the
   * team. Levels have been evened out: a state that waits to be expanded stays with its member. Why the search is to end,
   * or null.
   */
  before(search: Explored, head: number, level: number): string | null {
    const { expanded, from, team } = this;
    this.expanded += level;
    if (expanded < this.due) return null;
    this.due = expanded * FACTOR;
    const { store, statistics } = search;
    this.from = store.count;
    if (team.index !== 0) {
      team.bring([encodeStates(store, from, head - from), encodeStates(store, head, store.count - head)]);
      return null;
    }
    const brought = team.receive();
    // What waited when they gathered last has been expanded since.
    this.store.addAll(store, from, head);
    for (const [done] of brought) decodeStates(done, this.store);
    const known = this.store.count;
    this.store.addAll(store, head, store.count);
    for (const [, waiting] of brought) decodeStates(waiting, this.store);
    const { onTheWay } = this;
    if (onTheWay === null || onTheWay.due === Number.POSITIVE_INFINITY || team.stopped) return null;
    return onTheWay.reasonToStop({ store: this.store, statistics }, known);
  }
}

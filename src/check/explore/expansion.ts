/**
 * Goes through the states of a level: those that this member of the team has stored, less those that it lends to others
 * meanwhile, and then those that it borrows.
 */
import type { Progress } from './progress.js';
import { StateStore } from './state-store.js';
import type { Team } from './team.js';
import { decodeStates, encodeLoan } from './travel.js';

/** What is done with the states, and when to stop. */
export interface Expander {
  /** Generates the successors of the state at `offset`, whose number over the team is given. */
  expand(states: Int32Array, offset: number, number: number): void;
  /** After each state: checks what has gathered, if that is due. Why the search must stop, or null. */
  afterState(): string | null;
  /** Checks and stores all that has gathered. Why the search must stop, or null. */
  settle(): string | null;
  /** Asked now and then: why the search must stop, or null. */
  reasonToStop(): string | null;
  /** Something was found, or the specification asks to end. */
  readonly isOver: boolean;
}

const PULSE = 1024;
/** Who has fewer states left of a level is done with them before others could have decoded some. */
const WORTH_LENDING = 64;

/** States of the level that one member expands: its own, or borrowed ones. */
interface Part {
  readonly store: StateStore;
  readonly from: number;
  readonly to: number;
  readonly numberOf: (index: number) => number;
}

export class Expansion {
  private untilPulse = PULSE;

  constructor(
    private readonly store: StateStore,
    private readonly width: number,
    private readonly team: Team,
    private readonly progress: Progress,
    private readonly expander: Expander,
  ) {}

  /** Expands the level that `progress` has begun. Why the search must stop, or null. */
  expandLevel(): string | null {
    const { store, team, progress } = this;
    const { size, index: member } = team;
    const own = (index: number): number => index * size + member;
    let because = this.expandPart({ store, from: progress.head, to: progress.levelEnd, numberOf: own });
    if (!this.mayGoOn(because)) return because;
    progress.head = progress.levelEnd;
    progress.lent = 0;
    while (this.mayGoOn(because)) {
      const parcel = team.borrow();
      if (parcel === null) break;
      const borrowed = new StateStore(this.width);
      decodeStates(parcel, borrowed);
      const numberOf = (index: number): number => borrowed.predecessor(index);
      because = this.expandPart({ store: borrowed, from: 0, to: borrowed.count, numberOf });
    }
    return because;
  }

  private mayGoOn(because: string | null): boolean {
    return because === null && !this.expander.isOver && !this.team.stopped;
  }

  private expandPart(part: Part): string | null {
    const { expander, progress, team, width } = this;
    const { numberOf } = part;
    const isOwn = part.store === this.store;
    let because: string | null = null;
    let end = part.to;
    for (let index = part.from; index < end; index += 1) {
      progress.current = isOwn ? index : -1;
      // The values move when the store grows: they are asked for anew each time.
      expander.expand(part.store.values, index * width, numberOf(index));
      if (isOwn) progress.head = index + 1;
      because = expander.afterState();
      if (because !== null || expander.isOver) break;
      if ((index & 15) === 0 && end - index > WORTH_LENDING && team.wanted) {
        const middle = (index + 1 + end) >> 1;
        team.lend(() => {
          const parcel = encodeLoan(part.store, middle, end - middle, numberOf);
          if (isOwn) progress.lent += end - middle;
          end = middle;
          return parcel;
        });
      }
      this.untilPulse -= 1;
      if (this.untilPulse > 0) continue;
      this.untilPulse = PULSE;
      if (team.stopped) break;
      because = expander.reasonToStop();
      if (because !== null) break;
    }
    const full = expander.settle();
    return because ?? full;
  }
}

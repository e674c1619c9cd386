/** Whether packed states are faster than ids for a model: with so many states it is tried. */

/**
 * To learn something takes as long as to make some hundred successors of what is known: packed states are faster where at most every
 * so many-th state has anything new.
 */
const FEWEST_EACH = 16;

export interface Trial {
  /** In the second half of so many states little is to be new. */
  readonly states: number;
  readonly mostLearnt: number;
  /** Milliseconds for each successor that the general search took: if these are given, three times as many states show what packed ones take. */
  readonly msEach?: number;
}

/** How far a search is: states expanded, things learnt, successors. */
export interface Course {
  readonly expanded: number;
  readonly learnt: number;
  readonly generated: number;
}

/** Why a trial is given up. */
export const UNLIKE = 'its states have too little in common';
export const NO_FASTER = 'packed states are no faster here';

export class Trying {
  /** What there was to show is shown. */
  isOver = false;
  private learntHalfWay = 0;
  private timed = { generated: 0, at: 0 };

  constructor(
    private readonly trial: Trial,
    private readonly begun: Course,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asked each time that the same divisor of `states / 2` were expanded. */
  whyGivenUp({ expanded, learnt, generated }: Course): string | null {
    const { states, mostLearnt, msEach } = this.trial;
    if (learnt - this.begun.learnt > mostLearnt) return UNLIKE;
    const done = expanded - this.begun.expanded;
    if (done === states / 2) this.learntHalfWay = learnt;
    if (done === states) {
      if ((learnt - this.learntHalfWay) * FEWEST_EACH > states / 2) return UNLIKE;
      if (msEach === undefined) this.isOver = true;
      else this.timed = { generated, at: this.now() };
    }
    if (msEach === undefined || done < 4 * states) return null;
    this.isOver = true;
    return this.now() - this.timed.at <= msEach * (generated - this.timed.generated) ? null : NO_FASTER;
  }
}

import type { NodeId } from '../../../core/units.js';
import type { SwimTimings, Update } from './message.js';

/**
 * The updates that a member has to tell (section 4.1): they ride on pings and answers, those that were told least often first,
 * and each lambda * log2(n + 1) times, after which nearly all of n members have heard it.
 */
export class Dissemination {
  readonly #times: number;
  readonly #room: number;
  /** Of each member the last update only: it overrides those before. */
  readonly #told = new Map<NodeId, { readonly update: Update; count: number }>();

  constructor({ lambda, updatesPerMessage }: SwimTimings, memberCount: number) {
    this.#times = Math.ceil(lambda * Math.log2(memberCount + 1));
    this.#room = updatesPerMessage;
  }

  tell(update: Update): void {
    this.#told.set(update.member, { update, count: 0 });
  }

  /** Somebody has not heard of it: it is told once more as often, unless it is being told. */
  tellAgain(update: Update): void {
    if (!this.#told.has(update.member)) this.tell(update);
  }

  /** The updates of one message; `first` comes in any case, told often enough or not. */
  next(first: Update | null): Update[] {
    const least = [...this.#told.values()]
      .filter(({ update }) => update.member !== first?.member)
      .sort((a, b) => a.count - b.count)
      .slice(0, this.#room - (first === null ? 0 : 1));
    for (const each of least) {
      each.count += 1;
      if (each.count >= this.#times) this.#told.delete(each.update.member);
    }
    return [...(first === null ? [] : [first]), ...least.map(({ update }) => update)];
  }
}

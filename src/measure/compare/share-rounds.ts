/** Whose rounds there is time for. Pure: costs in milliseconds a round in, rounds out. */

export interface Wanting {
  /** Milliseconds of one round. */
  readonly cost: number;
  /** With fewer it would decide nothing, so that it is given none instead. */
  readonly least: number;
  readonly most: number;
}

/**
 * Rounds for each, within `ms` together. In the order given everything gets its least, then its most: what is too dear is passed over,
 * so that one slow benchmark does not leave all after it with nothing.
 */
export function shareRounds(wanting: readonly Wanting[], ms: number): number[] {
  let left = ms;
  const given = wanting.map(() => 0);
  const raise = (index: number, { cost }: Wanting, to: number): void => {
    const more = (to - (given[index] as number)) * cost;
    if (more > left) return;
    left -= more;
    given[index] = to;
  };
  for (const [index, each] of wanting.entries()) raise(index, each, Math.min(each.least, each.most));
  for (const [index, each] of wanting.entries()) if (given[index] !== 0) raise(index, each, each.most);
  return given;
}

/** The places of `wanting` with the cheapest first: so most of them can be decided. */
export const cheapestFirst = (costs: readonly number[]): number[] =>
  costs.map((_, index) => index).sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b);

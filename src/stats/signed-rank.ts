/**
 * Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945), exact: the null distribution is counted, not approximated,
 * because a night has 15 rounds and the tail decides.
 */

/**
 * P(|W - E W| at least as large as observed) when each difference is as likely positive as negative. Zeros are left out and equal
 * sizes share their mean rank (Pratt 1959); 1 of no differences. O(n^3) time.
 */
export function signedRankTwoSided(differences: ArrayLike<number>): number {
  const moved = Array.from(differences).filter((difference) => difference !== 0);
  const count = moved.length;
  if (count === 0) return 1;
  const doubled = doubledRanks(moved);
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  let positive = 0;
  for (const [index, difference] of moved.entries()) if (difference > 0) positive += doubled[index] as number;
  const chance = chancesOfSums(doubled, total);
  const distance = Math.abs(2 * positive - total);
  let tail = 0;
  for (let sum = 0; sum <= total; sum += 1) if (Math.abs(2 * sum - total) >= distance) tail += chance[sum] as number;
  return Math.min(1, tail);
}

/** Twice the mean rank of each size, so that shared ranks stay whole numbers. */
function doubledRanks(differences: readonly number[]): number[] {
  const order = differences
    .map((difference, index) => ({ size: Math.abs(difference), index }))
    .sort((a, b) => a.size - b.size);
  const ranks = new Array<number>(differences.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && order[to]?.size === order[from]?.size) to += 1;
    for (let at = from; at < to; at += 1) ranks[(order[at] as { index: number }).index] = from + 1 + to;
    from = to;
  }
  return ranks;
}

/** chance[s]: that the ranks with a positive sign add up to s. */
function chancesOfSums(ranks: readonly number[], total: number): Float64Array {
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  let highest = 0;
  for (const rank of ranks) {
    highest += rank;
    for (let sum = highest; sum >= 0; sum -= 1) {
      const without = chance[sum] as number;
      const withIt = sum >= rank ? (chance[sum - rank] as number) : 0;
      chance[sum] = (without + withIt) / 2;
    }
  }
  return chance;
}

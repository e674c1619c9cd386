/**
 * Piecewise constant fit under a loss that gives up on outliers (Fearnhead & Rigaill 2019, "Changepoint detection in the
 * presence of outliers"): a value costs its squared distance from its segment's level, at most `cap`, and every change costs
 * `penalty`. A spike is then cheaper to give up on than to fit: one that lasts less than `2 * penalty / cap` values is no segment.
 */
export interface SegmentOptions {
  /** Of one value, in the values' own unit. */
  readonly sigma: number;
  readonly penalty: number;
  /** In squared standard deviations; 9 gives up at three. */
  readonly cap: number;
  /** Of each value: by how much it scatters more than `sigma`. */
  readonly noisier?: Float64Array;
}

/** How fine the levels are: a quarter of a standard deviation costs at most 1/64 of one squared. */
const levelsPerSigma = 4;
const maximumLevels = 600;

/**
 * The first index of each segment but the first. Exact on a grid of levels, by dynamic programming over (position, level):
 * either the level stays or the best level before pays the penalty. O(n * levels) time and O(n) memory a level.
 */
export function segment(values: Float64Array, { sigma, penalty, cap, noisier }: SegmentOptions): number[] {
  const count = values.length;
  const levels = grid(values, sigma);
  let cost = new Float64Array(levels.length);
  let next = new Float64Array(levels.length);
  // startedAt[level]: where the segment of the best path that ends on this level began.
  const startedAt = new Int32Array(levels.length);
  const bestBefore = new Float64Array(count + 1);
  const bestStart = new Int32Array(count + 1);
  for (let at = 0; at < count; at += 1) {
    const value = values[at] as number;
    const scale = 1 / (sigma * (noisier?.[at] ?? 1)) ** 2;
    const change = (bestBefore[at] as number) + (at === 0 ? 0 : penalty);
    let best = Number.POSITIVE_INFINITY;
    let start = 0;
    for (let level = 0; level < levels.length; level += 1) {
      const distance = value - (levels[level] as number);
      const loss = Math.min(cap, distance * distance * scale);
      let path = cost[level] as number;
      if (at === 0 || change < path) {
        path = change;
        startedAt[level] = at;
      }
      path += loss;
      next[level] = path;
      if (path < best) {
        best = path;
        start = startedAt[level] as number;
      }
    }
    bestBefore[at + 1] = best;
    bestStart[at + 1] = start;
    [cost, next] = [next, cost];
  }
  const starts: number[] = [];
  for (let end = count; end > 0; ) {
    const start = bestStart[end] as number;
    if (start > 0) starts.push(start);
    end = start;
  }
  return starts.reverse();
}

function grid(values: Float64Array, sigma: number): Float64Array {
  const ordered = Float64Array.from(values).sort();
  const low = ordered[0] as number;
  const high = ordered[ordered.length - 1] as number;
  const wanted = Math.ceil(((high - low) / sigma) * levelsPerSigma) + 1;
  if (wanted <= maximumLevels) {
    const step = wanted === 1 ? 0 : (high - low) / (wanted - 1);
    return Float64Array.from({ length: wanted }, (_, index) => low + step * index);
  }
  // Far outliers stretch the range: then the values themselves are the levels, thinned by rank.
  const kept = Math.min(maximumLevels, ordered.length);
  return Float64Array.from(
    { length: kept },
    (_, index) => ordered[Math.floor((index * (ordered.length - 1)) / Math.max(1, kept - 1))] as number,
  );
}

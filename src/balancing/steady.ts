/** Figures of a queueing system are worth reporting only once it is stationary: this tells, and refuses. */
import type { Served } from './cluster.js';

export type Steady =
  | { readonly kind: 'steady'; readonly meanMs: number; readonly halfWidthMs: number }
  | { readonly kind: 'not stationary'; readonly because: string };

const batches = 20;

/**
 * Mean response time by batch means (Law & Kelton, chapter 9), the first fifth left out as warm-up. Refused where the batches
 * still remember each other (lag-1 autocorrelation above 0.5), or where the second half differs from the first by more than
 * four standard errors: a queue at high load needs far longer than it seems.
 */
export function steadyMean(served: readonly Served[]): Steady {
  const inOrder = [...served].sort((a, b) => a.arrivedAt - b.arrivedAt).slice(Math.floor(served.length / 5));
  const size = Math.floor(inOrder.length / batches);
  if (size < 50) return { kind: 'not stationary', because: `only ${served.length} responses` };
  const means = Array.from({ length: batches }, (_, batch) =>
    mean(inOrder.slice(batch * size, (batch + 1) * size).map(({ responseMs }) => responseMs)),
  );
  const overall = mean(means);
  const variance = mean(means.map((value) => (value - overall) ** 2)) * (batches / (batches - 1));
  const lagOne =
    means.slice(1).reduce((sum, value, i) => sum + (value - overall) * ((means[i] as number) - overall), 0) /
    ((batches - 1) * variance || 1);
  if (lagOne > 0.5) {
    return { kind: 'not stationary', because: `batches of ${size} responses are correlated: ${lagOne.toFixed(2)}` };
  }
  const half = batches / 2;
  const drift = mean(means.slice(half)) - mean(means.slice(0, half));
  const error = Math.sqrt((4 * variance) / batches);
  if (Math.abs(drift) > 4 * error) {
    return { kind: 'not stationary', because: `the second half differs from the first by ${drift.toFixed(2)} ms` };
  }
  return { kind: 'steady', meanMs: overall, halfWidthMs: 2.09 * Math.sqrt(variance / batches) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The value below which this part of the sorted values lies. */
export function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number;
}

/**
 * The supermarket model's mean time in the system, in service times, for d choices at load lambda and many servers:
 * the sum over i of lambda^((d^i - d) / (d - 1)); 1 / (1 - lambda) for d = 1 (Mitzenmacher 1996, theorem 3.6).
 */
export function supermarketTime(lambda: number, choices: number): number {
  if (choices === 1) return 1 / (1 - lambda);
  let sum = 0;
  for (let i = 1; ; i += 1) {
    const term = lambda ** ((choices ** i - choices) / (choices - 1));
    if (term < 1e-12) return sum;
    sum += term;
  }
}

/** When is a heartbeat too late? */
import type { Millis } from '../../../core/units.js';
import type { Detection } from './message.js';

export interface Estimator {
  /** A heartbeat has come. `anew`: after a suspicion or for the first time, so that the time since the last one says nothing. */
  heard(now: Millis, anew: boolean): void;
  late(now: Millis): boolean;
}

export const estimator = (detection: Detection, heartbeatMs: Millis, now: Millis): Estimator =>
  detection.kind === 'timeout'
    ? new TimeOut(detection.timeoutMs, now)
    : new Accrual(detection.threshold, heartbeatMs, now);

class TimeOut implements Estimator {
  readonly #timeoutMs: Millis;
  #last: Millis;

  constructor(timeoutMs: Millis, now: Millis) {
    this.#timeoutMs = timeoutMs;
    this.#last = now;
  }

  heard(now: Millis): void {
    this.#last = now;
  }

  late(now: Millis): boolean {
    return now - this.#last > this.#timeoutMs;
  }
}

/** How many intervals it goes by, at most. */
const window = 100;

/**
 * The phi accrual detector: intervals are taken for normally distributed, with the mean and the deviation of the last ones
 * (Hayashibara et al. 2004, section 4). Until there are some, they are taken for what was agreed, with half of that as deviation.
 */
export class Accrual implements Estimator {
  readonly #threshold: number;
  readonly #heartbeatMs: Millis;
  #intervals: Millis[] = [];
  /** Of the intervals, and of their squares. */
  #sum = 0;
  #squares = 0;
  #last: Millis;

  constructor(threshold: number, heartbeatMs: Millis, now: Millis) {
    this.#threshold = threshold;
    this.#heartbeatMs = heartbeatMs;
    this.#last = now;
  }

  heard(now: Millis, anew: boolean): void {
    if (anew) {
      this.#intervals = [];
      this.#sum = 0;
      this.#squares = 0;
    } else {
      this.#count(now - this.#last, 1);
      this.#intervals.push(now - this.#last);
      if (this.#intervals.length > window) this.#count(this.#intervals.shift()!, -1);
    }
    this.#last = now;
  }

  #count(interval: Millis, sign: 1 | -1): void {
    this.#sum += sign * interval;
    this.#squares += sign * interval * interval;
  }

  late(now: Millis): boolean {
    return this.phi(now) > this.#threshold;
  }

  /** -log10 of the probability that the next heartbeat is later than now. */
  phi(now: Millis): number {
    const { length } = this.#intervals;
    const few = length < 5;
    const mean = few ? this.#heartbeatMs : this.#sum / length;
    const variance = few ? (this.#heartbeatMs / 2) ** 2 : Math.max(0, this.#squares / length - mean * mean);
    // Where all have come on the dot the next one may still be a little late.
    const deviation = Math.max(Math.sqrt(variance), this.#heartbeatMs / 10);
    return phiOf((now - this.#last - mean) / deviation);
  }
}

/**
 * -log10 of the probability that a normally distributed value is more than `deviations` above its mean. For large ones by the
 * asymptotic series (Abramowitz & Stegun 26.2.12), below by their 26.2.17, whose error is at most 7.5e-8.
 */
export function phiOf(deviations: number): number {
  if (deviations < 0) return -Math.log10(1 - 10 ** -phiOf(-deviations));
  const density = (deviations * deviations) / 2 / Math.LN10 + Math.log10(Math.sqrt(2 * Math.PI));
  if (deviations > 4) {
    const square = deviations * deviations;
    return density + Math.log10(deviations) - Math.log10(1 - 1 / square + 3 / square ** 2 - 15 / square ** 3);
  }
  const t = 1 / (1 + 0.231_641_9 * deviations);
  const series =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return density - Math.log10(series);
}

/** Balancers that look at every server: fewest under way, or least response time. */
import type { Random } from '../core/random.js';
import type { Millis } from '../core/units.js';
import { type Balancer, bestOf, type Fleet } from './balancer.js';

/** The fewest requests under way for its weight (HAProxy `leastconn`, nginx `least_conn`); ties go round. O(n) a decision. */
export class LeastConnections implements Balancer {
  #last = -1;

  constructor(private readonly fleet: Fleet) {}

  pick(): number | null {
    const { fleet } = this;
    const load = (server: number): number => fleet.inFlight(server) / fleet.weight(server);
    const turn = (server: number): number => (server - this.#last - 1 + fleet.size) % fleet.size;
    const best = bestOf(fleet, (a, b) => load(a) < load(b) || (load(a) === load(b) && turn(a) < turn(b)));
    if (best !== null) this.#last = best;
    return best;
  }
}

/** How far back an average looks: a latency this old counts 1/e. */
const decayMs = 1_000;

/**
 * Least response time: an exponentially weighted moving average of latency, times the requests under way plus one (Finagle's
 * `ewma`). `peak`: a latency above the average is believed at once, one below only slowly, so that a server that stalls is
 * left at its first bad answer (Finagle's `aperture`/`p2cPeakEwma`, linkerd). The better of two drawn, as both do.
 */
export class LeastResponseTime implements Balancer {
  readonly #average: number[];
  readonly #seenAt: Millis[];

  constructor(
    private readonly fleet: Fleet,
    private readonly random: Random,
    private readonly peak: boolean,
  ) {
    this.#average = new Array<number>(fleet.size).fill(0);
    this.#seenAt = new Array<number>(fleet.size).fill(0);
  }

  pick(now: Millis): number | null {
    const { fleet, random } = this;
    const [a, b] = [random.next(fleet.size), random.next(fleet.size)];
    const candidates = [a, b].filter((server) => fleet.available(server));
    if (candidates.length === 0) return bestOf(fleet, (x, y) => this.#cost(x, now) < this.#cost(y, now));
    return candidates.reduce((best, server) => (this.#cost(server, now) < this.#cost(best, now) ? server : best));
  }

  finished(server: number, now: Millis, latencyMs: Millis): void {
    const average = this.#average[server] as number;
    const keep = Math.exp(-(now - (this.#seenAt[server] as number)) / decayMs);
    this.#seenAt[server] = now;
    this.#average[server] = this.peak && latencyMs > average ? latencyMs : average * keep + latencyMs * (1 - keep);
  }

  /** A server never heard of costs nothing and is tried; an average fades while nothing is heard. */
  #cost(server: number, now: Millis): number {
    const fade = Math.exp(-(now - (this.#seenAt[server] as number)) / (10 * decayMs));
    return (this.#average[server] as number) * fade * (this.fleet.inFlight(server) + 1);
  }
}

/** Balancers that take turns: round robin, and nginx's smooth weighted round robin. */
import type { Balancer, Fleet } from './balancer.js';

/** Each in its turn; the unavailable are passed over. */
export class RoundRobin implements Balancer {
  #next = 0;

  constructor(private readonly fleet: Fleet) {}

  pick(): number | null {
    for (let tried = 0; tried < this.fleet.size; tried += 1) {
      const server = this.#next;
      this.#next = (this.#next + 1) % this.fleet.size;
      if (this.fleet.available(server)) return server;
    }
    return null;
  }
}

/**
 * nginx's smooth weighted round robin (commit 52327e0627f4, 2012): everyone gains its weight, the richest is picked and pays the
 * sum of all. Weights {5, 1, 1} give a a b a c a a, not a a a a a b c. O(n) a decision.
 */
export class SmoothWeightedRoundRobin implements Balancer {
  readonly #current: number[];

  constructor(private readonly fleet: Fleet) {
    this.#current = new Array<number>(fleet.size).fill(0);
  }

  pick(): number | null {
    let total = 0;
    let best: number | null = null;
    for (let server = 0; server < this.fleet.size; server += 1) {
      if (!this.fleet.available(server)) continue;
      const weight = this.fleet.weight(server);
      total += weight;
      this.#current[server]! += weight;
      if (best === null || this.#current[server]! > this.#current[best]!) best = server;
    }
    if (best !== null) this.#current[best]! -= total;
    return best;
  }
}

/** Balancers that draw: at random, by weight, and the better of two. */
import type { Random } from '../core/random.js';
import type { Balancer, Fleet } from './balancer.js';

/** Draws until an available server comes up; after many misses looks for one in order, so that it always ends. */
function draw(fleet: Fleet, random: Random, pick: () => number): number | null {
  for (let tried = 0; tried < 32; tried += 1) {
    const server = pick();
    if (fleet.available(server)) return server;
  }
  const available = Array.from({ length: fleet.size }, (_, server) => server).filter((server) =>
    fleet.available(server),
  );
  return available.length === 0 ? null : random.pick(available);
}

export class UniformRandom implements Balancer {
  constructor(
    private readonly fleet: Fleet,
    private readonly random: Random,
  ) {}

  pick(): number | null {
    return draw(this.fleet, this.random, () => this.random.next(this.fleet.size));
  }
}

/** Vose's alias method (1991): one uniform column, one biased coin. O(1) a decision, whatever the weights. */
export class WeightedRandom implements Balancer {
  readonly #stay: number[];
  readonly #alias: number[];

  constructor(
    private readonly fleet: Fleet,
    private readonly random: Random,
  ) {
    const servers = Array.from({ length: fleet.size }, (_, server) => server);
    const total = servers.reduce((sum, server) => sum + fleet.weight(server), 0);
    this.#stay = servers.map((server) => (fleet.weight(server) * fleet.size) / total);
    this.#alias = [...servers];
    const small = servers.filter((server) => this.#stay[server]! < 1);
    const large = servers.filter((server) => this.#stay[server]! >= 1);
    for (let poor = small.pop(); poor !== undefined; poor = small.pop()) {
      const rich = large.pop();
      if (rich === undefined) break;
      this.#alias[poor] = rich;
      this.#stay[rich]! -= 1 - this.#stay[poor]!;
      (this.#stay[rich]! < 1 ? small : large).push(rich);
    }
  }

  pick(): number | null {
    return draw(this.fleet, this.random, () => {
      const column = this.random.next(this.fleet.size);
      return this.random.float() < this.#stay[column]! ? column : (this.#alias[column] as number);
    });
  }
}

/** The power of d choices (Azar et al. 1994; Mitzenmacher 1996): of d drawn with replacement, the one with the fewest under way. */
export class Choices implements Balancer {
  constructor(
    private readonly fleet: Fleet,
    private readonly random: Random,
    private readonly choices: number,
  ) {}

  pick(): number | null {
    let best: number | null = null;
    for (let choice = 0; choice < this.choices; choice += 1) {
      const server = draw(this.fleet, this.random, () => this.random.next(this.fleet.size));
      if (server === null) return null;
      if (best === null || this.fleet.inFlight(server) < this.fleet.inFlight(best)) best = server;
    }
    return best;
  }
}

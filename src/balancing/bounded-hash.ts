/** Consistent hashing with bounded loads (Mirrokni, Thorup & Zadimoghaddam 2018; HAProxy `hash-balance-factor`). */
import type { Millis } from '../core/units.js';
import type { Balancer, Fleet } from './balancer.js';

const virtualNodes = 100;

/** Murmur3's 32-bit finaliser (Appleby 2011). */
function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A key goes to the first server on the ring with fewer than (1 + epsilon) times the average under way. */
export class BoundedHash implements Balancer {
  readonly #points: { readonly at: number; readonly server: number }[] = [];

  constructor(
    private readonly fleet: Fleet,
    private readonly epsilon: number,
  ) {
    for (let server = 0; server < fleet.size; server += 1) {
      for (let copy = 0; copy < virtualNodes; copy += 1) {
        this.#points.push({ at: mix32(mix32(server + 1) + copy), server });
      }
    }
    this.#points.sort((a, b) => a.at - b.at || a.server - b.server);
  }

  pick(_now: Millis, key: number): number | null {
    const { fleet } = this;
    let underWay = 1;
    let available = 0;
    for (let server = 0; server < fleet.size; server += 1) {
      if (!fleet.available(server)) continue;
      underWay += fleet.inFlight(server);
      available += 1;
    }
    if (available === 0) return null;
    const bound = Math.ceil(((1 + this.epsilon) * underWay) / available);
    let at = this.#find(mix32(key));
    for (let steps = 0; steps < this.#points.length; steps += 1, at += 1) {
      const { server } = this.#points[at % this.#points.length] as { server: number };
      if (fleet.available(server) && fleet.inFlight(server) < bound) return server;
    }
    return null;
  }

  #find(position: number): number {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle] as { at: number }).at < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

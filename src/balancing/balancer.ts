/** Load balancing: which server takes the next request. A balancer is told what it could know and nothing else. */
import type { Random } from '../core/random.js';
import type { Millis } from '../core/units.js';

/** The servers as a balancer sees them. */
export interface Fleet {
  readonly size: number;
  weight(server: number): number;
  /** Requests that this balancer sent there and that have not come back. */
  inFlight(server: number): number;
  /** False while health checks or outlier ejection keep requests away. */
  available(server: number): boolean;
}

export interface Balancer {
  /** The server for a request with this key (32 bits), or null where none is available. */
  pick(now: Millis, key: number): number | null;
  /** A response came back, this long after its request was sent. */
  finished?(server: number, now: Millis, latencyMs: Millis): void;
}

export interface BalancerFeatures {
  readonly weights: boolean;
  /** Uses how many requests are under way. */
  readonly load: boolean;
  /** Uses how long responses took. */
  readonly latency: boolean;
  /** The same key goes to the same server while it can. */
  readonly affinity: boolean;
  /** Work for one decision, of n servers. */
  readonly decision: string;
}

export interface BalancerStrategy {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly features: BalancerFeatures;
  create(fleet: Fleet, random: Random): Balancer;
}

/** The available server that `better` prefers to all others; of equals the first. Null where none is available. */
export function bestOf(fleet: Fleet, better: (a: number, b: number) => boolean): number | null {
  let best: number | null = null;
  for (let server = 0; server < fleet.size; server += 1) {
    if (fleet.available(server) && (best === null || better(server, best))) best = server;
  }
  return best;
}

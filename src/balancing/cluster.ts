/** Simulated servers behind a balancer, in virtual time: each a queue served in order, with incidents, checks and ejection. */
import { assert } from '../core/assert.js';
import type { Random } from '../core/random.js';
import type { Millis } from '../core/units.js';
import type { BalancerStrategy } from './balancer.js';
import { type Health, type HealthOptions, watch } from './health.js';
import { TimeQueue } from './time-queue.js';

export interface SimulatedServer {
  /** Work done in a unit of time, 1 for the ordinary. */
  readonly speed: number;
  /** What the balancer is told about it. */
  readonly weight: number;
}

/** What happens to a server: `speed` replaces its speed, 0 kills it: requests sent there time out. */
export interface Incident {
  readonly at: Millis;
  readonly server: number;
  readonly speed: number;
}

export interface ClusterOptions {
  readonly servers: readonly SimulatedServer[];
  /** Mean time to serve one request at speed 1; drawn from an exponential distribution. */
  readonly serviceMs: Millis;
  /** Arrivals over capacity, 0 to 1; arrivals are a Poisson process. */
  readonly load: number;
  readonly durationMs: Millis;
  readonly incidents?: readonly Incident[];
  readonly health?: HealthOptions;
  /** A request to a dead server is given up after this. */
  readonly timeoutMs?: Millis;
  /** Key of the next request; a fresh one each where left out. */
  readonly key?: (random: Random) => number;
}

export interface Served {
  readonly arrivedAt: Millis;
  readonly server: number;
  /** From arrival to response, or to the time-out. */
  readonly responseMs: Millis;
  readonly failed: boolean;
}

export interface ClusterRun {
  /** In the order in which they ended. */
  readonly served: readonly Served[];
  /** Requests that found no server available. */
  readonly refused: number;
  readonly mostInFlight: number;
}

interface UnderWay {
  readonly server: number;
  readonly arrivedAt: Millis;
}

/** Deterministic: one run for a strategy, options and seed. O(requests log requests under way), and the balancer's own work. */
export function simulateCluster(strategy: BalancerStrategy, options: ClusterOptions, random: Random): ClusterRun {
  const { servers, serviceMs, timeoutMs = 1_000 } = options;
  const capacity = servers.reduce((sum, { speed }) => sum + speed, 0) / serviceMs;
  assert(capacity > 0 && options.load > 0, 'a cluster needs a server that works and a load above 0');
  const arrivals = random.fork('arrivals');
  const services = random.fork('services');
  const keys = random.fork('keys');
  const nextKey = options.key ?? ((draw: Random) => draw.uint32());

  const speed = servers.map((server) => server.speed);
  const busyUntil = servers.map(() => 0);
  const inFlight = servers.map(() => 0);
  const health: Health = watch(servers.length, options.health ?? {}, (server) => (speed[server] as number) > 0);
  const balancer = strategy.create(
    {
      size: servers.length,
      weight: (server) => (servers[server] as SimulatedServer).weight * health.share(server),
      inFlight: (server) => inFlight[server] as number,
      available: (server) => health.available(server),
    },
    random.fork('balancer'),
  );

  const ends = new TimeQueue<UnderWay>();
  const incidents = [...(options.incidents ?? [])].sort((a, b) => a.at - b.at);
  const served: Served[] = [];
  let refused = 0;
  let mostInFlight = 0;

  const finish = (now: Millis, { server, arrivedAt }: UnderWay): void => {
    inFlight[server]! -= 1;
    const failed = speed[server] === 0;
    const responseMs = now - arrivedAt;
    served.push({ arrivedAt, server, responseMs, failed });
    balancer.finished?.(server, now, responseMs);
    health.heard(server, now, failed);
  };

  const arrive = (now: Millis): void => {
    const server = balancer.pick(now, nextKey(keys));
    if (server === null) {
      refused += 1;
      return;
    }
    inFlight[server]! += 1;
    mostInFlight = Math.max(mostInFlight, inFlight[server] as number);
    const rate = speed[server] as number;
    const work = services.exponential(serviceMs);
    if (rate === 0) {
      ends.push(now + timeoutMs, { server, arrivedAt: now });
      return;
    }
    busyUntil[server] = Math.max(now, busyUntil[server] as number) + work / rate;
    ends.push(busyUntil[server] as number, { server, arrivedAt: now });
  };

  for (let now = arrivals.exponential(1 / (options.load * capacity)); now < options.durationMs; ) {
    while (ends.earliest <= now) finish(ends.earliest, ends.pop());
    for (; incidents[0] !== undefined && incidents[0].at <= now; incidents.shift()) {
      const { server, speed: changed, at } = incidents[0];
      speed[server] = changed;
      busyUntil[server] = Math.max(busyUntil[server] as number, at);
    }
    health.check(now);
    arrive(now);
    now += arrivals.exponential(1 / (options.load * capacity));
  }
  // What is still under way is waited for: a slow server's requests would be missing just because they are slow.
  while (ends.earliest < Number.POSITIVE_INFINITY) finish(ends.earliest, ends.pop());
  return { served, refused, mostInFlight };
}

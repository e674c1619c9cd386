/** Every balancer, with what it looks at declared as data. */
import type { Random } from '../core/random.js';
import type { Balancer, BalancerFeatures, BalancerStrategy, Fleet } from './balancer.js';
import { BoundedHash } from './bounded-hash.js';
import { Choices, UniformRandom, WeightedRandom } from './chance.js';
import { LeastConnections, LeastResponseTime } from './load.js';
import { RoundRobin, SmoothWeightedRoundRobin } from './turns.js';

const blind: BalancerFeatures = { weights: false, load: false, latency: false, affinity: false, decision: 'O(1)' };

const balancer = (
  name: string,
  title: string,
  source: string,
  features: Partial<BalancerFeatures>,
  create: (fleet: Fleet, random: Random) => Balancer,
): BalancerStrategy => ({ name, title, source, features: { ...blind, ...features }, create });

export const balancers: readonly BalancerStrategy[] = [
  balancer('round-robin', 'Round robin', 'folklore', {}, (fleet) => new RoundRobin(fleet)),
  balancer(
    'smooth-weighted-round-robin',
    'Smooth weighted round robin',
    'nginx, commit 52327e0627f4 (2012)',
    { weights: true, decision: 'O(n)' },
    (fleet) => new SmoothWeightedRoundRobin(fleet),
  ),
  balancer('random', 'Random', 'folklore', {}, (fleet, random) => new UniformRandom(fleet, random)),
  balancer(
    'weighted-random',
    'Weighted random, by the alias method',
    'Vose 1991',
    { weights: true },
    (fleet, random) => new WeightedRandom(fleet, random),
  ),
  balancer(
    'two-choices',
    'Power of two choices',
    'Azar et al. 1994; Mitzenmacher 1996',
    { load: true },
    (fleet, random) => new Choices(fleet, random, 2),
  ),
  balancer(
    'least-connections',
    'Least connections',
    'HAProxy leastconn, nginx least_conn',
    { weights: true, load: true, decision: 'O(n)' },
    (fleet) => new LeastConnections(fleet),
  ),
  balancer(
    'ewma',
    'Least response time, moving average',
    'Finagle ewma',
    { load: true, latency: true },
    (fleet, random) => new LeastResponseTime(fleet, random, false),
  ),
  balancer(
    'peak-ewma',
    'Least response time, peak-sensitive moving average',
    'Finagle p2cPeakEwma, linkerd',
    { load: true, latency: true },
    (fleet, random) => new LeastResponseTime(fleet, random, true),
  ),
  balancer(
    'bounded-hash',
    'Consistent hashing with bounded load',
    'Mirrokni, Thorup & Zadimoghaddam, SODA 2018; HAProxy hash-balance-factor',
    { load: true, affinity: true, decision: 'O(n + 1 / epsilon^2)' },
    (fleet) => new BoundedHash(fleet, 0.25),
  ),
];

export const balancerNamed = (name: string): BalancerStrategy | undefined =>
  balancers.find((balancer) => balancer.name === name);

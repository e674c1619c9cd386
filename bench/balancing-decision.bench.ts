/** What one decision of a balancer costs, by the number of servers. */
import { balancers } from '../src/balancing/balancers.js';
import { benchmark, type Prepare } from '../src/measure/declare.js';

const decisionsInBatch = 1_000;

type ByServers = { readonly servers: readonly number[] };

export const decision = benchmark({
  name: 'balancing-decision',
  title: 'One decision of a load balancer',
  operation: 'decision',
  parameters: { servers: [10, 100, 1_000, 10_000] },
  quick: { servers: [10, 1_000] },
  smoke: { servers: [10] },
  subjects: Object.fromEntries(
    balancers.map((strategy) => [
      strategy.name,
      (({ parameters: { servers }, random }) => {
        const inFlight = Uint32Array.from({ length: servers }, () => random.next(20));
        const balancer = strategy.create(
          {
            size: servers,
            weight: (server) => 1 + (server % 3),
            inFlight: (server) => inFlight[server] as number,
            available: () => true,
          },
          random.fork('balancer'),
        );
        let now = 0;
        return {
          operations: decisionsInBatch,
          run() {
            let sum = 0;
            for (let i = 0; i < decisionsInBatch; i += 1) {
              now += 1;
              const server = balancer.pick(now, Math.imul(now, 0x9e37_79b1)) as number;
              // The request goes there and another one comes back, so that loads keep changing.
              inFlight[server]! += 1;
              inFlight[sum % servers]! = 0;
              balancer.finished?.(server, now, 1 + (server % 7));
              sum += server;
            }
            return sum;
          },
        };
      }) satisfies Prepare<ByServers>,
    ]),
  ),
  chart: { x: 'servers', metric: 'time' },
});

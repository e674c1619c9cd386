/** The tables of `nines list placement` and `nines list balancing`: what each algorithm supports, as it declares. */
import { balancers } from '../balancing/balancers.js';
import { strategies } from '../placement/strategies.js';
import { table } from './terminal.js';

export interface FeatureTable {
  readonly name: string;
  readonly rows: readonly unknown[];
  text(): string;
}

const yes = (supported: boolean): string => (supported ? 'yes' : '-');

export const featureTables: readonly FeatureTable[] = [
  {
    name: 'placement',
    rows: strategies.map(({ name, title, source, features, parameter, hash }) => ({
      name,
      title,
      source,
      ...features,
      parameter: parameter ?? null,
      hash: hash ?? null,
    })),
    text: () =>
      table(
        ['placement', 'removal', 'moves', 'weights', 'replicas', 'zones', 'bounded', 'any order', 'memory', 'lookup'],
        strategies.map(({ name, features }) => [
          name,
          features.removal,
          features.disruption,
          ...[features.weights, features.replicas, features.zones, features.boundedLoad, features.orderIndependent].map(
            yes,
          ),
          features.memory,
          features.lookup,
        ]),
      ),
  },
  {
    name: 'balancing',
    rows: balancers.map(({ name, title, source, features }) => ({ name, title, source, ...features })),
    text: () =>
      table(
        ['balancer', 'weights', 'load', 'latency', 'affinity', 'decision', 'source'],
        balancers.map(({ name, source, features }) => [
          name,
          ...[features.weights, features.load, features.latency, features.affinity].map(yes),
          features.decision,
          source,
        ]),
      ),
  },
];

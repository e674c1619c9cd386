import { Random } from '../core/random.js';
import { digestsOf, type Hash, hashes, hashNamed } from '../placement/hashing.js';
import type { PackedKeys } from '../placement/keys.js';
import type { PlacementStrategy } from '../placement/placement.js';
import { balanceOf, bucketsOf, compareBuckets, evenShares } from '../placement/rebalance.js';
import { strategies } from '../placement/strategies.js';
import { exit, oneOf, UsageError } from './exit.js';
import { ownKeys } from './own-keys.js';
import { print, printJson, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface Options {
  readonly keys: string;
  readonly nodes: string;
  readonly hash: string;
  readonly json?: boolean;
}

/** `nines place --keys FILE`: what each placement would do with the user's own keys. */
export const place: Verb = (program) => {
  const command = program
    .command('place')
    .description('Places your own keys: how evenly each strategy spreads them, and what moves when one node leaves.')
    .requiredOption('--keys <file>', 'keys, one a line; gzip is read too')
    .option('--nodes <count>', 'nodes of the cluster', '10')
    .option('--hash <name>', `one of ${hashes.map(({ name }) => name).join(', ')}`, 'xxh3')
    .option('--json', 'print one JSON document')
    .action(
      act((options: Options) => {
        const hash = hashNamed(
          oneOf(
            'hash',
            options.hash,
            hashes.map(({ name }) => name),
          ),
        ) as Hash;
        const nodes = Number(options.nodes);
        if (!Number.isInteger(nodes) || nodes < 2 || nodes > 10_000) {
          throw new UsageError(`--nodes ${options.nodes}: expected a whole number from 2 to 10000`);
        }
        const read = ownKeys(options.keys);
        const rows = strategies.map((strategy) => placed(strategy, read.keys, hash, nodes));
        if (options.json) {
          printJson({ keys: read.keys.offsets.length - 1, distinct: read.distinct, nodes, placements: rows });
          return exit.good;
        }
        print(`${read.keys.offsets.length - 1} keys, ${read.distinct} distinct, on ${nodes} nodes`);
        print(
          table(
            ['placement', 'hash', 'fullest ', 'emptiest ', 'moved ', 'least ', 'strayed '],
            rows.map(({ placement, hash, peak, least, moved, minimum, strayed }) => [
              placement,
              hash,
              ...[peak, least].map((value) => value.toFixed(3)),
              ...[moved, minimum, strayed].map((value) => `${(100 * value).toFixed(2)} %`),
            ]),
          ),
        );
        return exit.good;
      }),
    );
  examples(command, [
    ['nines place --keys keys.txt --nodes 12', 'balance, and the cost of losing one of 12 nodes'],
    ['nines place --keys keys.txt.gz --hash murmur3 --json', 'the same for a program'],
  ]);
};

/** Strategies that define their hash are given that. The node that leaves is drawn, the newest where only that can. */
function placed(strategy: PlacementStrategy, keys: PackedKeys, chosen: Hash, nodes: number) {
  const hash = strategy.hash === undefined ? chosen : (hashNamed(strategy.hash) as Hash);
  const digests = digestsOf(keys, hash);
  const placement = strategy.create({ nodes });
  const before = bucketsOf(placement, digests);
  const leaver = strategy.features.removal === 'newest' ? nodes - 1 : new Random(1n).next(nodes);
  const { peakToAverage, leastToAverage } = balanceOf(before, evenShares(Array.from({ length: nodes }, (_, i) => i)));
  placement.remove(leaver);
  const moves = compareBuckets(before, bucketsOf(placement, digests), new Set(), new Set([leaver]), 0);
  return { placement: strategy.name, hash: hash.name, peak: peakToAverage, least: leastToAverage, ...moves };
}

/** A child of the fuzzer, for values are never collected: compares the specifications of some seeds, a line of JSON for each. */
import { Random } from '../../../src/core/random.js';
import { valueBytes } from '../../../src/tla/runtime.js';
import { type Compared, compare } from './differ.js';
import { randomSpecification } from './specification.js';

export type Line = Compared & { readonly seed: string };

/** Then another child has to go on. */
const mostBytes = 2 ** 29;

const [from, count, firsts] = process.argv.slice(2) as [string, string, string];
for (let seed = BigInt(from); seed < BigInt(from) + BigInt(count); seed += 1n) {
  const compared = compare(randomSpecification(seed), new Random(seed).fork('searches'), firsts.split(',').map(Number));
  const line: Line = { seed: String(seed), ...compared };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (valueBytes() > mostBytes) break;
}

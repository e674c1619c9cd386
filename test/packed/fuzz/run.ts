/**
 * `npm run test:fuzz:packed [-- --seconds 180 --seed 1 --first 40,100,300,1000,3000]`: random specifications explored as ids and packed.
 * Exit code 0: they agree; 1: they differ on one, which is written down as small as it could be made.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSeed } from '../../../src/core/random.js';
import { bothWays, type Case } from './differ.js';
import type { Line } from './seeds.js';
import { shrunk } from './shrink.js';
import { written } from './specification.js';

const given: Record<string, string> = { seconds: '180', seed: String(Date.now()), first: '40,100,300,1000,3000' };
for (let at = 2; at < process.argv.length; at += 2) {
  const [option = '', value = ''] = process.argv.slice(at, at + 2);
  const name = option.replace(/^--/, '');
  const fits =
    name === 'seed' ? parseSeed(value) !== null : name === 'first' ? /^\d+(,\d+)*$/.test(value) : Number(value) > 0;
  if (!(name in given) || !fits) {
    process.stderr.write(
      `test:fuzz:packed: expected --seconds N, --seed N or --first N,N,... (states expanded before packing begins), found '${option} ${value}'\n`,
    );
    process.exit(2);
  }
  given[name] = value;
}
const { seconds, seed, first } = given as { seconds: string; seed: string; first: string };
const child = fileURLToPath(new URL('seeds.js', import.meta.url));
const each = 25;
const childMs = 120_000;

const counts = { specifications: 0, compared: 0, searches: 0, visited: 0, violated: 0 };
const told = (): string =>
  `${counts.specifications} specifications from seed ${seed}, ${counts.compared} of them of use: ${counts.searches} searches packed, ` +
  `${counts.visited} to the end, ${counts.violated} to a violation`;

function end(code: number, ...lines: string[]): never {
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exit(code);
}

function reported(from: string, found: Case): never {
  const smallest = shrunk(found);
  const { module, config } = written(smallest.specification, smallest.never);
  const folder = mkdtempSync(join(tmpdir(), 'nines-fuzz-difference-'));
  writeFileSync(join(folder, 'M.tla'), module);
  writeFileSync(join(folder, 'M.cfg'), config);
  const { ids, packed } = bothWays(smallest).found;
  const shown = (result: unknown): string => JSON.stringify(result).slice(0, 600);
  end(
    1,
    told(),
    `DIFFERENT: seed ${from}, packed after ${JSON.stringify(smallest.first)} states: ${folder}/M.tla`,
    `ids    ${shown(ids)}`,
    `packed ${shown(packed)}`,
  );
}

const until = performance.now() + 1000 * Number(seconds);
let progressAt = performance.now() + 60_000;
for (let from = parseSeed(seed)!; performance.now() < until; ) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, String(from), String(each), first], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: childMs,
  });
  const lines = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  for (const { skipped, searches, visited, violated, difference, seed: own } of lines) {
    counts.specifications += 1;
    if (skipped === null) counts.compared += 1;
    counts.searches += searches;
    counts.visited += visited;
    counts.violated += violated;
    if (difference !== null) reported(own, difference);
  }
  if (status !== 0)
    end(
      1,
      told(),
      `seed ${from + BigInt(lines.length)} did not come to its end (${status === null ? 'no time' : `exit ${status}`})`,
      stderr.slice(0, 2000),
    );
  from += BigInt(lines.length);
  if (performance.now() > progressAt) {
    process.stderr.write(`${told()}\n`);
    progressAt = performance.now() + 60_000;
  }
}
end(counts.searches > 0 ? 0 : 3, `${told()}; no difference`);

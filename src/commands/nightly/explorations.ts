/** The part of a night that explores specifications exhaustively. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Size } from '../../measure/declare.js';
import { budgets } from '../../measure/plan.js';
import { oldestFirst } from '../../measure/within-time.js';
import type { ExplorationRow } from '../../results/row.js';
import { many, project } from '../config.js';
import type { Session } from '../session.js';
import { inParallel } from './in-parallel.js';
import { packageRoot } from './package-root.js';
import { specName } from './rotation.js';
import { toolFor } from './tool-process.js';

/** States at which a search gives up: about half a minute. */
const mostStates: Readonly<Record<Size, number>> = { smoke: 2_000, quick: 400_000, full: 50_000_000 };

/** Every specification with a bounded model, searched exhaustively. */
export async function exploreSpecs({ writer, measuring, progress }: Session): Promise<void> {
  const end = performance.now() + (measuring.budget ?? budgets[measuring.size]).exploreMs;
  // The large ones take minutes altogether: for the whole night.
  const specs = (await boundedSpecs()).filter(({ spec }) => measuring.size === 'full' || !/Large\.tla$/.test(spec));
  const oldest = oldestFirst(specs, ({ spec }) => measuring.age?.(specName(spec)) ?? Infinity);
  // A large model may take the whole memory.
  const atOnce = measuring.size === 'full' ? 1 : availableParallelism();
  const explore = async ({ spec, file }: BoundedSpec): Promise<ExplorationRow> => {
    progress.say(`exploring ${spec}`);
    const states = String(mostStates[measuring.size]);
    const left = end - performance.now();
    const document =
      left > 0 ? await toolFor(left, measuring.signal, 'explore', file, '--max-states', states, '--json') : null;
    if (document === null) return unexplored(spec);
    const result = document as ExplorationDocument;
    return {
      kind: 'exploration',
      spec,
      generated: result.generated,
      distinct: result.distinct,
      depth: result.depth,
      statesPerSecond: result.statesPerSecond,
      verdict: result.verdict === 'ok' ? 'good' : result.verdict === 'inconclusive' ? 'inconclusive' : 'bad',
      because:
        result.violated ?? (result.verdict === 'ok' ? null : `${result.verdict} after ${result.distinct} states`),
      replay: `npx tla2ts explore ${spec}`,
    };
  };
  await inParallel(oldest, atOnce, explore, (rows) => {
    for (const row of [...rows].sort((a, b) => (a.spec < b.spec ? -1 : 1))) writer.add(row);
  });
}

const unexplored = (spec: string): ExplorationRow => ({
  kind: 'exploration',
  spec,
  generated: 0,
  distinct: 0,
  depth: 0,
  statesPerSecond: 0,
  verdict: 'inconclusive',
  because: 'there was no time for it: the next night begins with it',
  replay: `npx tla2ts explore ${spec}`,
});

interface ExplorationDocument {
  readonly verdict: string;
  readonly violated: string | null;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly statesPerSecond: number;
}

interface BoundedSpec {
  readonly spec: string;
  readonly file: string;
}

/** `MC<Module>.cfg` stands beside the specification that it bounds; ours, or those of the folders that are configured. */
async function boundedSpecs(): Promise<BoundedSpec[]> {
  const { root, config } = await project();
  const [base, folders] = config === null ? [packageRoot, ['specs']] : [root, many(config.specs)];
  return folders.flatMap((folder) => {
    const files = existsSync(join(base, folder))
      ? (readdirSync(join(base, folder), { recursive: true }) as string[])
      : [];
    return files
      .filter((file) => file.endsWith('.cfg'))
      .map((file) => join(folder, file.replace(/\.cfg$/, '.tla')))
      .map((spec) => ({ spec, file: resolve(base, spec) }))
      .filter(({ file }) => existsSync(file))
      .sort((a, b) => (a.spec < b.spec ? -1 : 1));
  });
}

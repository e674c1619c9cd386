/** Models explored with states as ids and packed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constantsFrom } from '../../src/check/constants.js';
import { newStatistics, SearchHost } from '../../src/check/explore/host.js';
import type { SearchResult } from '../../src/check/explore/result.js';
import { byItself, Search } from '../../src/check/explore/search.js';
import { findModel, loadModel } from '../../src/commands/tla2ts/load.js';
import { PackedDetour, type Planned } from '../../src/packed/detour.js';
import { whyNotPacked } from '../../src/packed/packable.js';
import type { PackedOutcome } from '../../src/packed/packed-search.js';
import { closedHost, setHost } from '../../src/tla/runtime.js';

export interface Both {
  readonly ids: SearchResult;
  readonly packed: SearchResult;
  /** Null if the model is not packed by its form, or is too small. */
  readonly outcome: PackedOutcome | null;
}

/** Packs after `first` states were expanded, or tries it as planned. */
export function exploreBoth(file: string, config: string | undefined, first: number | readonly Planned[]): Both {
  const model = findModel(file, config);
  const search = (packed: boolean): { result: SearchResult; outcome: PackedOutcome | null } => {
    const { compiled, specification } = loadModel(model, () => {});
    const checkDeadlock = compiled.configuration.checkDeadlock ?? true;
    const unlimited = Number.POSITIVE_INFINITY;
    const limits = { checkDeadlock, maxDepth: unlimited, maxStates: unlimited, maxBytes: unlimited };
    const watch = { pulse: () => false };
    const statistics = newStatistics(() => 0);
    setHost(new SearchHost(statistics, closedHost, { mode: 'bfs', checkDeadlock, workers: 1, seed: 1n }));
    const { program } = compiled;
    const parts = { program, specification, constants: constantsFrom(compiled.constants) };
    const fits = packed && whyNotPacked(program, specification) === null;
    const detour = fits
      ? typeof first === 'number'
        ? new PackedDetour(parts, limits, watch, first)
        : new PackedDetour(parts, limits, watch, null, first)
      : null;
    const result = new Search(specification, limits, watch, statistics, byItself(64), detour).run();
    return { result: detour?.resultOf(result) ?? result, outcome: detour?.outcome ?? null };
  };
  const { result, outcome } = search(true);
  return { ids: outcome === null ? result : search(false).result, packed: result, outcome };
}

/** As `exploreBoth`, of a module given as text. */
export function exploreText(body: string, config: string, first: number | readonly Planned[]): Both {
  const folder = mkdtempSync(join(tmpdir(), 'nines-packed-'));
  try {
    writeFileSync(join(folder, 'M.tla'), `---- MODULE M ----\n${body}\n====\n`);
    writeFileSync(join(folder, 'M.cfg'), config);
    return exploreBoth(join(folder, 'M.tla'), undefined, first);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

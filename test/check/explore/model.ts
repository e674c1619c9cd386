/** Small models written in the tests themselves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAssumptions } from '../../../src/check/explore/assumptions.js';
import { newStatistics, SearchHost } from '../../../src/check/explore/host.js';
import type { SearchLimits, Watch } from '../../../src/check/explore/limits.js';
import type { SearchResult } from '../../../src/check/explore/result.js';
import { byItself, Search } from '../../../src/check/explore/search.js';
import type { Team } from '../../../src/check/explore/team.js';
import { TemporalProperties } from '../../../src/check/explore/temporal.js';
import type { CompiledSpecification } from '../../../src/check/specification.js';
import { readsCounts } from '../../../src/commands/tla2ts/full-search.js';
import { findModel, loadModel } from '../../../src/commands/tla2ts/load.js';
import { closedHost, setHost } from '../../../src/tla/runtime.js';

const unlimited: SearchLimits = {
  checkDeadlock: true,
  maxDepth: Number.POSITIVE_INFINITY,
  maxStates: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
};

export function exploreFile(
  file: string,
  limits: Partial<SearchLimits> = {},
  config?: string,
  watch: Watch & { readonly duration?: () => number } = { pulse: () => false },
  firstTemporal?: number,
  team?: Team,
): { result: SearchResult; specification: CompiledSpecification } {
  const { specification, compiled } = loadModel(findModel(file, config), () => {});
  const checkDeadlock = compiled.configuration.checkDeadlock ?? true;
  const statistics = newStatistics(watch.duration ?? (() => 0), readsCounts(compiled));
  const temporal = new TemporalProperties(specification, watch, limits.maxBytes, firstTemporal);
  const allLimits = { ...unlimited, checkDeadlock, ...limits };
  const search = new Search(
    specification,
    allLimits,
    watch,
    statistics,
    { ...byItself(64), ...(team === undefined ? {} : { team }) },
    temporal,
  );
  setHost(new SearchHost(statistics, closedHost, { mode: 'bfs', checkDeadlock, workers: 1, seed: 1n }));
  const result = checkAssumptions(specification) ?? temporal.judge(search, search.run());
  return { result, specification };
}

/** Explores a module given as text; further modules by name. `firstTemporal`: how many states are expanded before its properties are checked. */
export function explore(
  body: string,
  config: string,
  limits: Partial<SearchLimits> = {},
  others: Readonly<Record<string, string>> = {},
  watch?: Watch & { readonly duration?: () => number },
  firstTemporal?: number,
  team?: Team,
) {
  const folder = mkdtempSync(join(tmpdir(), 'nines-explore-'));
  try {
    writeFileSync(join(folder, 'M.tla'), `---- MODULE M ----\n${body}\n====\n`);
    writeFileSync(join(folder, 'M.cfg'), config);
    for (const [name, text] of Object.entries(others)) writeFileSync(join(folder, `${name}.tla`), text);
    return exploreFile(join(folder, 'M.tla'), limits, undefined, watch, firstTemporal, team);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Small models written in the tests themselves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAssumptions } from '../../../src/check/explore/assumptions.js';
import { newStatistics, SearchHost } from '../../../src/check/explore/host.js';
import type { SearchResult } from '../../../src/check/explore/result.js';
import { Search, type SearchLimits, type Watch } from '../../../src/check/explore/search.js';
import { checkTemporalProperties } from '../../../src/check/explore/temporal.js';
import type { CompiledSpecification } from '../../../src/check/specification.js';
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
  watch: Watch = { pulse: () => false },
): { result: SearchResult; specification: CompiledSpecification } {
  const { specification, compiled } = loadModel(findModel(file, config), () => {});
  const checkDeadlock = compiled.configuration.checkDeadlock ?? true;
  const statistics = newStatistics(() => 0);
  const search = new Search(specification, { ...unlimited, checkDeadlock, ...limits }, watch, statistics);
  setHost(new SearchHost(statistics, closedHost, { mode: 'bfs', checkDeadlock, workers: 1, seed: 1n }));
  const result = checkAssumptions(specification) ?? checkTemporalProperties(specification, search, search.run(), watch);
  return { result, specification };
}

/** Explores a module given as text; further modules by name. */
export function explore(
  body: string,
  config: string,
  limits: Partial<SearchLimits> = {},
  others: Readonly<Record<string, string>> = {},
  watch?: Watch,
) {
  const folder = mkdtempSync(join(tmpdir(), 'nines-explore-'));
  try {
    writeFileSync(join(folder, 'M.tla'), `---- MODULE M ----\n${body}\n====\n`);
    writeFileSync(join(folder, 'M.cfg'), config);
    for (const [name, text] of Object.entries(others)) writeFileSync(join(folder, `${name}.tla`), text);
    return exploreFile(join(folder, 'M.tla'), limits, undefined, watch);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

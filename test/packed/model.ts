/** Models explored with states as ids and packed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constantsFrom } from '../../src/check/constants.js';
import { newStatistics, SearchHost } from '../../src/check/explore/host.js';
import type { SearchResult } from '../../src/check/explore/result.js';
import { byItself, Search } from '../../src/check/explore/search.js';
import type { StateStore } from '../../src/check/explore/state-store.js';
import { findModel, loadModel, type Model } from '../../src/commands/tla2ts/load.js';
import { PackedDetour, type Planned } from '../../src/packed/detour.js';
import { whyNotPacked } from '../../src/packed/packable.js';
import type { PackedOutcome } from '../../src/packed/packed-search.js';
import { closedHost, setHost, toText } from '../../src/tla/runtime.js';

export interface Both {
  readonly ids: SearchResult;
  readonly packed: SearchResult;
  /** Null if the model is not packed by its form, or is too small. */
  readonly outcome: PackedOutcome | null;
}

export interface Explored {
  readonly result: SearchResult;
  readonly store: StateStore;
  /** Null if the model is not packed by its form, or is too small. */
  readonly outcome: PackedOutcome | null;
}

/** With `first`, packs after so many states were expanded, or tries it as planned. Gives up where there are more than `most` states, or after `mostMs`. */
export function explore(
  model: Model,
  first: number | readonly Planned[] | null,
  most = Number.POSITIVE_INFINITY,
  mostMs = Number.POSITIVE_INFINITY,
): Explored {
  const { compiled, specification } = loadModel(model, () => {});
  const checkDeadlock = compiled.configuration.checkDeadlock ?? true;
  const unlimited = Number.POSITIVE_INFINITY;
  const limits = { checkDeadlock, maxDepth: unlimited, maxStates: unlimited, maxBytes: unlimited };
  const statistics = newStatistics(() => 0);
  const began = performance.now();
  const watch = { pulse: () => statistics.distinct > most || performance.now() - began > mostMs };
  setHost(new SearchHost(statistics, closedHost, { mode: 'bfs', checkDeadlock, workers: 1, seed: 1n }));
  const { program } = compiled;
  const parts = { program, specification, constants: constantsFrom(compiled.constants) };
  const fits = first !== null && whyNotPacked(program, specification) === null;
  const detour = fits
    ? typeof first === 'number'
      ? new PackedDetour(parts, limits, watch, first)
      : new PackedDetour(parts, limits, watch, null, first)
    : null;
  const search = new Search(specification, limits, watch, statistics, byItself(64), detour);
  const result = search.run();
  return { result: detour?.resultOf(result) ?? result, store: search.store, outcome: detour?.outcome ?? null };
}

/** With `most`, the packed search is to stop when there are more states. */
export function exploreBoth(
  file: string,
  config: string | undefined,
  first: number | readonly Planned[],
  most?: number,
): Both {
  const model = findModel(file, config);
  const { result, outcome } = explore(model, first, most);
  return { ids: outcome === null ? result : explore(model, null).result, packed: result, outcome };
}

/** What two searches have to agree on. */
export const summary = ({ verdict, violation, because, generated, distinct, left, depth }: SearchResult) => ({
  ...{ verdict, because, generated, distinct, left, depth },
  violated: violation === null ? null : [violation.kind, violation.name],
  trace: violation?.trace.map(({ action, values }) => [action, ...values.map(toText)]),
});

export const agree = ({ ids, packed }: Both): void => assert.deepEqual(summary(packed), summary(ids));

export function wasPacked(both: Both): void {
  assert.deepEqual(both.outcome?.kind === 'left' ? both.outcome.because : both.outcome?.kind, 'visited');
  agree(both);
}

/** As `exploreBoth`, of a module given as text. */
export function exploreText(body: string, config: string, first: number | readonly Planned[], most?: number): Both {
  const folder = mkdtempSync(join(tmpdir(), 'nines-packed-'));
  try {
    writeFileSync(join(folder, 'M.tla'), `---- MODULE M ----\n${body}\n====\n`);
    writeFileSync(join(folder, 'M.cfg'), config);
    return exploreBoth(join(folder, 'M.tla'), undefined, first, most);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

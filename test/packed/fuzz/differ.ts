/** Explores one specification as ids and packed, from several states on, also with invariants that are violated late. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { findModel, type Model } from '../../../src/commands/tla2ts/load.js';
import type { Random } from '../../../src/core/random.js';
import type { Planned } from '../../../src/packed/detour.js';
import { WRONG } from '../../../src/packed/packed-search.js';
import { type Explored, explore, summary } from '../model.js';
import { excluding, type Found } from './invariants.js';
import { type Specification, written } from './specification.js';

/** What is explored both ways. */
export interface Case {
  readonly specification: Specification;
  /** Invariants that some states violate. */
  readonly never: readonly string[];
  /** States that the general search has expanded when packing begins; or trials, between which it goes on. */
  readonly first: number | readonly Planned[];
}

export interface Compared {
  /** Why nothing was compared: too few states, too many, an error. */
  readonly skipped: string | null;
  /** Searches, and how many of them were packed to the end, or until an invariant was violated. */
  readonly searches: number;
  readonly visited: number;
  readonly violated: number;
  readonly difference: Case | null;
}

/** Of states: fewer show nothing, more take too long. */
export const fewest = 200;
export const most = 20_000;
const mostMs = 1_000;

export interface BothWays {
  readonly packed: Explored;
  readonly agree: boolean;
  /** What there was to agree on. */
  readonly found: { readonly ids: unknown; readonly packed: unknown };
}

export function bothWays({ specification, never, first }: Case): BothWays {
  return inFolder(specification, never, (model) => {
    const packed = explore(model, first, 2 * most);
    const ids = packed.outcome === null ? packed : explore(model, null, 2 * most);
    const found = { ids: summary(ids.result), packed: summary(packed.result) };
    // Where the check at run time has found a fault, the general search has mended it.
    const { outcome } = packed;
    if (outcome?.kind === 'left' && outcome.because.startsWith(WRONG))
      return { packed, found: { ...found, packed: outcome }, agree: false };
    return { packed, found, agree: isDeepStrictEqual(found.ids, found.packed) };
  });
}

function inFolder<T>(specification: Specification, never: readonly string[], use: (model: Model) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'nines-fuzz-'));
  try {
    const { module, config } = written(specification, never);
    writeFileSync(join(folder, 'M.tla'), module);
    writeFileSync(join(folder, 'M.cfg'), config);
    return use(findModel(join(folder, 'M.tla'), undefined));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Packs from some of `firsts` on: the specification as it is, and then with an invariant that is violated late. */
export function compare(random: Specification, draw: Random, firsts: readonly number[]): Compared {
  const counted = { searches: 0, visited: 0, violated: 0 };
  const { specification, alone } = withoutViolations(random);
  const { result, store } = alone;
  const skip = (skipped: string): Compared => ({ skipped, ...counted, difference: null });
  if (result.verdict === 'inconclusive') return skip('too many states, or too slow');
  if (store.count < fewest) return skip(result.violation === null ? 'too few states' : result.violation.kind);
  const possible = firsts.filter((first) => first < store.count);
  for (let turn = 0; turn < 3 && possible.length > 0; turn += 1) {
    const never = turn === 0 ? [] : [violatedLate(alone, specification, draw)];
    const tried: Case = { specification, never, first: beginning(possible, draw) };
    const { packed, agree } = bothWays(tried);
    if (!agree) return { skipped: null, ...counted, difference: tried };
    const { outcome } = packed;
    if (outcome === null) continue;
    counted.searches += 1;
    if (outcome.kind === 'visited') counted.visited += 1;
    if (outcome.kind === 'left' && outcome.because === 'an invariant is violated') counted.violated += 1;
  }
  return { skipped: null, ...counted, difference: null };
}

/** Mostly packed for good; else given up in a first trial, but for what it has learnt. */
function beginning(possible: readonly number[], draw: Random): Case['first'] {
  const first = draw.pick(possible);
  const later = possible.filter((each) => each > first);
  if (later.length === 0 || draw.chance(0.7)) return first;
  const trial = { after: first, states: 256, mostLearnt: draw.pick([0, 30, 100]) };
  return [trial, { after: draw.pick(later), states: 2 ** 32, mostLearnt: 2 ** 32 }];
}

/** Without the invariants and properties that are violated as it is, mostly in the first states. */
function withoutViolations(random: Specification): { readonly specification: Specification; readonly alone: Explored } {
  let specification = random;
  for (;;) {
    const alone = inFolder(specification, [], (model) => explore(model, null, most, mostMs));
    const { violation } = alone.result;
    if (violation?.kind !== 'invariant' && violation?.kind !== 'property') return { specification, alone };
    specification = without(specification, violation.name);
  }
}

function without(specification: Specification, name: string): Specification {
  const number = Number(/\d+$/.exec(name)![0]);
  const others = (texts: readonly string[]): readonly string[] => texts.filter((_, i) => i !== number);
  return name.startsWith('Inv')
    ? { ...specification, invariants: others(specification.invariants) }
    : { ...specification, steps: others(specification.steps) };
}

/** An invariant that one of the later states violates, by all of its variables or by some. */
function violatedLate({ store }: Explored, { variables }: Specification, random: Random): string {
  const { values } = store.behaviour(random.between(Math.floor(store.count / 3), store.count - 1)).at(-1)!;
  const all = variables.map(({ name, kind }, i): Found => ({ name, kind, value: values[i]! }));
  return excluding(random.shuffle(all).slice(0, random.between(1, all.length)), random);
}

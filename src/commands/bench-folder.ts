/** Where the benches are, and which of them the arguments name. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measurable } from '../measure/declare.js';
import { loadSuites, type Suite, SuiteError } from '../measure/suite.js';
import { systems } from '../sim/systems/registry.js';
import { type Config, many, project } from './config.js';
import { oneOf, UsageError } from './exit.js';

/** dist/bench, beside dist/src: nines' own. */
const builtIn = join(dirname(fileURLToPath(import.meta.url)), '../../bench');

/** What the project at hand measures: its own bench folders and what it includes of ours; without a configuration, all of ours. */
export async function suites(): Promise<Suite[]> {
  const { root, config } = await project();
  if (config === null) return load([builtIn]);
  const include = config.include ?? [];
  const ours = include.length === 0 ? [] : await load([builtIn]);
  const known = [...ours.map(({ name }) => name), ...systems.map(({ name }) => name)];
  for (const name of include) oneOf('suite or protocol', name, known);
  const included = ours.filter(({ name }) => include.includes(name));
  // What we hold our own kernels to is no concern of a project that compares itself with them.
  return [...(await load(benchFoldersOf(root, config))), ...included.map((suite) => ({ ...suite, goals: [] }))];
}

/** The suites of one checkout, its own ones only: what a comparison runs. */
export const suitesIn = (folders: readonly string[]): Promise<Suite[]> => load(folders);

/** Where the bench files of a checkout are: those that its configuration names, or nines' own build. */
export function benchFoldersOf(root: string, config: Config | null): string[] {
  if (config === null) return [join(root, 'dist', 'bench')];
  const named = many(config.bench);
  return (named.length === 0 ? ['bench'] : named).map((folder) => resolve(root, folder)).filter(existsSync);
}

async function load(folders: readonly string[]): Promise<Suite[]> {
  try {
    return await loadSuites(folders);
  } catch (error) {
    if (error instanceof SuiteError) throw new UsageError(error.message);
    throw error;
  }
}

/** `placement` stands for `placement-hash`, `placement-lookup` and the others of that family. */
const family = (suite: Suite): string => suite.name.split('-', 1)[0] as string;

const means = (name: string, suite: Suite): boolean => suite.name === name || family(suite) === name;

const namesOf = (all: readonly Suite[]): string[] => [...all.map(family), ...all.map((suite) => suite.name)];

/** The declarations that `names` mean: a suite's or a family's name stands for all of its own. No name means all. */
export function chosen(all: readonly Suite[], names: readonly string[]): { suite: Suite; what: Measurable }[] {
  const every = all.flatMap((suite) => suite.measured.map((what) => ({ suite, what })));
  if (names.length === 0) return every;
  const known = [...new Set([...namesOf(all), ...every.map(({ what }) => what.name)])];
  for (const name of names) oneOf('benchmark', name, known);
  return every.filter(({ suite, what }) => names.some((name) => means(name, suite) || name === what.name));
}

export function chosenSuites(all: readonly Suite[], names: readonly string[]): Suite[] {
  const known = [...new Set(namesOf(all))];
  for (const name of names) oneOf('suite', name, known);
  return all.filter((suite) => names.length === 0 || names.some((name) => means(name, suite)));
}

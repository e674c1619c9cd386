/** Where the benches are, and which of them the arguments name. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measurable } from '../measure/declare.js';
import { loadSuites, type Suite, SuiteError } from '../measure/suite.js';
import { oneOf, UsageError } from './exit.js';

/** dist/bench, beside dist/src. */
const builtIn = join(dirname(fileURLToPath(import.meta.url)), '../../bench');

export async function suites(folder = builtIn): Promise<Suite[]> {
  try {
    return await loadSuites(folder);
  } catch (error) {
    if (error instanceof SuiteError) throw new UsageError(error.message);
    throw error;
  }
}

/** The declarations that `names` mean: a suite's name stands for all of its own. No name means all. */
export function chosen(all: readonly Suite[], names: readonly string[]): { suite: Suite; what: Measurable }[] {
  const every = all.flatMap((suite) => suite.measured.map((what) => ({ suite, what })));
  if (names.length === 0) return every;
  const known = [...new Set([...all.map((suite) => suite.name), ...every.map(({ what }) => what.name)])];
  for (const name of names) oneOf('benchmark', name, known);
  return every.filter(({ suite, what }) => names.includes(suite.name) || names.includes(what.name));
}

export function chosenSuites(all: readonly Suite[], names: readonly string[]): Suite[] {
  for (const name of names) {
    oneOf(
      'suite',
      name,
      all.map((suite) => suite.name),
    );
  }
  return all.filter((suite) => names.length === 0 || names.includes(suite.name));
}

/** Where the benches are, and which of them the arguments name. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measurable } from '../measure/declare.js';
import { loadSuites, type Suite, SuiteError } from '../measure/suite.js';
import { oneOf, UsageError } from './exit.js';

/** dist/bench, beside dist/src. */
const builtIn = join(dirname(fileURLToPath(import.meta.url)), '../../bench');

/** The folder with the nearest package.json at or above the present one: what `compare` checks out revisions of. */
export function projectFolder(from = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder)
      throw new UsageError(`${from}: no package.json here or above; run this inside a project`);
  }
}

/** Where the bench files of a checkout of this project are. */
export const benchFolderOf = (project: string): string => join(project, 'dist', 'bench');

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

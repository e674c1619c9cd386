/** Finds and imports the declarations of a bench folder. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Declaration, Goal, Measurable } from './declare.js';
import { loadExtensions } from './extensions.js';

export interface Suite {
  /** The file's stem: `placement-lookup` of `placement-lookup.bench.js`. */
  readonly name: string;
  readonly file: string;
  readonly measured: readonly Measurable[];
  readonly goals: readonly Goal[];
}

/** A bench file that cannot be used; the message names it. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
}

const pattern = /\.(bench|experiment)\.(js|mjs)$/;

/** Every suite below folders of compiled bench files, by name. A goal belongs to the suite of the file that exports it. */
export async function loadSuites(folders: readonly string[]): Promise<Suite[]> {
  const files = folders.flatMap((folder) =>
    !existsSync(folder)
      ? []
      : (readdirSync(folder, { recursive: true }) as string[])
          .filter((file) => pattern.test(file))
          .sort()
          .map((file) => join(folder, file)),
  );
  const suites = await Promise.all(files.map(loadSuite));
  const seen = new Map<string, string>();
  for (const suite of suites) {
    for (const { name } of suite.measured) {
      const other = seen.get(name);
      if (other !== undefined) throw new SuiteError(`${suite.file}: the name '${name}' is also declared in ${other}`);
      seen.set(name, suite.file);
    }
  }
  return suites;
}

export async function loadSuite(file: string): Promise<Suite> {
  let module: Record<string, unknown>;
  try {
    await loadExtensions();
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw new SuiteError(`${file}: cannot be imported: ${error instanceof Error ? error.message : String(error)}`);
  }
  const declarations = Object.values(module).filter(isDeclaration);
  return {
    name: basename(file).replace(pattern, ''),
    file,
    measured: declarations.filter((each) => each.kind !== 'goal'),
    goals: declarations.filter((each) => each.kind === 'goal'),
  };
}

const kinds: readonly unknown[] = ['benchmark', 'experiment', 'micro', 'load', 'goal'] satisfies Declaration['kind'][];

const isDeclaration = (value: unknown): value is Declaration =>
  typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(value.kind);

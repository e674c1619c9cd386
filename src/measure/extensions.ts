/**
 * Modules of the project that is measured which add to ours: placements, protocols. Every thread and process that imports bench
 * files has to have imported them first, so their places travel in the environment, which threads and children inherit.
 */
import { pathToFileURL } from 'node:url';

const variable = 'NINES_EXTENSIONS';

/** Absolute paths, in the order in which they are imported. */
export const extensions = (): readonly string[] => JSON.parse(process.env[variable] ?? '[]') as string[];

export const environmentWith = (files: readonly string[]): Record<string, string> => ({
  [variable]: JSON.stringify(files),
});

export function setExtensions(files: readonly string[]): void {
  Object.assign(process.env, environmentWith(files));
}

/** Importing a module twice does it once. */
export async function loadExtensions(): Promise<void> {
  for (const file of extensions()) await import(pathToFileURL(file).href);
}

/** What a worker or a side of a comparison is told to measure, and how it finds the declaration. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../core/assert.js';
import { Random, type Seed } from '../core/random.js';
import type { Context, Measurable, Point, Size } from './declare.js';
import { loadSuite } from './suite.js';

export interface Task {
  readonly file: string;
  readonly name: string;
  readonly size: Size;
  readonly parameters: Point;
  readonly seed: Seed;
  readonly subjects: readonly string[];
  /** Where subjects that need a disk get their folders. */
  readonly scratch: string;
}

/** The declaration that a task names, from its file as this thread or process sees it. */
export async function declaredIn({ file, name }: Pick<Task, 'file' | 'name'>): Promise<Measurable> {
  const found = (await loadSuite(file)).measured.find((each) => each.name === name);
  assert(found !== undefined, `${file} declares '${name}' in one thread and not in another`);
  return found;
}

/** What a subject is given. */
export const contextOf = (task: Omit<Task, 'subjects'>, scratch: () => string): Context => ({
  parameters: task.parameters,
  size: task.size,
  seed: task.seed,
  random: new Random(task.seed),
  scratch,
});

/** Folders made on demand below `parent`, and removed together. */
export function scratchFolders(parent: string): { make: () => string; remove: () => void } {
  const made: string[] = [];
  return {
    make: () => {
      mkdirSync(parent, { recursive: true });
      const folder = mkdtempSync(join(parent, 'scratch-'));
      made.push(folder);
      return folder;
    },
    remove: () => {
      for (const folder of made) rmSync(folder, { recursive: true, force: true });
    },
  };
}

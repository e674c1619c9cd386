/** What whoever measures is told: how much, until when, and whom to tell. */
import type { Seed } from '../core/random.js';
import type { Measurable, Size } from './declare.js';
import type { Budget } from './plan.js';

export interface Measuring {
  readonly size: Size;
  readonly seed: Seed;
  /** A folder on the disk to be measured; subjects' own folders are made in it and removed. */
  readonly scratch: string;
  /** Once aborted, what is being measured is given up, and nothing more is begun: what was measured before is the answer. */
  readonly signal?: AbortSignal | undefined;
  /** That of the size if left out. */
  readonly budget?: Budget | undefined;
  /** How many nights ago something was measured last, by its name in rotation.ts; never: Infinity. The oldest has its turn first. */
  readonly age?: (name: string) => number;
  /** Told of a declaration that throws, which then costs its own figures only. Left out: it ends the measuring. */
  readonly onFailure?: (error: unknown) => void;
  /** Called before each point. */
  readonly onPoint?: (text: string, done: number, total: number) => void;
}

export interface Declared {
  readonly suite: { readonly name: string; readonly file: string };
  readonly what: Measurable;
}

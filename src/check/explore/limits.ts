/** How far a search may go, and who may end it. */
import type { Statistics } from './host.js';

export interface SearchLimits {
  readonly checkDeadlock: boolean;
  /** Levels to explore; states beyond are not expanded. */
  readonly maxDepth: number;
  readonly maxStates: number;
  readonly maxBytes: number;
}

/** Asked now and then: whether to go on. */
export interface Watch {
  /** True to stop. */
  pulse(statistics: Statistics): boolean;
  /** Bytes of memory that the process has now; V8's own, code and what waits to be collected are among them. */
  resident?(): number;
}

/** Why a search that has so many bytes, and is about to need so many more, must stop; or null. */
export function whyFull(bytes: number, ahead: number, maxBytes: number, watch: Watch): string | null {
  const megabytes = (figure: number): string => `${Math.round(figure / 2 ** 20).toLocaleString('en')} MB`;
  const may = `${megabytes(maxBytes)} that they may have (--max-memory)`;
  if (bytes > maxBytes) return `states and values fill the ${may}`;
  const has = Math.max(bytes, watch.resident?.() ?? 0);
  if (has > maxBytes)
    return `the program, ${megabytes(has)} with states and values, fills the ${megabytes(maxBytes)} that it may have (--max-memory)`;
  if (has + ahead <= maxBytes) return null;
  return `${megabytes(ahead)} for a larger table of fingerprints, beside ${megabytes(has)}, exceed the ${may}`;
}

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { editDistance } from '../core/near.js';

/** The exit codes of every verb. */
export const exit = {
  good: 0,
  /** The thing checked is bad: violation, rejection, regression, a goal missed. */
  bad: 1,
  /** Bad input or usage. */
  usage: 2,
  inconclusive: 3,
} as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** Input that cannot be used. The message names the file or argument, the place, what was expected, and what to do next. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Before work that takes long: a usage error where the file that is to be written in the end has no folder to be in. */
export function requirePlace(option: string, file: string | undefined): void {
  if (file === undefined || statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new UsageError(`${option} ${file}: there is no folder ${dirname(file)}; make it, or name another place`);
}

/** `did you mean 'raft'?`, or '' where nothing is near. */
export function nearNames(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3) || candidate.includes(name))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => `'${candidate}'`);
  return near.length === 0 ? '' : `did you mean ${near.join(' or ')}?`;
}

/** The named one of `known`, or a `UsageError` that offers the near ones and lists the rest. */
export function oneOf(what: string, name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  const near = nearNames(name, known);
  const list = known.length <= 12 || near === '' ? ` Known: ${known.join(', ')}.` : '';
  throw new UsageError(`no ${what} '${name}'${near === '' ? '.' : `: ${near}`}${list}`);
}

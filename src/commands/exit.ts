import { statSync } from 'node:fs';
import { dirname } from 'node:path';

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

/** Optimal string alignment: insertions, deletions, replacements, swaps of neighbours. O(|a| |b|). */
function editDistance(a: string, b: string): number {
  const row = (index: number): number[] => Array.from({ length: b.length + 1 }, (_, j) => (index === 0 ? j : 0));
  const table = Array.from({ length: a.length + 1 }, (_, i) => row(i));
  for (let i = 1; i <= a.length; i += 1) {
    const current = table[i] as number[];
    const above = table[i - 1] as number[];
    current[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(above[j]! + 1, current[j - 1]! + 1, above[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, table[i - 2]![j - 2]! + 1);
      current[j] = best;
    }
  }
  return table[a.length]![b.length]!;
}

/** The named one of `known`, or a `UsageError` that offers the near ones and lists the rest. */
export function oneOf(what: string, name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  const near = nearNames(name, known);
  const list = known.length <= 12 || near === '' ? ` Known: ${known.join(', ')}.` : '';
  throw new UsageError(`no ${what} '${name}'${near === '' ? '.' : `: ${near}`}${list}`);
}

/** The page's lists of details: text until somebody looks. */
import type { StepLine } from './payload.js';

export class Lines {
  readonly #lines: readonly string[];
  #folded: readonly string[] | null = null;
  readonly #parsed = new Map<number, unknown>();

  constructor(text: string) {
    this.#lines = text === '' ? [] : text.split('\n');
  }

  at(index: number): unknown {
    const known = this.#parsed.get(index);
    if (known !== undefined) return known;
    const line = this.#lines[index];
    const value: unknown = line === undefined ? null : JSON.parse(line);
    if (this.#parsed.size > 2_000) this.#parsed.clear();
    this.#parsed.set(index, value);
    return value;
  }

  step(index: number): StepLine {
    return (this.at(index) ?? {}) as StepLine;
  }

  /** For searching: without case. Made once. */
  folded(index: number): string {
    this.#folded ??= this.#lines.map((line) => line.toLowerCase());
    return this.#folded[index] ?? '';
  }
}

/** Steps in which every word of `query` occurs: in the lane's name, the action's, the arguments or the variables. */
export function matching(
  query: string,
  laneNames: readonly string[],
  actionNames: readonly string[],
  laneOf: ArrayLike<number>,
  actionOf: ArrayLike<number>,
  lines: Lines,
): number[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const lanesFolded = laneNames.map((name) => name.toLowerCase());
  const actionsFolded = actionNames.map((name) => name.toLowerCase());
  const found: number[] = [];
  for (let i = 0; i < laneOf.length; i += 1) {
    const lane = lanesFolded[laneOf[i] as number] ?? '';
    const action = actionsFolded[actionOf[i] as number] ?? '';
    if (words.every((word) => action.includes(word) || lane === word || lines.folded(i).includes(word))) found.push(i);
  }
  return found;
}

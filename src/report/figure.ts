/** What a chart of the page is, before it is drawn. */
import type { TopLevelSpec } from 'vega-lite';

export type Verdict = 'good' | 'bad' | 'unsure';
export type Cell = string | { readonly text: string; readonly verdict: Verdict };

export interface Table {
  readonly columns: readonly { readonly title: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One thing that happened, told, drawn, and with the line that shows it again. */
export interface Exhibit {
  readonly title: string;
  readonly sentence: string;
  readonly lesson: string;
  /** false: it did not happen this time. */
  readonly seen: boolean;
  readonly schedule: readonly string[];
  /** An `<svg>` element. */
  readonly picture: string;
  readonly replay: string;
}

/** Every chart has its table, what it rests on, and the line that makes it again. */
export interface Figure {
  /** An anchor; unique on the page. */
  readonly id: string;
  readonly title: string;
  /** A word or two for the page's navigation. */
  readonly short: string;
  /** How to read it, in a sentence. */
  readonly reading: string;
  /** What holds for every chart of its kind: said once where several stand together. */
  readonly convention?: string;
  /** News of the night: never folded. */
  readonly front?: boolean;
  /** Whose goals and comparisons its section tells while it is folded. */
  readonly suite?: string;
  /** A small chart, which loses nothing at `widths.half`: two stand side by side. */
  readonly compact?: boolean;
  /** Drawn for a width in pixels; null where a table says it better. */
  readonly spec: ((width: number) => TopLevelSpec) | null;
  readonly table: Table;
  readonly exhibits?: readonly Exhibit[];
  readonly replay: string;
}

/** Wide is scaled down to tablets; below `narrowBelow` pixels of window the narrow drawing is shown; half suits both. */
export const widths = { wide: 880, narrow: 350, half: 410 } as const;
export const narrowBelow = 620;
export const isNarrow = (width: number): boolean => width <= narrowBelow;

/** Words into lines of at most `length` characters: axis labels of a narrow chart. */
export function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Room for the longest of these at the charts' label size, in pixels: estimated, as vega does without a canvas. */
export const textWidth = (lines: readonly string[]): number => 6.9 * Math.max(...lines.map(({ length }) => length));

/** Three significant digits. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(decimals, 12) });
}

const prefixes = [
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
] as const;

/** A value with its unit for people: `21.4 M/s`, `85 ns`, `1.2 ms`, `12 %`. */
export function quantity(value: number, unit: string): string {
  if (unit === 'share') return `${digits(value * 100)} %`;
  if (unit === 'ns') {
    if (value >= 1e9) return `${digits(value / 1e9)} s`;
    if (value >= 1e6) return `${digits(value / 1e6)} ms`;
    return value >= 1e3 ? `${digits(value / 1e3)} µs` : `${digits(value)} ns`;
  }
  if (unit.endsWith('/s')) {
    const [size, prefix] = prefixes.find(([each]) => Math.abs(value) >= each) ?? [1, ' '];
    return `${digits(value / size)}${prefix}${unit === '1/s' ? '/s' : unit.replace('bytes', 'B')}`;
  }
  return unit === '1' ? digits(value) : `${digits(value)} ${unit}`;
}

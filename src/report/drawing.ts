/** What the two kinds of declared chart share: the data as drawn, scales, titles. */
import type { DeclarationRow, MetricRow } from '../results/row.js';
import { type Series, seriesColour, symbols } from './palette.js';

export interface Datum {
  readonly subject: string;
  readonly x: number | string;
  /** The values of the other parameters, in words; one small chart for each. */
  readonly panel: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly shown: string;
}

export interface Drawing {
  readonly declaration: DeclarationRow;
  readonly metric: MetricRow;
  /** The parameter along the axis, or `workers`. */
  readonly x: string | null;
  readonly data: readonly Datum[];
  /** Subjects in the order declared, without the bound. */
  readonly drawn: readonly string[];
  readonly series: Series;
}

export const $schema = 'https://vega.github.io/schema/vega-lite/v6.json';

export const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);

/** A time in the unit that suits it: an axis of nanoseconds may reach to seconds. */
const nanoseconds = `datum.value === 0 ? '0' : ${[
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
]
  .map(([unit, size]) => `datum.value >= ${size} ? format(datum.value / ${size}, ',~r') + ' ${unit}' : `)
  .join('')}format(datum.value, ',~r') + ' ns'`;

/** Ticks of a logarithmic axis: decades, with 2 and 5 between where there are few. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const within = last - first > 3 ? [1] : [1, 2, 5];
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const ticks = decades.flatMap((decade) => within.map((digit) => Number(`${digit}e${decade}`)));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** Axis numbers: percent for shares, SI prefixes from ten thousand on, each tick for itself (0.2k would be read twice). */
export const axisNumbers = ({ metric }: Drawing): { readonly format: string } | { readonly labelExpr: string } => {
  if (metric.unit === 'share') return { format: '.3~%' };
  if (metric.unit === '1') return { format: '.3~g' };
  if (metric.unit === 'ns') return { labelExpr: nanoseconds };
  return { labelExpr: "abs(datum.value) < 10000 ? format(datum.value, ',~r') : format(datum.value, '~s')" };
};

export const valueTitle = ({ declaration, metric }: Drawing): string => {
  if (metric.name === 'throughput') return `${capital(plural(declaration.operation ?? 'operation'))} per second`;
  return ['1', 'share', 'ns'].includes(metric.unit) ? metric.title : `${metric.title} (${metric.unit})`;
};

/** Units have none: a million MiB. */
const plural = (noun: string): string =>
  /[A-Z]/.test(noun) ? noun : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;

/** Text speaks for itself; a number needs its parameter's name: `10 nodes`, `1 node`, `loss 0.05`, `delay 20 ms`. */
export function inWords(name: string, value: number | string): string {
  if (typeof value === 'string') return value;
  const number = value.toLocaleString('en-US');
  const [quantity, unit] = apart(name);
  if (unit !== null) return `${spaced(quantity)} ${number} ${unit}`;
  if (!/[^s]s$/.test(name)) return `${spaced(name)} ${number}`;
  return `${number} ${spaced(value === 1 ? name.slice(0, -1) : name)}`;
}

/** `cutOffMs` as the title of an axis: `Cut off (ms)`. */
export function axisTitle(name: string): string {
  const [quantity, unit] = apart(name);
  return capital(spaced(quantity)) + (unit === null ? '' : ` (${unit})`);
}

/** A parameter's name, and the unit that it ends with. */
function apart(name: string): [quantity: string, unit: 'ms' | 'bytes' | null] {
  const [, quantity, unit] = /^(.+)(Ms|Bytes)$/.exec(name) ?? [];
  return quantity === undefined ? [name, null] : [quantity, unit === 'Ms' ? 'ms' : 'bytes'];
}

const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function colourScale({ drawn, series }: Drawing) {
  const index = (name: string): number => series.get(name) ?? 0;
  return {
    color: { domain: [...drawn], range: drawn.map((name) => seriesColour(index(name))) },
    shape: { domain: [...drawn], range: drawn.map((name) => symbols[index(name) % symbols.length] as string) },
  };
}

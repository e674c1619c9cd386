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

/** Axis numbers: percent for shares, SI prefixes for large ones, else as they are. */
export const axisFormat = ({ metric }: Drawing): string => {
  if (metric.unit === 'share') return '.3~%';
  return metric.unit === '1' ? '.3~g' : '~s';
};

export const valueTitle = ({ declaration, metric }: Drawing): string => {
  if (metric.name === 'throughput') return `${capital(declaration.operation ?? 'operation')}s per second`;
  return metric.unit === '1' || metric.unit === 'share' ? metric.title : `${metric.title} (${metric.unit})`;
};
/** Text speaks for itself; a number needs its parameter's name. */
export const inWords = (name: string, value: number | string): string =>
  typeof value === 'number' ? `${value.toLocaleString('en-US')} ${name}` : value;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function colourScale({ drawn, series }: Drawing) {
  const index = (name: string): number => series.get(name) ?? 0;
  return {
    color: { domain: [...drawn], range: drawn.map((name) => seriesColour(index(name))) },
    shape: { domain: [...drawn], range: drawn.map((name) => symbols[index(name) % symbols.length] as string) },
  };
}

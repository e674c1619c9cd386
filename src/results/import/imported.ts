/** What every reader of foreign results gives: rows of ours, and what the foreign file says of its machine. */
import type { BodyRow, DeclarationRow, FigureRow, LatencyRow, MetricRow, Parameters } from '../row.js';

/** A file that is none of what can be imported, or is broken; the message names the place. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

export interface Imported {
  readonly rows: readonly BodyRow[];
  /** ISO 8601, or null where the file does not say. */
  readonly started: string | null;
  /** As the file has it: host, processor, virtual machine. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** One measured series before it is a row. */
export interface Series {
  readonly name: string;
  readonly subject: string;
  readonly parameters: Parameters;
  readonly workers: number;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  readonly rounds: readonly number[];
  /** Where the file knows better than its rounds do. */
  readonly interval?: readonly [number, number] | undefined;
}

export const timeUnits: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  μs: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
};

/** Series as figures under declarations of their own, so that the report draws them. */
export function rowsOf(
  suite: string,
  series: readonly Series[],
  latencies: readonly Omit<LatencyRow, 'kind' | 'suite'>[] = [],
): BodyRow[] {
  const names = [...new Set(series.map(({ name }) => name))];
  const declarations = names.map((name) =>
    declaration(
      suite,
      name,
      series.filter((each) => each.name === name),
    ),
  );
  return [
    ...declarations,
    ...series.map((each) => figure(suite, each)),
    ...latencies.map((latency): LatencyRow => ({ kind: 'latency', suite, ...latency })),
  ];
}

function declaration(suite: string, name: string, series: readonly Series[]): DeclarationRow {
  const parameters: Record<string, (number | string)[]> = {};
  for (const { parameters: point } of series) {
    for (const [key, value] of Object.entries(point)) {
      const values = parameters[key] ?? [];
      if (!values.includes(value)) parameters[key] = [...values, value];
    }
  }
  const metrics = new Map<string, MetricRow>();
  for (const { metric, unit, better } of series) metrics.set(metric, { name: metric, title: metric, unit, better });
  const [x] = Object.keys(parameters);
  const values = x === undefined ? [] : (parameters[x] as (number | string)[]);
  return {
    kind: 'declaration',
    suite,
    name,
    title: name,
    clock: 'wall',
    operation: 'operation',
    subjects: [...new Set(series.map(({ subject }) => subject))],
    parameters,
    metrics: [...metrics.values()],
    chart: {
      x: x ?? null,
      mark: values.length > 2 && values.every((value) => typeof value === 'number') ? 'lines' : 'bars',
      metric: (series[0] as Series).metric,
      bound: null,
      hide: [],
    },
  };
}

function figure(suite: string, { interval, rounds, ...rest }: Series): FigureRow {
  const ordered = [...rounds].sort((a, b) => a - b);
  const middle = (ordered.length - 1) / 2;
  const value = ((ordered[Math.floor(middle)] as number) + (ordered[Math.ceil(middle)] as number)) / 2;
  const ends: readonly [number, number] = [ordered[0] as number, ordered.at(-1) as number];
  return { kind: 'figure', suite, ...rest, clock: 'wall', value, interval: interval ?? ends, rounds };
}

/** `"8"` is a number, `"G1"` is not. */
export const parameterOf = (text: string): number | string =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

export function finite(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ImportError(`${place}: expected a number, found ${JSON.stringify(value) ?? 'nothing'}`);
}

/** One figure over time, from a CSV file of anyone's: the columns `time` and `value`, and optionally `higher-is-better` and `commit`. */

export interface SeriesPoint {
  readonly time: string;
  readonly value: number;
  readonly commit: string | null;
}

export interface Series {
  readonly points: readonly SeriesPoint[];
  /** Null where the file does not say. */
  readonly higherIsBetter: boolean | null;
}

/** A file that is no series; the message names the line and what was expected. */
export class SeriesError extends Error {
  override readonly name = 'SeriesError';
}

/** Comma, semicolon or tab separated; a first line that names no column is data in the order time, value. */
export function parseSeries(text: string): Series {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const firstLine = lines.findIndex((line) => line.trim() !== '');
  if (firstLine < 0) throw new SeriesError('empty: expected lines of time and value');
  const separator = [',', ';', '\t'].find((each) => (lines[firstLine] as string).includes(each)) ?? ',';
  const names = cells(lines[firstLine] as string, separator).map(columnName);
  const named = names.includes('value') || names.includes('time');
  const columns = named ? names : ['time', 'value', 'higherisbetter'];
  const column = {
    time: columns.indexOf('time'),
    value: columns.indexOf('value'),
    higher: columns.indexOf('higherisbetter'),
    commit: columns.indexOf('commit'),
  };
  if (column.value < 0 || column.time < 0) {
    throw new SeriesError(
      `line ${firstLine + 1}: expected the columns 'time' and 'value', found ${names.map((name) => `'${name}'`).join(', ')}`,
    );
  }
  const points: SeriesPoint[] = [];
  let higherIsBetter: boolean | null = null;
  for (let index = named ? firstLine + 1 : firstLine; index < lines.length; index += 1) {
    if ((lines[index] as string).trim() === '') continue;
    const row = cells(lines[index] as string, separator);
    const raw = row[column.value] ?? '';
    const value = raw === '' ? Number.NaN : Number(raw);
    if (!Number.isFinite(value))
      throw new SeriesError(`line ${index + 1}, column 'value': expected a number, found '${raw}'`);
    const time = row[column.time] ?? '';
    if (time === '') throw new SeriesError(`line ${index + 1}, column 'time': expected a time, found nothing`);
    points.push({ time, value, commit: row[column.commit] ?? null });
    const higher = column.higher < 0 ? '' : (row[column.higher] ?? '');
    if (higher !== '') higherIsBetter = booleanOf(higher, index + 1);
  }
  if (points.length === 0) throw new SeriesError('no values: expected lines of time and value below the header');
  return { points: inOrder(points), higherIsBetter };
}

/** `Higher is better`, `higher_is_better` and `higher-is-better` are one name. */
const columnName = (cell: string): string => {
  const name = cell.toLowerCase().replace(/[^a-z]/g, '');
  return aliases[name] ?? name;
};
const aliases: Readonly<Record<string, string>> = {
  date: 'time',
  timestamp: 'time',
  night: 'time',
  revision: 'commit',
  sha: 'commit',
  y: 'value',
  higherbetter: 'higherisbetter',
};

function cells(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function booleanOf(cell: string, line: number): boolean {
  if (/^(true|yes|1)$/i.test(cell)) return true;
  if (/^(false|no|0)$/i.test(cell)) return false;
  throw new SeriesError(`line ${line}, column 'higher-is-better': expected true or false, found '${cell}'`);
}

/** By time where all times are numbers or dates; else as they stand. Equal times keep their order. */
function inOrder(points: readonly SeriesPoint[]): SeriesPoint[] {
  const numbers = points.map(({ time }) => Number(time));
  const keys = numbers.every(Number.isFinite) ? numbers : points.map(({ time }) => Date.parse(time));
  if (!keys.every(Number.isFinite)) return [...points];
  return points
    .map((point, index) => ({ point, key: keys[index] as number, index }))
    .sort((a, b) => a.key - b.key || a.index - b.index)
    .map(({ point }) => point);
}

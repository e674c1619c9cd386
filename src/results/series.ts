/** One figure over time, from a CSV file of anyone's: the columns `time` and `value`, and optionally `higher-is-better` and `commit`. */

import { orderOfTimes, TimeError, type WrittenTime } from './times.js';

export interface SeriesPoint {
  readonly time: string;
  readonly value: number;
  readonly commit: string | null;
}

export interface Series {
  readonly points: readonly SeriesPoint[];
  /** Null where the file does not say. */
  readonly higherIsBetter: boolean | null;
  /** Lines whose value is empty or a word for that: nights without a figure, left out of `points`. */
  readonly missing: number;
  /** Lines whose time is before that of the line above: `points` are in the order of their times. */
  readonly jumpedBack: number;
  /** Lines whose time another line has, too: they keep the file's order. */
  readonly repeated: number;
}

/** A file that is no series; the message names the line and what was expected. */
export class SeriesError extends Error {
  override readonly name = 'SeriesError';
}

/**
 * Comma, semicolon or tab separated (RFC 4180: quoted fields may hold separators, line ends and doubled quotes; after semicolons and tabs
 * numbers may have a decimal comma). A first line that names no column is data in the order time, value; a lone column is of values.
 */
export function parseSeries(text: string): Series {
  if (/[\0\uFFFD]/.test(text)) throw new SeriesError('is no text in UTF-8: expected a CSV file');
  const records = withoutRemarks(recordsOf(text.replace(/^\uFEFF/, '')));
  const [first] = records;
  if (first === undefined) throw new SeriesError('empty: expected lines of time and value');
  const names = first.cells.map(columnName);
  const twice = known.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) throw new SeriesError(`line ${first.line}: two columns are named '${twice}': leave one out`);
  const named = names.some((name) => known.includes(name)) || !isNumber(first.cells.at(-1) ?? '', first.separator);
  const column = columnsOf(first, names, named);
  const points: (SeriesPoint & WrittenTime)[] = [];
  let higherIsBetter: boolean | null = null;
  let missing = 0;
  for (const { line, cells, separator } of named ? records.slice(1) : records) {
    const raw = cells[column.value] ?? '';
    const beyond = cells.findLastIndex((cell) => cell !== '') + 1;
    // `3,1,5` below `time,value` may be 1.5 with a decimal comma: to read it as 1 would be a guess.
    if (beyond > first.cells.length)
      throw new SeriesError(
        `line ${line}: expected ${first.cells.length} columns as in line ${first.line}, found ${beyond}: separate columns with semicolons where numbers have decimal commas`,
      );
    const time = column.time === null ? String(points.length + missing) : (cells[column.time] ?? '');
    if (time === '') throw new SeriesError(`line ${line}, column 'time': expected a time, found nothing`);
    const higher = column.higher < 0 ? '' : (cells[column.higher] ?? '');
    if (higher !== '') higherIsBetter = booleanOf(higher, line);
    if (/^(|na|n\/a|null|none|-)$/i.test(raw)) {
      missing += 1;
      continue;
    }
    const value = numberOf(raw, separator);
    if (!Number.isFinite(value))
      throw new SeriesError(
        `line ${line}, column 'value': expected a number, found '${raw}'${cells.length === 1 ? ': columns are separated by commas, semicolons or tabs' : ''}`,
      );
    points.push({ line, time, value, commit: (column.commit < 0 ? null : cells[column.commit]) || null });
  }
  if (points.length === 0) throw new SeriesError('no values: expected lines of time and value below the header');
  return { ...inOrder(points), higherIsBetter, missing };
}

/** Lines above the series that begin with # and are neither its header nor a value. */
function withoutRemarks(records: readonly CsvRecord[]): readonly CsvRecord[] {
  const begun = records.findIndex(
    ({ cells, separator }) =>
      !(cells[0] ?? '').startsWith('#') ||
      cells.some((cell) => known.includes(columnName(cell))) ||
      isNumber(cells.at(-1) ?? '', separator),
  );
  return begun < 0 ? [] : records.slice(begun);
}

interface Columns {
  readonly value: number;
  /** Null: there are only values, in their order. */
  readonly time: number | null;
  readonly higher: number;
  readonly commit: number;
}

const known = ['time', 'value', 'higherisbetter', 'commit'];

/** A column of another name is the value's where it is the only one. */
function columnsOf({ line, cells }: CsvRecord, names: readonly string[], named: boolean): Columns {
  if (!named) return { value: Math.min(1, cells.length - 1), time: cells.length > 1 ? 0 : null, higher: 2, commit: -1 };
  const others = names.flatMap((name, index) => (known.includes(name) ? [] : [index]));
  const byName = names.indexOf('value');
  const value = byName >= 0 ? byName : others.length === 1 ? (others[0] as number) : -1;
  const time = names.indexOf('time');
  if (value < 0 || (time < 0 && names.length > 1)) {
    throw new SeriesError(
      `line ${line}: expected the columns 'time' and 'value', found ${cells.map((name) => `'${name}'`).join(', ')}`,
    );
  }
  return {
    value,
    time: time < 0 ? null : time,
    higher: names.indexOf('higherisbetter'),
    commit: names.indexOf('commit'),
  };
}

interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly separator: string;
}

function recordsOf(text: string): CsvRecord[] {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const firstLine = lines.find((line) => !line.startsWith('#')) ?? lines[0] ?? '';
  const bare = firstLine.replace(/"[^"]*"/g, '');
  const separator = ['\t', ';', ','].find((each) => bare.includes(each)) ?? ',';
  const records: CsvRecord[] = [];
  let [line, begun, cell, quoted, wasQuoted] = [1, 1, '', false, false];
  let cells: string[] = [];
  const endCell = (): void => {
    cells.push(wasQuoted ? cell : cell.trim());
    [cell, wasQuoted] = ['', false];
  };
  const endRecord = (): void => {
    endCell();
    if (cells.some((each) => each !== '')) records.push({ line: begun, cells, separator });
    cells = [];
    begun = line;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    const lineEnds = char === '\n' || (char === '\r' && text[at + 1] !== '\n');
    if (lineEnds) line += 1;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell.trim() === '') [cell, quoted, wasQuoted] = ['', true, true];
    else if (char === separator) endCell();
    else if (lineEnds) endRecord();
    else if (!(char === '\r' || (wasQuoted && char === ' '))) cell += char;
  }
  if (quoted) throw new SeriesError(`line ${begun}: a quoted field has no end: expected another "`);
  endRecord();
  return records;
}

/** `1.5`, `1e6`, and `1,5` where the comma separates no columns. */
function numberOf(text: string, separator: string): number {
  const plain = separator === ',' ? text.trim() : text.trim().replace(/^([-+]?\d+),(\d+)$/, '$1.$2');
  // Not Number alone, which reads 0x10 and nothing at all.
  return /^[-+]?(\d|\.\d)[\d.e+-]*$/i.test(plain) ? Number(plain) : Number.NaN;
}

const isNumber = (text: string, separator: string): boolean => Number.isFinite(numberOf(text, separator));

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

function booleanOf(cell: string, line: number): boolean {
  if (/^(true|yes|1)$/i.test(cell)) return true;
  if (/^(false|no|0)$/i.test(cell)) return false;
  throw new SeriesError(`line ${line}, column 'higher-is-better': expected true or false, found '${cell}'`);
}

/** By time where the times have an order (times.ts), else as they stand. Equal times keep their order. */
function inOrder(points: readonly (SeriesPoint & WrittenTime)[]): Pick<Series, 'points' | 'jumpedBack' | 'repeated'> {
  const keys = keysOf(points);
  const repeated = points.length - new Set<number | string>(keys ?? points.map(({ time }) => time)).size;
  const plain = points.map(({ line: _, ...point }): SeriesPoint => point);
  if (keys === null) return { points: plain, jumpedBack: 0, repeated };
  const sorted = plain
    .map((point, index) => ({ point, key: keys[index] as number, index }))
    .sort((a, b) => a.key - b.key || a.index - b.index)
    .map(({ point }) => point);
  return { points: sorted, repeated, jumpedBack: keys.filter((key, index) => key < (keys[index - 1] ?? key)).length };
}

function keysOf(points: readonly WrittenTime[]): number[] | null {
  try {
    return orderOfTimes(points);
  } catch (error) {
    if (error instanceof TimeError) throw new SeriesError(error.message);
    throw error;
  }
}

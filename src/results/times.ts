/** The times of a series as people write them, and their order. */

/** Times that cannot be put in order, and where: a message without the file. */
export class TimeError extends Error {
  override readonly name = 'TimeError';
}

export interface WrittenTime {
  readonly time: string;
  /** From 1. */
  readonly line: number;
}

/**
 * A number for each time that grows with it: seconds, milliseconds or counts as they are; else milliseconds since 1970 of ISO 8601, of dates
 * with a month's name, of `2024.01.31 3:00 +0100`, `31.01.2024` and `1/31/2024`. Null where nothing looks like a date: names of releases, say.
 * Throws a TimeError where some are dates and others are not, where there is no such day, and where days and months cannot be told apart.
 */
export function orderOfTimes(times: readonly WrittenTime[]): number[] | null {
  const numbers = times.map(({ time }) => Number(time));
  if (numbers.every(Number.isFinite)) return ofOneUnit(times, numbers);
  const first = times.find(({ time }) => isDate(time));
  if (first === undefined) return null;
  const other = times.find(({ time }) => !isDate(time));
  if (other !== undefined) throw unlike(other, first);
  return times.some(({ time }) => dayAndMonth.test(time)) ? eitherWay(times) : read(times, 'days first');
}

/** Moments since 1970 between 1985 and 2128, in each unit: no two ranges meet. */
const epochs = [
  ['seconds', 5e8],
  ['milliseconds', 5e11],
  ['microseconds', 5e14],
  ['nanoseconds', 5e17],
] as const;

/** Numbers as they are; refused where some are seconds and others milliseconds since 1970: sorted, they would be another history. */
function ofOneUnit(times: readonly WrittenTime[], numbers: number[]): number[] {
  const unitOf = (number: number) => epochs.find(([, least]) => number >= least && number < 10 * least)?.[0];
  const first = unitOf(numbers[0] as number);
  if (first === undefined) return numbers;
  const other = numbers.findIndex((number) => ![first, undefined].includes(unitOf(number)));
  if (other < 0) return numbers;
  const [{ line, time }, { line: above }] = [times[other] as WrittenTime, times[0] as WrittenTime];
  throw new TimeError(
    `line ${line}, column 'time': expected ${first} since 1970 as in line ${above}, found ${unitOf(numbers[other] as number)} ('${time}'): use one unit in the whole file`,
  );
}

const unlike = ({ line, time }: WrittenTime, like: WrittenTime): TimeError =>
  new TimeError(
    `line ${line}, column 'time': expected a date like '${like.time}' of line ${like.line}, found '${time}': use one form in the whole file, such as 2024-01-31`,
  );

/** Dates whose day and month have no names: the reading under which all are days of the calendar and in order. */
function eitherWay(times: readonly WrittenTime[]): number[] {
  const readings = (['days first', 'months first'] as const).map((as) => ({
    as,
    keys: times.map(({ time }) => dateOf(time, as)),
  }));
  const possible = readings.filter(({ keys }) => keys.every(Number.isFinite));
  if (possible.length === 0) throw contradiction(times);
  const [one, two] = possible;
  if (one === undefined || two === undefined) return (one as (typeof readings)[number]).keys;
  const [rise, fall] = [
    possible.filter(({ keys }) => follows(keys, 1)),
    possible.filter(({ keys }) => follows(keys, -1)),
  ];
  const inOrder = new Set([...rise, ...fall]);
  // Both readings give the same order, or only one gives any.
  if (rise.length === 2 || fall.length === 2) return one.keys;
  if (inOrder.size === 1) return ([...inOrder][0] as typeof one).keys;
  const { line, time } = times.find(({ time: each }) => dayAndMonth.test(each)) as WrittenTime;
  throw new TimeError(
    `line ${line}, column 'time': '${time}' may have its day first or its month, and the file's order does not tell: write it as 2024-01-31`,
  );
}

const follows = (keys: readonly number[], direction: 1 | -1): boolean =>
  keys.every((key, index) => index === 0 || direction * (key - (keys[index - 1] as number)) >= 0);

/** Why there is neither reading: a date that is none under both, or one of each kind. */
function contradiction(times: readonly WrittenTime[]): TimeError {
  const is = ({ time }: WrittenTime, as: Reading): boolean => Number.isFinite(dateOf(time, as));
  const none = times.find((each) => !is(each, 'days first') && !is(each, 'months first'));
  if (none !== undefined) return noSuchDay(none);
  const day = times.find((each) => !is(each, 'months first')) as WrittenTime;
  const month = times.find((each) => !is(each, 'days first')) as WrittenTime;
  return new TimeError(
    `line ${Math.max(day.line, month.line)}, column 'time': '${day.time}' (line ${day.line}) has its day first and '${month.time}' (line ${month.line}) its month: use one form in the whole file, such as 2024-01-31`,
  );
}

function noSuchDay({ line, time }: WrittenTime): TimeError {
  const day = [dateOf(time.replace(timeOfDay, ''), 'days first'), dateOf(time.replace(timeOfDay, ''), 'months first')];
  return new TimeError(
    `line ${line}, column 'time': expected a date, found '${time}': ${day.some(Number.isFinite) ? 'its time of day cannot be read: write 2024-01-31T03:00' : 'there is no such day in the calendar'}`,
  );
}

function read(times: readonly WrittenTime[], as: Reading): number[] {
  return times.map((each) => {
    const key = dateOf(each.time, as);
    if (!Number.isFinite(key)) throw noSuchDay(each);
    return key;
  });
}

type Reading = 'days first' | 'months first';

const dayAndMonth = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)/;
const yearFirst = /^\s*(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)/;
const monthOnly = /^\s*(\d{4})[/-](\d{1,2})\s*$/;
const monthNamed = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;
/** After a date of digits. */
const timeOfDay = /[T _].*$/;
/** `CET`: whoever writes one writes it throughout, and JavaScript knows the American ones only. */
const zoneName = /\s*\b(?!AM|PM|GMT|UTC)[A-Z]{2,5}$/;

/** What reads dates takes `build 5` for one, too: a date is what has the parts of one. */
const isDate = (time: string): boolean =>
  yearFirst.test(time) ||
  monthOnly.test(time) ||
  dayAndMonth.test(time) ||
  (monthNamed.test(time) && Number.isFinite(Date.parse(time)));

function dateOf(time: string, as: Reading): number {
  const plain = (year: string, month: string, day: string): string =>
    [year.length === 2 ? `20${year}` : year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  const dated = time
    .trim()
    .replace(dayAndMonth, (_, a: string, b: string, year: string) =>
      as === 'days first' ? plain(year, b, a) : plain(year, a, b),
    )
    .replace(yearFirst, (_, year: string, month: string, day: string) => plain(year, month, day))
    .replace(monthOnly, (_, year: string, month: string) => plain(year, month, '1'))
    // As logs write the time of day: 2024-01-31_03:00:00,250.
    .replace(/^([\d-]{10})_/, '$1 ')
    .replace(/(:\d\d),(\d)/, '$1.$2');
  // Not Date.parse alone: '2024-13-01' is refused by it, '2024-02-31 10:00' becomes a day in March.
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(dated);
  if (parts !== null && Number(parts[3]) > new Date(Date.UTC(Number(parts[1]), Number(parts[2]), 0)).getUTCDate())
    return Number.NaN;
  const key = Date.parse(dated);
  return Number.isFinite(key) ? key : Date.parse(dated.replace(zoneName, ''));
}

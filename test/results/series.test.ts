import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSeries, SeriesError } from '../../src/results/series.js';
import { textOf } from '../../src/results/text.js';

const values = (text: string): number[] => parseSeries(text).points.map(({ value }) => value);

test('columns by name in any order and spelling, with commas, semicolons or tabs', () => {
  const { points, higherIsBetter } = parseSeries(
    'value,Time,Higher is better,commit\n1.5,2026-01-02,true,4f2a\n1.4,2026-01-01,true,1c0d\n',
  );
  assert.deepEqual(points, [
    { time: '2026-01-01', value: 1.4, commit: '1c0d' },
    { time: '2026-01-02', value: 1.5, commit: '4f2a' },
  ]);
  assert.equal(higherIsBetter, true);
  assert.deepEqual(values('time;value\r\n1;2\r\n2;3\r\n'), [2, 3]);
  assert.deepEqual(values('\uFEFF"time"\t"value"\n1\t2\n'), [2]);
  assert.deepEqual(values('1,10\n2,20\n'), [10, 20], 'without a header');
  assert.deepEqual(values('time,value\nb,1\na,2\n'), [1, 2], 'times that are no dates stay in their order');
});

test('quoted fields, decimal commas, a lone column, and nights without a value', () => {
  assert.deepEqual(parseSeries('time,value,commit\n"Jan 2, 2026",2,"a ""b"", c"\n"Jan 1, 2026",1,\n').points, [
    { time: 'Jan 1, 2026', value: 1, commit: null },
    { time: 'Jan 2, 2026', value: 2, commit: 'a "b", c' },
  ]);
  assert.deepEqual(values('time;value\r1;1,5\r2;-2,25\r'), [1.5, -2.25]);
  assert.deepEqual(values('time;value\n1;1.5\n2;2\n'), [1.5, 2]);
  assert.deepEqual(values('value\n3\n2\n1\n'), [3, 2, 1], 'in their order');
  assert.deepEqual(values('3\n2\n'), [3, 2]);
  assert.deepEqual(values('time,p99 ms\n2,1\n1,2\n'), [2, 1], 'the only column that is not known is the value');
  assert.deepEqual(values('time,"latency, in\nms"\n1,5\n'), [5]);
  const { points, missing } = parseSeries('time,value\n1,10\n2,\n3,NA\n4,null\n5,11\n\n');
  assert.deepEqual([points.map(({ time }) => time), missing], [['1', '5'], 3]);
});

test('times in the forms that people write, in any order', () => {
  const inOrder = (...times: readonly string[]): string[] =>
    parseSeries(`time;value\n${times.map((time) => `${time};1`).join('\n')}\n`).points.map(({ time }) => time);
  for (const sorted of [
    ['1704067200', '1704153600', '1704240000'],
    ['1704067200000', '1704153600000', '1704240000000'],
    ['2024-01-01T03:00:00+01:00', '2024-01-01T03:00:00Z', '2024-01-02T00:00:00.5Z'],
    ['2024.01.01 3:00:00 +0100', '2024.01.02 3:00:00 +0100', '2024.10.03 3:00:00 +0100'],
    ['2024/1/9', '2024/1/10', '2024/12/1'],
    ['Mon, 01 Jan 2024 10:00:00 GMT', 'Tue, 02 Jan 2024 10:00:00 GMT', 'Wed, 03 Jan 2024 10:00:00 GMT'],
    ['13.01.2024', '14.01.2024', '01.02.2024'],
    ['1/13/2024', '1/14/2024', '2/1/2024'],
    ['2024-02-28', '2024-02-29', '2024-03-01'],
    ['2024-9', '2024-10', '2024-11'],
    ['2024-01-01_03:00:00,250', '2024-01-01_03:00:00,750', '2024-01-01_13:00:00,125'],
    ['2024-01-01 03:00 CET', '2024-01-01 13:00 CET', '2024-07-01 03:00 CEST'],
    ['1/13/2024 9:00 AM', '1/13/2024 1:00 PM', '1/14/2024 8:00 AM'],
  ]) {
    assert.deepEqual(inOrder(...[...sorted].reverse()), sorted);
    assert.deepEqual(inOrder(...sorted), sorted);
  }
  // The third of April, the first of May and the second of June, or January to March: only one of them is in order.
  assert.deepEqual(inOrder('03.04.2024', '01.05.2024', '02.06.2024'), ['03.04.2024', '01.05.2024', '02.06.2024']);
  assert.deepEqual(inOrder('2.6.2024', '1.5.2024', '12.4.2024'), ['12.4.2024', '1.5.2024', '2.6.2024'], 'newest first');
  assert.deepEqual(inOrder('01/02/24', '02/03/24'), ['01/02/24', '02/03/24'], 'in one order either way');
  assert.deepEqual(inOrder('2 Jan 2024', '2024-01-01'), ['2024-01-01', '2 Jan 2024'], 'two forms without a doubt');
  assert.deepEqual(inOrder('build 5', 'build 4'), ['build 5', 'build 4'], 'no dates');
  assert.deepEqual(inOrder('v1.10', 'v1.9'), ['v1.10', 'v1.9']);
});

test('times that jump back are counted', () => {
  assert.equal(parseSeries('1,1\n3,1\n2,1\n4,1\n').jumpedBack, 1);
  assert.equal(parseSeries('2024-01-02,1\n2024-01-03,1\n').jumpedBack, 0);
  assert.equal(parseSeries('b,1\na,1\n').jumpedBack, 0, 'names have no order');
});

test('equal times are counted, and keep the order of the file', () => {
  const { points, repeated } = parseSeries('2,1\n1,2\n2,3\n2,4\n');
  assert.deepEqual([points.map(({ value }) => value), repeated], [[2, 1, 3, 4], 2]);
  assert.equal(parseSeries('a,1\nb,1\na,2\n').repeated, 1);
  assert.equal(parseSeries('value\n1\n1\n').repeated, 0);
});

test('counts, moments, and both units of them where a file keeps to one', () => {
  assert.deepEqual(values('time,value\n0,1\n1767225600,2\n'), [1, 2], 'a count is no moment');
  assert.deepEqual(values('time,value\n1767225600,1\n1767312000,2\n'), [1, 2]);
});

test('remarks above the header are passed over; # in a time or before the header is none', () => {
  assert.deepEqual(values('# made by a tool; 2026\n# see there\ntime,value\n1,2\n'), [2]);
  assert.deepEqual(values('# time,value\n1,2\n'), [2]);
  assert.deepEqual(values('#12,5\n#13,6\n'), [5, 6]);
});

test('a mark of UTF-16 is read, as PowerShell writes it', () => {
  const text = '\uFEFFtime,value\r\n1,2\r\n';
  assert.deepEqual(values(textOf(Buffer.from(text, 'utf16le'))), [2]);
  assert.deepEqual(values(textOf(Buffer.from(text, 'utf16le').swap16())), [2]);
  assert.deepEqual(values(textOf(Buffer.from(text))), [2]);
  assert.throws(() => parseSeries(textOf(Buffer.from([0x80, 0x81]))), /no text in UTF-8/);
});

for (const [what, text, message] of [
  ['nothing', '', /empty/],
  ['what is no text', 'time\0value', /no text in UTF-8/],
  ['a header alone', 'time,value\n', /no values/],
  ['NaN', 'time,value\n1,2\n2,NaN\n', /line 3, column 'value': expected a number, found 'NaN'/],
  ['infinity', 'time,value\n1,Infinity\n', /line 2/],
  ['no value at all', 'time,value\n1,\n', /no values/],
  ['a text', 'time,value\n1,1\n"a\nb",x\n', /line 3, column 'value': expected a number, found 'x'/],
  ['a field without an end', 'time,value\n1,"2\n2,3\n', /line 2: a quoted field has no end/],
  ['a missing time', 'time,value\n,1\n', /line 2, column 'time'/],
  ['two other columns', 'time,p50,p99\n1,2,3\n', /expected the columns 'time' and 'value', found 'time', 'p50', 'p99'/],
  ['no time', 'commit,value\na,2\n', /expected the columns 'time' and 'value', found 'commit', 'value'/],
  ['a day that is none', 'time,value\n2026-02-28,1\n2026-02-30,2\n', /line 3, column 'time'.*'2026-02-30'.*no such/],
  [
    'a time that is none',
    'time,value\n2026-02-28 25:00,1\n2026-03-01 01:00,2\n',
    /line 2, column 'time'.*25:00.*time of day cannot be read/,
  ],
  [
    'a month that is none',
    'time,value\n31.13.2026,1\n01.02.2026,2\n',
    /line 2, column 'time'.*'31\.13\.2026'.*no such/,
  ],
  [
    'days first and months first',
    'time,value\n13.1.2026,1\n2/14/2026,2\n',
    /line 3.*'13\.1\.2026' \(line 2\) has its day first and '2\/14\/2026' \(line 3\) its month/,
  ],
  [
    'days or months first',
    'time,value\n2/6/2026,1\n1/5/2026,2\n3/7/2026,2\n',
    /line 2.*'2\/6\/2026' may have its day first or its month/,
  ],
  ['opposite orders', 'time,value\n1/2/2026,1\n2/1/2026,2\n', /line 2.*may have its day first or its month/],
  [
    'a date among numbers',
    'time,value\n20260101,1\n2026-01-02,2\n',
    /line 2, column 'time': expected a date like '2026-01-02' of line 3, found '20260101'/,
  ],
  [
    'a name among dates',
    'time,value\n2026-01-02,2\nlatest,1\n',
    /line 3, column 'time': expected a date like '2026-01-02' of line 2, found 'latest'/,
  ],
  [
    'seconds among milliseconds',
    'time,value\n1767225600000,1\n1767312000,2\n',
    /line 3, column 'time': expected milliseconds since 1970 as in line 2, found seconds \('1767312000'\)/,
  ],
  ['two columns of one name', 'time,value,value\n1,2,3\n', /line 1: two columns are named 'value'/],
  ['a decimal comma among commas', 'time,value\n1,2\n2,3,5\n', /line 3: expected 2 columns as in line 1, found 3/],
  ['columns apart by blanks', 'time value\n1 2\n', /found '1 2': columns are separated by commas, semicolons or tabs/],
  ['hexadecimal', 'time,value\n1,0x10\n', /line 2, column 'value': expected a number, found '0x10'/],
  ['remarks alone', '# made by a tool\n', /empty/],
  ['neither true nor false', 'time,value,higher-is-better\n1,2,maybe\n', /expected true or false, found 'maybe'/],
] as const) {
  test(`${what} is refused with its place`, () => {
    assert.throws(
      () => parseSeries(text),
      (error) => error instanceof SeriesError && message.test(error.message),
    );
  });
}

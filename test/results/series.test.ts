import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSeries, SeriesError } from '../../src/results/series.js';

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

for (const [what, text, message] of [
  ['nothing', '', /empty/],
  ['a header alone', 'time,value\n', /no values/],
  ['NaN', 'time,value\n1,2\n2,NaN\n', /line 3, column 'value': expected a number, found 'NaN'/],
  ['infinity', 'time,value\n1,Infinity\n', /line 2/],
  ['a missing value', 'time,value\n1,\n', /line 2.*found ''/],
  ['a missing time', 'time,value\n,1\n', /line 2, column 'time'/],
  ['other columns', 'time,latency\n1,2\n', /expected the columns 'time' and 'value', found 'time', 'latency'/],
  ['neither true nor false', 'time,value,higher-is-better\n1,2,maybe\n', /expected true or false, found 'maybe'/],
] as const) {
  test(`${what} is refused with its place`, () => {
    assert.throws(
      () => parseSeries(text),
      (error) => error instanceof SeriesError && message.test(error.message),
    );
  });
}

/** Lines that say the same are understood once; what only looks the same is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TraceReader } from '../../../src/check/trace/read-trace.js';

const reader = (): ((line: number, value: object) => object) => {
  const lines = new TraceReader('no');
  return (line, value) => {
    const event = lines.readText(line, JSON.stringify(value));
    assert.ok(event.ok && event.value !== null);
    return event.value;
  };
};

test('number and time at the head of a line make no difference', () => {
  const read = reader();
  const event = { node: 'n1', action: 'A', args: {}, before: { y: 1 }, vars: { x: 1 }, clock: { n1: 1 } };
  const { line: first, ...one } = read(1, { seq: 1, at: 10.5, ...event }) as { line: number };
  const { line: second, ...other } = read(2, { seq: 2, at: 1e-7, ...event }) as { line: number };
  assert.deepEqual([first, second], [1, 2]);
  assert.deepEqual(other, one);
  assert.equal((other as { same?: object }).same, (one as { same?: object }).same, 'it was understood once');
});

test('fields of values may be called seq and at, and do', () => {
  const read = reader();
  const of = (seq: number, at: number): object => ({ seq: 1, action: 'A', args: { m: { seq, at, to: 'n1' } } });
  const values = [of(1, 1), of(2, 1), of(2, 3)].map((value, index) => read(index + 1, value) as { args: object });
  assert.deepEqual(
    values.map(({ args }) => args),
    [
      { kind: 'named', values: { m: { seq: 1, at: 1, to: 'n1' } } },
      { kind: 'named', values: { m: { seq: 2, at: 1, to: 'n1' } } },
      { kind: 'named', values: { m: { seq: 2, at: 3, to: 'n1' } } },
    ],
  );
});

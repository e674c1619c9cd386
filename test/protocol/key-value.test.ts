import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyValueStore } from '../../src/protocol/key-value.js';

const put = (value: string) => ({ op: 'put', key: 'x', value }) as const;

test('a command applied twice has happened once', () => {
  const store = new KeyValueStore();
  assert.deepEqual(store.apply('o1', put('a')), { kind: 'ok', value: 'a' });
  store.apply('o2', put('b'));
  assert.deepEqual(store.apply('o1', put('a')), { kind: 'ok', value: 'a' });
  assert.deepEqual(store.get('x'), { kind: 'ok', value: 'b' });
  assert.deepEqual(store.result('o1'), { kind: 'ok', value: 'a' });
  assert.equal(store.result('o3'), undefined);
});

test('a client that numbers its commands has one session, and what comes late is not applied', () => {
  const store = new KeyValueStore();
  store.apply('c7.1', put('a'));
  assert.equal(store.result('c7.2'), undefined);
  store.apply('c7.10', put('b'));
  store.apply('c7.2', put('c'));
  assert.deepEqual(store.get('x'), { kind: 'ok', value: 'b' });
  assert.deepEqual(store.result('c7.10'), { kind: 'ok', value: 'b' });
  assert.equal(store.result('c8.1'), undefined, 'another client');
  assert.equal(store.result('c7.1.1'), undefined, 'c7.1 is another client, too');
});

test('a comparison that fails changes nothing', () => {
  const store = new KeyValueStore();
  const cas = (expected: string | null, value: string) => ({ op: 'cas', key: 'x', expected, value }) as const;
  assert.deepEqual(store.apply('o1', cas('a', 'b')), { kind: 'differs', value: null });
  assert.deepEqual(store.apply('o2', cas(null, 'b')), { kind: 'ok', value: 'b' });
  assert.deepEqual(store.apply('o3', cas(null, 'c')), { kind: 'differs', value: 'b' });
});

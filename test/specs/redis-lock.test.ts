/** The bounded model of the lock in Redis, with its replica waited for and a fence, and without either. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exploreFile } from '../check/explore/model.js';
import { testCounts, testMutants } from './mutant.js';

testCounts('lock', 'MCRedisLock', [5701, 27_122, 18]);

for (const configuration of ['RedisLockAsynchronous', 'RedisLockUnfenced']) {
  test(`${configuration}: a holder comes back to the resource, and TLC finds the same`, () => {
    const { result } = exploreFile('specs/lock/MCRedisLock.tla', {}, `specs/lock/${configuration}.cfg`);
    assert.equal(result.verdict, 'violation');
    assert.equal(result.violation?.name, 'OneAtATime');
  });
}

testMutants('lock', 'RedisLock', [
  {
    name: 'a key that nobody has set',
    from: '/\\ Change(s, None, counter[s])\n  /\\ UNCHANGED <<granted, clients, resource>>\n\n(* Only if',
    to: '/\\ Change(s, s, counter[s])\n  /\\ UNCHANGED <<granted, clients, resource>>\n\n(* Only if',
    violates: 'TypeOK',
  },
  {
    name: 'the fence lets older tokens in',
    module: 'FencedResource',
    from: '~Fenced \\/ t >= fence',
    to: 't + 1 >= fence',
    violates: 'OneAtATime',
  },
  {
    name: 'the token is not counted up',
    from: '/\\ Change(s, h, counter[s] + 1)\n',
    to: '/\\ Change(s, h, counter[s])\n',
    violates: 'TokensDiffer',
  },
  {
    name: 'any word of the replica will do',
    from: 'a.offset >= g.offset',
    to: 'a.offset >= 0',
    violates: 'NoTokenForgotten',
  },
  {
    name: 'the fence is not moved',
    module: 'FencedResource',
    from: "/\\ fence' = t\n",
    to: "/\\ fence' = fence\n",
    violates: 'Refinement',
  },
]);

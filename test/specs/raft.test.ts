/** The bounded model of Raft, and what happens to its properties when the algorithm is broken. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explore } from '../check/explore/model.js';

const read = (file: string): string => readFileSync(`specs/raft/${file}`, 'utf8');

/** One line of the specification changed, bounds that are wide enough, and the property that no longer holds. */
const mutants: readonly { name: string; from: string; to: string; bounds: string; violates: string }[] = [
  {
    name: 'a server votes twice in a term',
    from: '/\\ votedFor[i] \\in {Nil, m.from}',
    to: '/\\ TRUE',
    bounds: 'MaxTerm = 1 MaxLog = 0 MaxMessages = 5',
    violates: 'ElectionSafety',
  },
  {
    name: 'one server is a quorum',
    from: 'IsQuorum(servers) == 2 * Cardinality(servers) > Cardinality(Server)',
    to: 'IsQuorum(servers) == servers # {}',
    bounds: 'MaxTerm = 1 MaxLog = 1 MaxMessages = 2',
    violates: 'ElectionSafety',
  },
  {
    name: 'a follower trusts a commit index beyond what it was sent',
    from: 'commitIndex |-> Min(commitIndex[i], last)',
    to: 'commitIndex |-> commitIndex[i]',
    bounds: 'MaxTerm = 1 MaxLog = 1 MaxMessages = 6',
    violates: 'StateMachineSafety',
  },
];

for (const { name, from, to, bounds, violates } of mutants) {
  test(`${name}: ${violates} fails`, () => {
    const raft = read('Raft.tla');
    assert.ok(raft.includes(from), `Raft.tla has the line to change: ${from}`);
    const bounded = read('MCRaft.tla')
      .replace(/^-+ MODULE MCRaft -+$/m, '')
      .replace(/^=+$/m, '');
    const configuration = read('MCRaft.cfg').replace(/MaxTerm = \d+\s+MaxLog = \d+\s+MaxMessages = \d+/, bounds);
    assert.ok(configuration.includes(bounds));
    const { result } = explore(
      bounded,
      configuration.replace(/PROPERTIES.*/, ''),
      {},
      {
        Raft: raft.replace(from, to),
        ReplicatedLog: read('ReplicatedLog.tla'),
      },
    );
    assert.equal(result.verdict, 'violation');
    assert.equal(result.violation?.name, violates);
  });
}

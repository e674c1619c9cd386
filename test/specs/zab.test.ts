/** The bounded model of Zab, and what happens to its properties when the algorithm is broken. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explore, exploreFile } from '../check/explore/model.js';

const read = (file: string): string => readFileSync(`specs/zab/${file}`, 'utf8');

test('one epoch, one transaction, nine messages: the counts that TLC gives', () => {
  const { result } = exploreFile('specs/zab/MCZab.tla');
  assert.equal(result.verdict, 'ok');
  assert.deepEqual([result.distinct, result.generated, result.depth], [10_005, 92_869, 25]);
});

/** Some servers have delivered a transaction, another knows nothing: long ways begin here. */
const delivered = `
CONSTANTS first, second, first_value, first_epoch
Pair == {first, second}
Known == <<[zxid |-> [epoch |-> first_epoch, counter |-> 1], value |-> first_value]>>
Delivered ==
  /\\ messages = {}
  /\\ acceptedEpoch = [i \\in Server |-> IF i \\in Pair THEN first_epoch ELSE 0]
  /\\ currentEpoch = [i \\in Server |-> IF i \\in Pair THEN first_epoch ELSE 0]
  /\\ history = [i \\in Server |-> IF i \\in Pair THEN Known ELSE <<>>]
  /\\ state = [i \\in Server |-> "looking"]
  /\\ phase = [i \\in Server |-> "election"]
  /\\ newEpoch = [i \\in Server |-> 0]
  /\\ lastCommitted = [i \\in Server |-> IF i \\in Pair THEN 1 ELSE 0]
  /\\ delivered = [i \\in Server |-> IF i \\in Pair THEN Known ELSE <<>>]
  /\\ broadcasts = {[zxid |-> Known[1].zxid, value |-> first_value, before |-> <<>>]}
`;

/** One line of the specification changed, bounds that are wide enough, and the property that no longer holds. */
interface SpecificationMutant {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly bounds: string;
  /** Begins where a transaction is delivered: who has it, and its epoch. */
  readonly begins?: string;
  readonly violates: readonly string[];
}
const gap = {
  from: '/\\ m.zxid = NextZxid(history[i], m.epoch)',
  to: '/\\ AtMost(NextZxid(history[i], m.epoch), m.zxid)',
};
const mutants: readonly SpecificationMutant[] = [
  {
    name: 'a follower may accept the epoch of a NEWLEADER that it has not promised itself to',
    from: '/\\ m.epoch = acceptedEpoch[i]\n  /\\ m.epoch > currentEpoch[i]',
    to: '/\\ m.epoch > currentEpoch[i]',
    bounds: 'Server = {s1, s2, s3} Value = {v1} MaxEpoch = 1 MaxHistory = 0 MaxMessages = 5',
    violates: ['TypeOK'],
  },
  {
    name: 'a follower alters what it is sent',
    from: '[zxid |-> m.zxid, value |-> m.value]',
    to: '[zxid |-> m.zxid, value |-> CHOOSE v \\in Value : v # m.value]',
    bounds: 'Server = {s1, s2} Value = {v1, v2} MaxEpoch = 1 MaxHistory = 1 MaxMessages = 9',
    violates: ['Integrity'],
  },
  {
    name: 'one server is a quorum',
    from: 'IsQuorum(servers) == 2 * Cardinality(servers) > Cardinality(Server)',
    to: 'IsQuorum(servers) == servers # {}',
    bounds: 'Server = {s1, s2} Value = {v1, v2} MaxEpoch = 1 MaxHistory = 1 MaxMessages = 10',
    violates: ['Agreement'],
  },
  {
    name: 'a proposal is accepted wherever the history ends',
    ...gap,
    bounds: 'Server = {s1, s2} Value = {v1} MaxEpoch = 1 MaxHistory = 2 MaxMessages = 10',
    violates: ['TotalOrder', 'LocalPrimaryOrder'],
  },
  {
    name: 'a leader proposes an epoch that it has left behind',
    from: '/\\ e > acceptedEpoch[i]',
    to: '/\\ e > 0',
    bounds: 'Server = {s1, s2} Value = {v1} MaxEpoch = 2 MaxHistory = 2 MaxMessages = 9',
    begins: 'first = s1 second = s1 first_epoch = 2',
    violates: ['GlobalPrimaryOrder'],
  },
  {
    name: 'a leader does not ask whether a follower has more',
    from: 'm.epoch = newEpoch[i] /\\ HasNoMore(m, i)',
    to: 'm.epoch = newEpoch[i]',
    bounds: 'Server = {s1, s2, s3} Value = {v1} MaxEpoch = 2 MaxHistory = 1 MaxMessages = 7',
    begins: 'first = s1 second = s2 first_epoch = 1',
    violates: ['PrimaryIntegrity', 'ProcessConsistency'],
  },
  {
    name: 'a follower promises itself to two leaders of one epoch',
    from: '/\\ m.epoch > acceptedEpoch[i]',
    to: '/\\ m.epoch >= acceptedEpoch[i]',
    bounds: 'Server = {s1, s2, s3} Value = {v1} MaxEpoch = 1 MaxHistory = 0 MaxMessages = 8',
    violates: ['OneLeaderPerEpoch'],
  },
];

function search({ bounds, begins }: SpecificationMutant, property: string, zab: string) {
  const bounded = read('MCZab.tla')
    .replace(/^-+ MODULE MCZab -+$/m, '')
    .replace(/^=+$/m, '');
  const from =
    begins === undefined ? 'SPECIFICATION Spec' : `INIT Delivered\nNEXT Next\nCONSTANTS ${begins} first_value = v1`;
  const configuration = `CONSTANTS ${bounds}\n${from}\nCONSTRAINT Bounded\nINVARIANT ${property}\nCHECK_DEADLOCK FALSE\n`;
  return explore(begins === undefined ? bounded : bounded + delivered, configuration, {}, { Zab: zab }).result;
}

for (const mutant of mutants) {
  for (const property of mutant.violates) {
    test(`${mutant.name}: ${property} fails`, () => {
      const zab = read('Zab.tla');
      assert.ok(zab.includes(mutant.from), `Zab.tla has the line to change: ${mutant.from}`);
      const result = search(mutant, property, zab.replace(mutant.from, mutant.to));
      assert.equal(result.verdict, 'violation');
      assert.equal(result.violation?.name, property);
    });
  }
}

test('from the same beginning the algorithm itself keeps the order', () => {
  const mutant = mutants.find(({ violates }) => violates.includes('GlobalPrimaryOrder'))!;
  assert.equal(search(mutant, 'GlobalPrimaryOrder', read('Zab.tla')).verdict, 'ok');
});

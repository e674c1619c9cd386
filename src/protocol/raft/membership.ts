/** Changes of membership: Ongaro 2014, chapter 4: one server at once (4.1), any others by deciding jointly (4.3). */
import type { Value } from '../../core/trace.js';
import type { NodeId } from '../../core/units.js';
import { setElectionTimer } from './election.js';
import { committedInTerm, propose } from './leader.js';
import { type Configuration, configurationValue } from './message.js';
import type { RaftState } from './state.js';

const same = (a: readonly NodeId[], b: readonly NodeId[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** An administrator's request: answered when the new members alone decide, or when another change is in the way. */
export function changeMembers(raft: RaftState, id: string, servers: readonly NodeId[]): void {
  if (raft.change?.id === id) return;
  const [old, next] = raft.configuration;
  const settled = next === undefined && raft.log.configurationIndex <= raft.commitIndex;
  if (settled && same(old!, servers)) {
    raft.out.reply(id, { kind: 'ok', value: null });
    return;
  }
  const busy = next !== undefined || (!settled && raft.mutant !== 'change-during-change');
  if (busy || raft.change !== null) {
    raft.out.reply(id, { kind: 'busy' });
    return;
  }
  raft.change = { id, servers };
  begin(raft, old!, servers);
}

function begin(raft: RaftState, old: readonly NodeId[], servers: readonly NodeId[]): void {
  const both = new Set([...old, ...servers]);
  const difference = 2 * both.size - old.length - servers.length;
  const one = difference === 1 && (committedInTerm(raft) || raft.mutant === 'change-before-commit');
  const args = { new: { '#set': [...servers] } };
  if (one || raft.mutant === 'change-at-once') configure(raft, 'ChangeOne', args, [servers]);
  else configure(raft, 'EnterJoint', args, [old, servers]);
}

function configure(raft: RaftState, action: string, args: Record<string, Value>, configuration: Configuration): void {
  propose(raft, { term: raft.currentTerm, value: configurationValue, command: null, configuration }, action, args);
}

/** Followers of the leader: exactly the other servers of its configuration. */
export function followConfiguration(raft: RaftState): void {
  const { peers } = raft;
  for (const [peer, { matchIndex }] of raft.progress) {
    if (peers.includes(peer)) continue;
    raft.departed.set(peer, matchIndex);
    raft.progress.delete(peer);
  }
  for (const peer of peers) {
    if (raft.progress.has(peer)) continue;
    const matchIndex = raft.departed.get(peer) ?? 0;
    raft.progress.set(peer, { nextIndex: raft.lastIndex + 1, matchIndex, waiting: false, round: 0 });
  }
}

/** A configuration is committed: joint decisions are over, or the change is, and maybe this server's membership. */
export function configurationCommitted(raft: RaftState): void {
  const [, next] = raft.configuration;
  if (next !== undefined) {
    configure(raft, 'LeaveJoint', {}, [next]);
    return;
  }
  if (raft.change !== null) {
    raft.out.reply(raft.change.id, { kind: 'ok', value: null });
    raft.change = null;
  }
  if (raft.isMember) return;
  raft.state = 'follower';
  raft.leader = null;
  raft.trace('Resign', {}, { state: raft.mine('follower') });
  raft.out.timer('heartbeat', null);
  setElectionTimer(raft);
}

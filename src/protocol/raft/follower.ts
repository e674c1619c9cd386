/** Log replication, the follower's side: Ongaro 2014, section 3.5. */
import type { Value } from '../../core/trace.js';
import type { NodeId } from '../../core/units.js';
import { applyCommitted } from './apply.js';
import type { Entry, MessageOf } from './message.js';
import { acceptSnapshot } from './snapshot.js';
import { type RaftState, specification } from './state.js';

export function appendEntries(raft: RaftState, from: NodeId, m: MessageOf<'AppendEntries'>): void {
  const refused = { type: 'Refused', lastIndex: raft.lastIndex, round: m.round } as const;
  if (m.term < raft.currentTerm) {
    raft.send(from, { ...refused, term: raft.currentTerm });
    return;
  }
  const args = raft.traced ? { m: specification.appendEntries(from, m) } : {};
  heardLeader(raft, from, args);
  const { prevLogIndex, prevLogTerm, entries } = m;
  if (!matches(raft, prevLogIndex, prevLogTerm)) {
    const lastIndex = Math.min(raft.lastIndex, prevLogIndex - 1);
    raft.send(from, { ...refused, term: raft.currentTerm, lastIndex });
    return;
  }
  const fresh = firstNew(raft, prevLogIndex, entries);
  if (fresh < entries.length) raft.replaceAfter(prevLogIndex + fresh, fresh === 0 ? entries : entries.slice(fresh));
  const last = prevLogIndex + entries.length;
  if (raft.mutant === 'append-truncates' && raft.lastIndex > last) raft.replaceAfter(last, []);
  raft.commitIndex = Math.max(raft.commitIndex, Math.min(m.commitIndex, raft.lastIndex));
  if (raft.traced) traceAccepted(raft, m, args);
  raft.send(from, { type: 'Accepted', term: raft.currentTerm, matchIndex: last, round: m.round });
  applyCommitted(raft);
}

function heardLeader(raft: RaftState, from: NodeId, args: Record<string, Value>): void {
  if (raft.state === 'candidate') {
    raft.state = 'follower';
    raft.trace('StepDown', args, { state: raft.mine('follower') });
  }
  raft.leader = from;
  raft.heardAt = raft.now;
  raft.preVotes = null;
}

export function installSnapshot(raft: RaftState, from: NodeId, m: MessageOf<'InstallSnapshot'>): void {
  const { currentTerm: term, lastIndex } = raft;
  if (m.term < term) {
    raft.send(from, { type: 'Refused', term, lastIndex, round: m.round });
    return;
  }
  const args = raft.traced ? { m: specification.installSnapshot(from, m) } : {};
  heardLeader(raft, from, args);
  acceptSnapshot(raft, m, args);
  raft.send(from, { type: 'Accepted', term, matchIndex: m.snapshot.lastIndex, round: m.round });
  applyCommitted(raft);
}

/** What a snapshot has replaced is committed, and so it is the same everywhere. */
function matches(raft: RaftState, index: number, term: number): boolean {
  if (index > raft.lastIndex) return false;
  return index < raft.log.snapshotIndex || raft.termAt(index) === term;
}

/** What says the same as the last time is no step. */
function traceAccepted(raft: RaftState, m: MessageOf<'AppendEntries'>, args: Record<string, Value>): void {
  const { prevLogIndex } = m;
  const accepted = `${m.term} ${prevLogIndex} ${prevLogIndex + m.entries.length} ${raft.lastIndex} ${raft.commitIndex}`;
  if (accepted !== raft.lastAccepted) {
    raft.trace('AcceptEntries', args, {
      commitIndex: raft.mine(raft.commitIndex),
      state: raft.mine('follower'),
      ...raft.lastEntry(),
    });
  }
  raft.lastAccepted = accepted;
}

/** How many of the entries the log has already: what follows is new, or in conflict with what is there. */
function firstNew(raft: RaftState, prevLogIndex: number, entries: readonly Entry[]): number {
  // Those that the snapshot has.
  let index = Math.min(entries.length, Math.max(0, raft.log.snapshotIndex - prevLogIndex));
  while (index < entries.length && prevLogIndex + index < raft.lastIndex) {
    if (raft.mutant !== 'conflict-kept' && raft.termAt(prevLogIndex + index + 1) !== entries[index]!.term) break;
    index += 1;
  }
  return index;
}

/** Log replication, the leader's side (Ongaro 2014, sections 3.5 and 3.6.2), and reads (section 6.4). */

import type { Value } from '../../core/trace.js';
import type { NodeId } from '../../core/units.js';
import { applyCommitted } from './apply.js';
import { configurationCommitted, followConfiguration } from './membership.js';
import { type Entry, type MessageOf, noOp } from './message.js';
import { sendSnapshot } from './snapshot.js';
import { type Progress, type RaftState, specification } from './state.js';

export function becomeLeader(raft: RaftState): void {
  raft.state = 'leader';
  raft.leader = raft.self;
  // Who is elected asks no more: a late answer must not make a leader stand again.
  raft.preVotes = null;
  raft.reads = [];
  raft.round = 0;
  raft.leaseFrom = Number.NEGATIVE_INFINITY;
  raft.roundSentAt.clear();
  raft.change = null;
  raft.progress.clear();
  raft.departed.clear();
  followConfiguration(raft);
  raft.trace('BecomeLeader', {}, { state: raft.mine('leader') });
  raft.out.timer('election', null);
  raft.out.timer('heartbeat', raft.timings.heartbeatMs);
  const entry = { term: raft.currentTerm, value: noOp, command: null, configuration: null };
  propose(raft, entry, 'ClientRequest', { v: noOp });
}

/** Appends to the leader's own log and passes on; `action` is the step of the specification. */
export function propose(raft: RaftState, entry: Entry, action: string, args: Record<string, Value>): void {
  raft.replaceAfter(raft.lastIndex, [entry]);
  if (raft.traced) raft.trace(action, args, raft.lastEntry());
  if (entry.configuration !== null) followConfiguration(raft);
  for (const [peer, progress] of raft.progress) if (!progress.waiting) replicate(raft, peer, progress);
  // A cluster of one commits by itself; any other when a follower answers.
  if (raft.progress.size === 0) advanceCommitIndex(raft);
}

/** Also sends again what was lost: after a heartbeat nothing is waited for any more. */
export function heartbeat(raft: RaftState): void {
  if (raft.state !== 'leader') return;
  raft.round += 1;
  raft.roundSentAt.set(raft.round, raft.now);
  for (const [peer, progress] of raft.progress) replicate(raft, peer, progress);
  raft.out.timer('heartbeat', raft.timings.heartbeatMs);
}

function replicate(raft: RaftState, peer: NodeId, progress: Progress): void {
  const prev = progress.nextIndex - 1;
  if (prev < raft.log.snapshotIndex) {
    progress.waiting = true;
    sendSnapshot(raft, peer, raft.log.snapshot!);
    return;
  }
  const last = Math.min(raft.lastIndex, prev + raft.timings.batch);
  progress.waiting = last > prev;
  const commitIndex = Math.min(raft.commitIndex, last);
  if (raft.traced) {
    const sent = `${raft.currentTerm} ${prev} ${last} ${commitIndex}`;
    if (sent !== raft.lastSent) raft.trace('AppendEntries', { prev, last });
    raft.lastSent = sent;
  }
  raft.send(peer, {
    type: 'AppendEntries',
    term: raft.currentTerm,
    prevLogIndex: prev,
    prevLogTerm: raft.termAt(prev),
    entries: raft.log.slice(prev, last),
    commitIndex,
    round: raft.round,
  });
}

export function accepted(raft: RaftState, from: NodeId, m: MessageOf<'Accepted'>): void {
  const progress = raft.progress.get(from);
  if (raft.state !== 'leader' || m.term !== raft.currentTerm || progress === undefined) return;
  if (m.matchIndex > progress.matchIndex) {
    progress.matchIndex = m.matchIndex;
    if (raft.traced) {
      const args = { m: specification.accepted(from, raft.self, m) };
      raft.trace('RcvAccepted', args, { matchIndex: raft.mine({ [from]: m.matchIndex }) });
    }
  }
  if (m.matchIndex >= progress.nextIndex - 1) progress.waiting = false;
  progress.nextIndex = Math.max(progress.nextIndex, m.matchIndex + 1);
  advanceCommitIndex(raft);
  if (raft.state !== 'leader') return;
  if (!progress.waiting && progress.nextIndex <= raft.lastIndex) replicate(raft, from, progress);
  answered(raft, progress, m.round);
}

export function refused(raft: RaftState, from: NodeId, m: MessageOf<'Refused'>): void {
  const progress = raft.progress.get(from);
  if (raft.state !== 'leader' || m.term !== raft.currentTerm || progress === undefined) return;
  answered(raft, progress, m.round);
  const next = Math.max(progress.matchIndex, m.lastIndex) + 1;
  if (next >= progress.nextIndex) return;
  progress.nextIndex = next;
  replicate(raft, from, progress);
}

/** The highest index that a quorum holds and that is of this term (figure 3.7 shows why). */
function advanceCommitIndex(raft: RaftState): void {
  const index = raft.agreed((id) => (id === raft.self ? raft.lastIndex : (raft.progress.get(id)?.matchIndex ?? 0)));
  if (index <= raft.commitIndex) return;
  if (raft.termAt(index) !== raft.currentTerm && raft.mutant !== 'commit-older-term') return;
  raft.commitIndex = index;
  raft.trace('AdvanceCommitIndex', { n: index }, { commitIndex: raft.mine(index) });
  applyCommitted(raft);
  serveReads(raft);
  if (raft.log.configurationIndex <= raft.commitIndex) configurationCommitted(raft);
}

/** Begins a read: it waits for a round that is sent after it came, and for an entry of this term to be committed. */
export function read(raft: RaftState, id: string, query: unknown): void {
  const leased = raft.mutant === 'lease-read' && raft.now - raft.leaseFrom < raft.timings.electionMs;
  if (raft.mutant === 'read-without-quorum' || (leased && committedInTerm(raft))) {
    raft.out.reply(id, raft.store.get(query));
    return;
  }
  raft.round += 1;
  raft.roundSentAt.set(raft.round, raft.now);
  raft.reads.push({ id, query, round: raft.round });
  for (const [peer, progress] of raft.progress) replicate(raft, peer, progress);
  serveReads(raft);
}

export const committedInTerm = (raft: RaftState): boolean =>
  raft.commitIndex > 0 && raft.termAt(raft.commitIndex) === raft.currentTerm;

/** Any answer to a round says that its sender knew of no newer term then. */
function answered(raft: RaftState, progress: Progress, round: number): void {
  if (round <= progress.round) return;
  progress.round = round;
  const confirmed = confirmedRound(raft);
  for (const [sent, at] of raft.roundSentAt) {
    if (sent > confirmed) break;
    raft.leaseFrom = at;
    raft.roundSentAt.delete(sent);
  }
  serveReads(raft);
}

/** The last round that a quorum has answered, the leader itself among them. */
function confirmedRound(raft: RaftState): number {
  return raft.agreed((id) => (id === raft.self ? raft.round : (raft.progress.get(id)?.round ?? 0)));
}

function serveReads(raft: RaftState): void {
  if (raft.reads.length === 0) return;
  if (!committedInTerm(raft) && raft.mutant !== 'read-without-no-op') return;
  const confirmed = confirmedRound(raft);
  // What is committed by now is applied, so a read sees at least what was committed when it came.
  for (const { id, query } of raft.reads.filter(({ round }) => round <= confirmed)) {
    raft.out.reply(id, raft.store.get(query));
  }
  raft.reads = raft.reads.filter(({ round }) => round > confirmed);
}

/** Hands the leadership to a follower that has everything (section 3.10); to another, nothing happens. */
export function transfer(raft: RaftState, to: NodeId): void {
  const progress = raft.progress.get(to);
  if (progress === undefined || progress.matchIndex < raft.lastIndex) return;
  raft.send(to, { type: 'TimeoutNow', term: raft.currentTerm });
}

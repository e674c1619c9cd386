/** Elections: Ongaro 2014, sections 3.4, 3.6.1 (up-to-date logs), 3.10 (transfer), 9.6 (pre-vote). */
import type { NodeId } from '../../core/units.js';
import { becomeLeader } from './leader.js';
import type { MessageOf } from './message.js';
import { type RaftState, specification } from './state.js';

export function setElectionTimer(raft: RaftState): void {
  const { electionMs } = raft.timings;
  raft.electionTimeout = electionMs + electionMs * raft.random.float();
  raft.out.timer('election', raft.electionTimeout);
}

/** The timer runs on while a leader is heard; only when it ends is it asked how long ago that was. */
export function electionTimeout(raft: RaftState): void {
  if (raft.state === 'leader') return;
  const silentFor = raft.now - raft.heardAt;
  if (silentFor >= 0 && silentFor < raft.electionTimeout) {
    raft.out.timer('election', raft.electionTimeout - silentFor);
    return;
  }
  setElectionTimer(raft);
  raft.leader = null;
  // Who knows that it is no member leaves the others alone; until that is committed it may still be needed (4.2.2).
  if (!raft.isMember && raft.log.configurationIndex <= raft.commitIndex) return;
  raft.preVotes = new Set([raft.self]);
  raft.broadcast({
    type: 'PreVote',
    term: raft.currentTerm,
    nextTerm: raft.currentTerm + 1,
    lastLogIndex: raft.lastIndex,
    lastLogTerm: raft.termAt(raft.lastIndex),
  });
  // A cluster of one.
  if (raft.isQuorum(raft.preVotes)) stand(raft);
}

/** Stands for election in the next term. */
export function stand(raft: RaftState): void {
  raft.preVotes = null;
  raft.leader = null;
  raft.state = 'candidate';
  raft.votesGranted = new Set([raft.self]);
  raft.setTerm(raft.currentTerm + 1, raft.self);
  raft.trace(
    'Timeout',
    {},
    {
      currentTerm: raft.mine(raft.currentTerm),
      votedFor: raft.mine(raft.self),
      state: raft.mine('candidate'),
    },
  );
  setElectionTimer(raft);
  raft.broadcast({
    type: 'RequestVote',
    term: raft.currentTerm,
    lastLogIndex: raft.lastIndex,
    lastLogTerm: raft.termAt(raft.lastIndex),
  });
  if (raft.isQuorum(raft.votesGranted)) becomeLeader(raft);
}

/** A newer term, from whatever message: a follower of nobody yet. */
export function updateTerm(raft: RaftState, term: number): void {
  raft.state = 'follower';
  raft.leader = null;
  raft.preVotes = null;
  raft.votesGranted.clear();
  raft.setTerm(term, null);
  raft.trace('UpdateTerm', { t: term }, { currentTerm: raft.mine(term), state: raft.mine('follower') });
  setElectionTimer(raft);
}

function upToDate(raft: RaftState, m: { lastLogIndex: number; lastLogTerm: number }): boolean {
  if (raft.mutant === 'vote-for-any-log') return true;
  const lastTerm = raft.termAt(raft.lastIndex);
  return m.lastLogTerm > lastTerm || (m.lastLogTerm === lastTerm && m.lastLogIndex >= raft.lastIndex);
}

export function requestVote(raft: RaftState, from: NodeId, m: MessageOf<'RequestVote'>): void {
  const free = raft.votedFor === null || raft.votedFor === from;
  const granted = m.term === raft.currentTerm && free && upToDate(raft, m);
  if (granted) {
    if (raft.votedFor === null) {
      raft.setTerm(raft.currentTerm, from);
      const args = { m: specification.requestVote(from, m) };
      raft.trace('GrantVote', args, { votedFor: raft.mine(from), currentTerm: raft.mine(m.term) });
    }
    // Whoever has just voted gives the candidate time to win.
    setElectionTimer(raft);
  }
  raft.send(from, { type: 'Vote', term: raft.currentTerm, granted });
}

export function vote(raft: RaftState, from: NodeId, m: MessageOf<'Vote'>): void {
  if (!m.granted || m.term !== raft.currentTerm || raft.state !== 'candidate' || raft.votesGranted.has(from)) return;
  raft.votesGranted.add(from);
  raft.trace(
    'RcvVote',
    { m: specification.vote(from, raft.self, m.term) },
    {
      votesGranted: raft.mine({ '#set': [...raft.votesGranted] }),
    },
  );
  if (raft.isQuorum(raft.votesGranted)) becomeLeader(raft);
}

/** Yes from a server that would vote so and has not heard from a leader for an election timeout: a partition ends quietly. */
export function preVote(raft: RaftState, from: NodeId, m: MessageOf<'PreVote'>): void {
  const silentFor = raft.now - raft.heardAt;
  const led = raft.state === 'leader' || (silentFor >= 0 && silentFor < raft.timings.electionMs);
  const granted = !led && m.nextTerm > raft.currentTerm && upToDate(raft, m);
  raft.send(from, { type: 'PreVoteReply', term: raft.currentTerm, nextTerm: m.nextTerm, granted });
}

export function preVoteReply(raft: RaftState, from: NodeId, m: MessageOf<'PreVoteReply'>): void {
  if (!m.granted || raft.preVotes === null || m.nextTerm !== raft.currentTerm + 1) return;
  raft.preVotes.add(from);
  if (raft.isQuorum(raft.preVotes)) stand(raft);
}

/** Phase 0: who should lead. ZooKeeper's fast leader election; the specification has an oracle in its place. */
import type { NodeId } from '../../core/units.js';
import { follow } from './follower.js';
import { lead } from './leader.js';
import { type Ballot, compareZxids, type MessageOf } from './message.js';
import type { ZabState } from './state.js';

/** Whether a ballot of this round is better than the server's own. */
function better(zab: ZabState, a: Ballot): boolean {
  const b = zab.ballot;
  const byName = a.leader > b.leader ? 1 : -1;
  const { carelessEvery } = zab.timings;
  if (carelessEvery > 0 && zab.round % carelessEvery === 0) return byName > 0;
  return (a.currentEpoch - b.currentEpoch || compareZxids(a.zxid, b.zxid) || byName) > 0;
}

/** Leaves leader or office, and begins an election. */
export function look(zab: ZabState): void {
  if (zab.state !== 'looking') {
    zab.trace('Look', {}, { state: zab.mine('looking'), lastCommitted: zab.mine(zab.lastCommitted) });
  }
  if (zab.mutant === 'uncommitted-kept') {
    zab.forgotten += zab.history.length - zab.lastCommitted;
    zab.history.length = zab.lastCommitted;
  }
  zab.unwritten = null;
  begin(zab);
}

/** The start of a life, or of a search. */
export function begin(zab: ZabState): void {
  zab.state = 'looking';
  zab.phase = 'election';
  zab.newEpoch = 0;
  zab.leader = null;
  zab.reads = [];
  zab.since = zab.now;
  zab.round += 1;
  zab.ballots.clear();
  zab.ballot = zab.ownBallot;
  announce(zab);
  zab.settling = null;
  zab.out.timer('settle', null);
  zab.out.timer('tick', zab.timings.tickMs);
  // A cluster of one.
  count(zab);
}

function notification(zab: ZabState): MessageOf<'Notification'> {
  return { type: 'Notification', round: zab.round, ballot: zab.ballot, state: zab.state };
}

export function announce(zab: ZabState): void {
  for (const peer of zab.peers) zab.send(peer, notification(zab));
}

export function notified(zab: ZabState, from: NodeId, m: MessageOf<'Notification'>): void {
  if (zab.state !== 'looking') {
    if (m.state === 'looking') zab.send(from, notification(zab));
    return;
  }
  if (m.state === 'leading') {
    follow(zab, from);
    return;
  }
  if (m.state === 'following') return;
  if (m.round < zab.round) {
    zab.send(from, notification(zab));
    return;
  }
  const joins = m.round > zab.round;
  if (joins) {
    zab.round = m.round;
    zab.ballots.clear();
    zab.ballot = zab.ownBallot;
  }
  const convinced = better(zab, m.ballot);
  if (convinced) zab.ballot = m.ballot;
  zab.ballots.set(from, m.ballot);
  if (joins || convinced) announce(zab);
  count(zab);
}

/** A quorum for the same leader, and a while for a better one to turn up. */
function count(zab: ZabState): void {
  const settling = hasQuorum(zab) ? zab.ballot.leader : null;
  if (settling === zab.settling) return;
  zab.settling = settling;
  zab.out.timer('settle', settling === null ? null : zab.timings.settleMs);
}

function hasQuorum(zab: ZabState): boolean {
  let same = 1;
  for (const { leader } of zab.ballots.values()) if (leader === zab.ballot.leader) same += 1;
  return same >= zab.quorum;
}

export function settled(zab: ZabState): void {
  zab.settling = null;
  if (zab.state !== 'looking' || !hasQuorum(zab)) return;
  if (zab.ballot.leader === zab.self) lead(zab);
  else follow(zab, zab.ballot.leader);
}

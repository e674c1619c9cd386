/** The leader's side of the three phases: Junqueira et al. 2011, figures 1 to 3, steps l.1.1 to l.3.4. */
import type { NodeId } from '../../core/units.js';
import type { KeyValueCommand } from '../key-value.js';
import { look } from './election.js';
import { compareZxids, type MessageOf, noZxid, type Zxid } from './message.js';
import { type Learner, specification, type ZabState } from './state.js';

export function lead(zab: ZabState): void {
  zab.state = 'leading';
  zab.phase = 'discovery';
  zab.leader = zab.self;
  zab.since = zab.now;
  zab.newEpoch = 0;
  zab.cepochs.clear();
  zab.promises.clear();
  zab.learners.clear();
  zab.pingRound = 0;
  zab.out.timer('settle', null);
  zab.trace('Lead', {}, { state: zab.mine('leading') });
  // A cluster of one.
  chooseEpoch(zab);
}

/** Pings, sends again what was lost, and leaves office without a quorum of followers. */
export function leaderTick(zab: ZabState): void {
  const { silenceMs, initMs, tickMs } = zab.timings;
  let heard = 1;
  for (const { heardAt } of zab.learners.values()) if (!zab.silent(heardAt, silenceMs)) heard += 1;
  const late = zab.phase !== 'broadcast' && zab.silent(zab.since, initMs);
  if (late || (heard < zab.quorum && zab.silent(zab.since, silenceMs))) {
    look(zab);
    return;
  }
  pingAll(zab);
  zab.out.timer('tick', tickMs);
}

function pingAll(zab: ZabState): void {
  zab.pingRound += 1;
  const zxid = zab.phase === 'broadcast' ? zab.zxidAt(zab.lastCommitted) : noZxid;
  const ping = { type: 'PING', epoch: zab.newEpoch, round: zab.pingRound, zxid } as const;
  for (const [peer, learner] of zab.learners) {
    if (learner.probeRound === 0) {
      learner.probeRound = zab.pingRound;
      learner.sentBeforeProbe = learner.sent;
    }
    zab.send(peer, ping);
  }
}

function learnerOf(zab: ZabState, from: NodeId): Learner {
  let learner = zab.learners.get(from);
  if (learner === undefined) {
    learner = {
      synchronized: false,
      acknowledged: 0,
      sent: 0,
      probeRound: 0,
      sentBeforeProbe: 0,
      round: 0,
      heardAt: zab.now,
    };
    zab.learners.set(from, learner);
  }
  learner.heardAt = zab.now;
  return learner;
}

/** l.1.1 */
export function cepoch(zab: ZabState, from: NodeId, m: MessageOf<'CEPOCH'>): void {
  // It follows anew: what it was sent before is lost.
  learnerOf(zab, from).synchronized = false;
  zab.cepochs.set(from, m.epoch);
  if (zab.newEpoch === 0) {
    chooseEpoch(zab);
    return;
  }
  // A later leader has a promise of this follower: only a later epoch can have it.
  if (m.epoch > zab.newEpoch) look(zab);
  else zab.send(from, { type: 'NEWEPOCH', epoch: zab.newEpoch });
}

function chooseEpoch(zab: ZabState): void {
  if (zab.cepochs.size + 1 < zab.quorum) return;
  zab.newEpoch = Math.max(zab.acceptedEpoch, ...zab.cepochs.values()) + 1;
  zab.setAcceptedEpoch(zab.newEpoch);
  zab.trace('NEWEPOCH', { e: zab.newEpoch }, { acceptedEpoch: zab.mine(zab.newEpoch) });
  for (const follower of zab.cepochs.keys()) zab.send(follower, { type: 'NEWEPOCH', epoch: zab.newEpoch });
  discovered(zab);
}

/** l.1.2, with the rule of Zab 1.0: a leader has the newest history of its quorum, or gives up. */
export function acknowledgedEpoch(zab: ZabState, from: NodeId, m: MessageOf<'ACKE'>): void {
  if (m.epoch !== zab.newEpoch) return;
  learnerOf(zab, from).synchronized = false;
  if (zab.phase !== 'discovery') {
    synchronize(zab, from, m.zxid);
    return;
  }
  if (!m.promised) return;
  const more = m.currentEpoch - zab.currentEpoch || compareZxids(m.zxid, zab.lastZxid);
  if (more > 0 && zab.mutant !== 'leads-with-less') {
    look(zab);
    return;
  }
  zab.promises.set(from, m.zxid);
  discovered(zab);
}

/** l.2.1: the leader's history becomes that of the epoch. */
function discovered(zab: ZabState): void {
  if (zab.promises.size + 1 < zab.quorum) return;
  zab.phase = 'synchronization';
  zab.setCurrentEpoch(zab.newEpoch);
  zab.initialZxid = zab.lastZxid;
  zab.tracedLength = zab.history.length;
  zab.trace('NEWLEADER', {}, { ...zab.durable(), phase: zab.mine('synchronization') });
  for (const [follower, zxid] of zab.promises) synchronize(zab, follower, zxid);
  if (zab.mutant === 'broadcast-unsynchronised') establish(zab);
  else established(zab);
}

/** Sends what brings a history that ends at `zxid` to the leader's. */
function synchronize(zab: ZabState, to: NodeId, zxid: Zxid): void {
  if (zab.tracedLength !== zab.history.length) {
    zab.tracedLength = zab.history.length;
    zab.trace('SYNC', {}, { phase: zab.mine('broadcast') });
  }
  const common = zab.countUpTo(zxid);
  const last = zab.zxidAt(common);
  const by = compareZxids(last, zxid) === 0 ? 'DIFF' : last.epoch === zxid.epoch ? 'TRUNC' : 'SNAP';
  const after = by === 'SNAP' ? 0 : common;
  zab.send(to, {
    type: 'NEWLEADER',
    epoch: zab.newEpoch,
    by,
    after: zab.zxidAt(after),
    transactions: zab.history.slice(after),
  });
}

/** l.2.2 and l.3.3 */
export function acknowledgedLeader(zab: ZabState, from: NodeId, m: MessageOf<'ACKLD'>): void {
  if (m.epoch !== zab.newEpoch) return;
  const learner = learnerOf(zab, from);
  const has = zab.countUpTo(m.zxid);
  learner.acknowledged = Math.max(learner.acknowledged, has);
  if (!learner.synchronized) learner.sent = has;
  learner.synchronized = true;
  if (zab.phase === 'synchronization') established(zab);
  else if (zab.phase === 'broadcast') {
    welcome(zab, from, learner);
    advance(zab);
  }
}

function established(zab: ZabState): void {
  let have = 1;
  for (const { acknowledged, synchronized } of zab.learners.values()) {
    if (synchronized && acknowledged >= zab.history.length) have += 1;
  }
  if (have >= zab.quorum) establish(zab);
}

/** The leader is the primary of its epoch. */
function establish(zab: ZabState): void {
  zab.phase = 'broadcast';
  zab.deliver(zab.history.length);
  zab.trace('COMMITLD', {}, { lastCommitted: zab.mine(zab.lastCommitted), phase: zab.mine('broadcast') });
  for (const [peer, learner] of zab.learners) if (learner.synchronized) welcome(zab, peer, learner);
}

/** Into the broadcast, with all that it missed. */
function welcome(zab: ZabState, to: NodeId, learner: Learner): void {
  zab.send(to, { type: 'COMMITLD', epoch: zab.newEpoch, zxid: zab.initialZxid });
  sendProposals(zab, to, learner);
  const committed = zab.zxidAt(zab.lastCommitted);
  if (compareZxids(committed, zab.initialZxid) > 0) {
    zab.send(to, { type: 'COMMIT', epoch: zab.newEpoch, zxid: committed });
  }
}

function sendProposals(zab: ZabState, to: NodeId, learner: Learner): void {
  const { batch } = zab.timings;
  while (learner.sent < zab.history.length) {
    const transactions = zab.history.slice(learner.sent, learner.sent + batch);
    learner.sent += transactions.length;
    zab.send(to, { type: 'PROPOSE', epoch: zab.newEpoch, transactions });
  }
}

/** l.3.1 */
export function broadcast(zab: ZabState, value: string, command: KeyValueCommand): void {
  const last = zab.lastZxid;
  const zxid = { epoch: zab.newEpoch, counter: last.epoch === zab.newEpoch ? last.counter + 1 : 1 };
  zab.replaceAfter(zab.history.length, [{ zxid, value, command }]);
  zab.trace(
    'PROPOSE',
    { v: value },
    zab.traced ? { history: zab.mine({ [zab.history.length]: { zxid: specification.zxid(zxid), value } }) } : {},
  );
  for (const [peer, learner] of zab.learners) if (learner.synchronized) sendProposals(zab, peer, learner);
  // A cluster of one.
  if (zab.peers.length === 0) advance(zab);
}

export function acknowledged(zab: ZabState, from: NodeId, m: MessageOf<'ACK'>): void {
  if (m.epoch !== zab.newEpoch) return;
  const learner = learnerOf(zab, from);
  learner.acknowledged = Math.max(learner.acknowledged, zab.countUpTo(m.zxid));
  advance(zab);
}

/** l.3.2: what a quorum has is committed. */
function advance(zab: ZabState): void {
  if (zab.phase !== 'broadcast') return;
  const have = [zab.history.length];
  for (const peer of zab.peers) have.push(zab.learners.get(peer)?.acknowledged ?? 0);
  have.sort((a, b) => b - a);
  const n = have[zab.quorum - 1]!;
  if (n <= zab.lastCommitted) return;
  zab.deliver(n);
  const zxid = zab.zxidAt(n);
  zab.trace('COMMIT', { n }, { lastCommitted: zab.mine(n) });
  for (const [peer, learner] of zab.learners) {
    if (learner.synchronized) zab.send(peer, { type: 'COMMIT', epoch: zab.newEpoch, zxid });
  }
}

/** Any answer to a round says that its sender had promised itself to no later epoch then. */
export function pong(zab: ZabState, from: NodeId, m: MessageOf<'PONG'>): void {
  if (m.epoch !== zab.newEpoch) return;
  const learner = learnerOf(zab, from);
  // What was taken for a new beginning may have been an old message.
  if (m.synchronized && !learner.synchronized) acknowledgedLeader(zab, from, { ...m, type: 'ACKLD' });
  // And an acknowledgement may have been lost.
  else if (m.synchronized) acknowledged(zab, from, { ...m, type: 'ACK' });
  if (m.round >= learner.probeRound && learner.probeRound > 0) {
    learner.probeRound = 0;
    const has = zab.countUpTo(m.zxid);
    if (learner.synchronized && zab.phase === 'broadcast' && has < learner.sentBeforeProbe) {
      learner.sent = has;
      sendProposals(zab, from, learner);
    }
  }
  if (m.round > learner.round) {
    learner.round = m.round;
    serveReads(zab);
  }
}

/** As `sync` before a read: it sees all that was committed when it came, or it is not answered. */
export function read(zab: ZabState, id: string, key: string): void {
  pingAll(zab);
  zab.reads.push({ id, key, round: zab.pingRound });
  serveReads(zab);
}

function serveReads(zab: ZabState): void {
  if (zab.reads.length === 0) return;
  const rounds = [zab.pingRound];
  for (const peer of zab.peers) rounds.push(zab.learners.get(peer)?.round ?? 0);
  rounds.sort((a, b) => b - a);
  const confirmed = rounds[zab.quorum - 1]!;
  for (const { id, key, round } of zab.reads) if (round <= confirmed) zab.out.reply(id, zab.store.get(key));
  zab.reads = zab.reads.filter(({ round }) => round > confirmed);
}

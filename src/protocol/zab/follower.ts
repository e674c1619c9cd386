/** The follower's side of the three phases: Junqueira et al. 2011, figures 1 to 3, steps f.1.1 to f.3.4. */
import type { NodeId } from '../../core/units.js';
import { look } from './election.js';
import { compareZxids, type MessageOf, type Transaction, type Zxid } from './message.js';
import { specification, type ZabState } from './state.js';

/** How long after NEWLEADER the mutants write what should have been written with it. */
const writtenLateMs = 15;

export function follow(zab: ZabState, leader: NodeId): void {
  zab.state = 'following';
  zab.phase = 'discovery';
  zab.leader = leader;
  zab.synchronized = false;
  zab.since = zab.now;
  zab.heardAt = zab.now;
  zab.out.timer('settle', null);
  zab.trace('CEPOCH', {}, { state: zab.mine('following'), acceptedEpoch: zab.mine(zab.acceptedEpoch) });
  askAgain(zab);
}

/** Whatever the follower waits for: messages are lost. */
export function askAgain(zab: ZabState): void {
  const leader = zab.leader!;
  if (zab.phase === 'discovery' && !zab.synchronized) {
    zab.send(leader, { type: 'CEPOCH', epoch: zab.acceptedEpoch });
  } else if (zab.phase === 'synchronization') {
    if (zab.synchronized) acknowledgeLeader(zab);
    else if (zab.unwritten === null) acknowledgeEpoch(zab, true);
  }
}

/** Out of time: the leader is silent, or discovery and synchronisation take too long. */
export function followerTick(zab: ZabState): void {
  const { silenceMs, initMs } = zab.timings;
  const late = zab.phase !== 'broadcast' && zab.silent(zab.since, initMs);
  if (late || zab.silent(zab.heardAt, silenceMs)) {
    look(zab);
    return;
  }
  askAgain(zab);
  zab.out.timer('tick', zab.timings.tickMs);
}

/** f.1.1 */
export function newEpoch(zab: ZabState, from: NodeId, m: MessageOf<'NEWEPOCH'>): void {
  if (m.epoch < zab.acceptedEpoch) {
    look(zab);
    return;
  }
  if (m.epoch > zab.acceptedEpoch && zab.phase === 'discovery') {
    zab.setAcceptedEpoch(m.epoch);
    zab.phase = 'synchronization';
    zab.trace(
      'ACKE',
      { m: { type: 'NEWEPOCH', from, epoch: m.epoch } },
      { ...zab.durable(), phase: zab.mine('synchronization') },
    );
    acknowledgeEpoch(zab, true);
  } else if (m.epoch === zab.acceptedEpoch && zab.unwritten === null) {
    // The leader may have taken an old message for a new beginning.
    if (zab.synchronized) acknowledgeLeader(zab);
    else acknowledgeEpoch(zab, zab.phase === 'synchronization');
  }
}

function acknowledgeEpoch(zab: ZabState, promised: boolean): void {
  const { acceptedEpoch: epoch, currentEpoch, lastZxid: zxid } = zab;
  zab.send(zab.leader!, { type: 'ACKE', epoch, currentEpoch, zxid, promised });
}

function acknowledgeLeader(zab: ZabState): void {
  zab.send(zab.leader!, { type: 'ACKLD', epoch: zab.currentEpoch, zxid: zab.lastZxid });
}

/** f.2.1: history and epoch become durable in one batch, before the acknowledgement. */
export function newLeader(zab: ZabState, from: NodeId, m: MessageOf<'NEWLEADER'>): void {
  if (m.epoch !== zab.acceptedEpoch || zab.unwritten !== null) return;
  if (zab.synchronized) {
    acknowledgeLeader(zab);
    return;
  }
  const kept = zab.countUpTo(m.after);
  if (!zab.has(m.after)) {
    acknowledgeEpoch(zab, false);
    return;
  }
  if (m.epoch === zab.currentEpoch && kept + m.transactions.length < zab.history.length) return;
  if (zab.mutant === 'epoch-before-transactions') zab.setCurrentEpoch(m.epoch);
  const write = (): void => {
    // What it has already is not written again.
    const known = firstUnknown(zab, kept, m.transactions);
    const same = known === m.transactions.length && kept + known === zab.history.length;
    if (!same) zab.replaceAfter(kept + known, m.transactions.slice(known));
    if (zab.currentEpoch !== m.epoch) zab.setCurrentEpoch(m.epoch);
  };
  const accept = (): void => {
    zab.phase = 'synchronization';
    zab.synchronized = true;
    if (zab.mutant === 'diff-sync-delivered') zab.deliver(zab.history.length);
    zab.trace(
      'ACKLD',
      { m: asNewLeader(zab, from, m, kept) },
      { ...zab.durable(), lastCommitted: zab.mine(zab.lastCommitted) },
    );
    acknowledgeLeader(zab);
  };
  if (zab.mutant === 'epoch-before-transactions' || zab.mutant === 'acknowledge-before-log') {
    writeLate(zab, m, kept, write, accept);
    return;
  }
  write();
  accept();
}

/** The two mutants that leave a gap between what is written and what is said. */
function writeLate(
  zab: ZabState,
  m: MessageOf<'NEWLEADER'>,
  kept: number,
  write: () => void,
  accept: () => void,
): void {
  zab.out.timer('log', writtenLateMs);
  if (zab.mutant === 'epoch-before-transactions') {
    zab.unwritten = () => {
      write();
      accept();
    };
    return;
  }
  const { transactions } = m;
  zab.history.length = kept;
  for (const transaction of transactions) zab.history.push(transaction);
  zab.currentEpoch = m.epoch;
  accept();
  zab.unwritten = () => {
    zab.out.persist({ after: kept, transactions });
    zab.out.persist({ currentEpoch: m.epoch });
  };
}

/** For the mutants that write later: later is now. */
export function logTimeout(zab: ZabState): void {
  const write = zab.unwritten;
  zab.unwritten = null;
  write?.();
}

function firstUnknown(zab: ZabState, kept: number, transactions: readonly Transaction[]): number {
  let index = 0;
  while (index < transactions.length && kept + index < zab.history.length) {
    if (compareZxids(zab.history[kept + index]!.zxid, transactions[index]!.zxid) !== 0) break;
    index += 1;
  }
  return index;
}

/** The whole history, as the specification has it in the message. */
function asNewLeader(zab: ZabState, from: NodeId, m: MessageOf<'NEWLEADER'>, kept: number) {
  if (!zab.traced) return {};
  const history = [...zab.history.slice(0, kept), ...m.transactions];
  return { type: 'NEWLEADER', from, epoch: m.epoch, history: specification.history(history) };
}

/** f.2.2 */
export function commitLeader(zab: ZabState, from: NodeId, m: MessageOf<'COMMITLD'>): void {
  if (!zab.synchronized || m.epoch !== zab.currentEpoch || zab.phase !== 'synchronization') return;
  zab.phase = 'broadcast';
  zab.deliver(zab.countUpTo(m.zxid));
  zab.trace('UPTODATE', { m: said('COMMITLD', from, m) }, progress(zab));
}

/** f.3.1: behind the one before it, and nowhere else. */
export function propose(zab: ZabState, from: NodeId, m: MessageOf<'PROPOSE'>): void {
  if (!zab.synchronized || m.epoch !== zab.currentEpoch) return;
  const fresh = firstFresh(zab, m.epoch, m.transactions);
  if (fresh < m.transactions.length) {
    const transactions = fresh === 0 ? m.transactions : m.transactions.slice(fresh);
    zab.replaceAfter(zab.history.length, transactions);
    if (zab.traced) for (const transaction of transactions) traceProposal(zab, from, m.epoch, transaction);
  }
  zab.send(from, { type: 'ACK', epoch: m.epoch, zxid: zab.lastZxid });
}

/** Where in `transactions` the next one is; their length where it is not among them. */
function firstFresh(zab: ZabState, epoch: number, transactions: readonly Transaction[]): number {
  const last = zab.lastZxid;
  const next: Zxid = { epoch, counter: last.epoch === epoch ? last.counter + 1 : 1 };
  const found = transactions.findIndex(({ zxid }) => compareZxids(zxid, next) >= 0);
  if (found === -1) return transactions.length;
  const fits = compareZxids(transactions[found]!.zxid, next) === 0;
  return fits || zab.mutant === 'gap-accepted' ? found : transactions.length;
}

function traceProposal(zab: ZabState, from: NodeId, epoch: number, { zxid, value }: Transaction): void {
  const m = { type: 'PROPOSE', from, epoch, zxid: specification.zxid(zxid), value };
  zab.trace('ACK', { m }, { state: zab.mine('following') });
}

/** f.3.2 */
export function commit(zab: ZabState, from: NodeId, m: MessageOf<'COMMIT'>): void {
  if (zab.phase !== 'broadcast' || m.epoch !== zab.currentEpoch || !zab.has(m.zxid)) return;
  const n = zab.countUpTo(m.zxid);
  if (n <= zab.lastCommitted) return;
  zab.deliver(n);
  zab.trace('DELIVER', { m: said('COMMIT', from, m) }, progress(zab));
}

/** A ping repeats the last COMMIT: it may have been lost. */
export function ping(zab: ZabState, from: NodeId, m: MessageOf<'PING'>): void {
  if (m.epoch === 0 || m.epoch !== zab.acceptedEpoch) return;
  if (zab.synchronized) commit(zab, from, { type: 'COMMIT', epoch: m.epoch, zxid: m.zxid });
  zab.send(from, { type: 'PONG', epoch: m.epoch, round: m.round, zxid: zab.lastZxid, synchronized: zab.synchronized });
}

const said = (type: string, from: NodeId, { epoch, zxid }: { epoch: number; zxid: Zxid }) => ({
  type,
  from,
  epoch,
  zxid: specification.zxid(zxid),
});

const progress = (zab: ZabState) => ({
  lastCommitted: zab.mine(zab.lastCommitted),
  phase: zab.mine(zab.phase),
});

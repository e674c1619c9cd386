/** Snapshots: Ongaro 2014, chapter 5. Each server takes its own, of what it has applied. */
import type { Value } from '../../core/trace.js';
import type { NodeId } from '../../core/units.js';
import type { MessageOf, Snapshot } from './message.js';
import type { RaftState } from './state.js';

/** Of the state machine as it stands. */
export function takeSnapshot(raft: RaftState): void {
  const lastIndex = raft.mutant === 'snapshot-of-uncommitted' ? raft.lastIndex : raft.lastApplied;
  if (raft.traced) raft.compacted.push(...raft.log.slice(raft.log.snapshotIndex, lastIndex));
  const snapshot: Snapshot = {
    lastIndex,
    lastTerm: raft.termAt(lastIndex),
    configuration: raft.log.configurationAt(lastIndex),
    store: raft.store.snapshot(),
    traced: raft.traced ? [...raft.compacted] : [],
  };
  install(raft, snapshot);
  raft.trace('TakeSnapshot', { n: lastIndex }, { snapshotIndex: raft.mine(lastIndex) });
}

function install(raft: RaftState, snapshot: Snapshot): void {
  raft.log.install(snapshot);
  raft.out.persist({ snapshot });
}

/** To a follower that needs entries that this leader has no more. */
export function sendSnapshot(raft: RaftState, to: NodeId, snapshot: Snapshot): void {
  raft.trace('InstallSnapshot', {}, { snapshotIndex: raft.mine(snapshot.lastIndex) });
  raft.send(to, { type: 'InstallSnapshot', term: raft.currentTerm, snapshot, round: raft.round });
}

/** A snapshot whose last entry the log has tells nothing new but that all of it is committed. */
export function acceptSnapshot(raft: RaftState, m: MessageOf<'InstallSnapshot'>, args: Record<string, Value>): void {
  const { lastIndex, lastTerm } = m.snapshot;
  const known =
    lastIndex <= raft.lastIndex && (lastIndex < raft.log.snapshotIndex || raft.termAt(lastIndex) === lastTerm);
  if (!known) {
    install(raft, m.snapshot);
    raft.compacted = [...m.snapshot.traced];
    raft.store.restore(m.snapshot.store);
    raft.lastApplied = lastIndex;
  }
  raft.commitIndex = Math.max(raft.commitIndex, lastIndex);
  raft.trace('AcceptSnapshot', args, {
    commitIndex: raft.mine(raft.commitIndex),
    snapshotIndex: raft.mine(raft.log.snapshotIndex),
  });
}

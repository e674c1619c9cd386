import { takeSnapshot } from './snapshot.js';
import type { RaftState } from './state.js';

/** Applies what is committed, in order, and answers the clients that wait here for it. */
export function applyCommitted(raft: RaftState): void {
  while (raft.lastApplied < raft.commitIndex) {
    raft.lastApplied += 1;
    const { value, command } = raft.log.at(raft.lastApplied);
    if (command === null) continue;
    const reply = raft.store.apply(value, command, raft.lastApplied);
    if (raft.waiting.delete(value)) raft.out.reply(value, reply);
  }
  const { snapshotEvery } = raft.timings;
  if (snapshotEvery > 0 && raft.lastApplied - raft.log.snapshotIndex >= snapshotEvery) takeSnapshot(raft);
}

import { noOp } from './message.js';
import type { RaftState } from './state.js';

/** Applies what is committed, in order, and answers the clients that wait here for it. */
export function applyCommitted(raft: RaftState): void {
  while (raft.lastApplied < raft.commitIndex) {
    const { value, command } = raft.log[raft.lastApplied]!;
    raft.lastApplied += 1;
    if (command === null || value === noOp) continue;
    const reply = raft.store.apply(value, command);
    if (raft.waiting.delete(value)) raft.out.reply(value, reply);
  }
}

/** The learner and the state machine: what is chosen is carried out in the order of the slots, without a gap. */
import { type MessageOf, noOp, type Vote } from './message.js';
import type { MultiPaxosState } from './state.js';

export function learn(paxos: MultiPaxosState, slot: number, vote: Vote): void {
  if (paxos.learned.has(slot)) return;
  paxos.learned.set(slot, vote);
  paxos.failedBallots = 0;
  const { ballot: b, value: v } = vote;
  paxos.trace('Learn', { l: paxos.self, b, s: slot, v }, { learned: paxos.mine({ [slot]: v }) });
  while (paxos.learned.has(paxos.chosen + 1)) paxos.chosen += 1;
  if (paxos.mutant === 'gap-leapt-over') paxos.chosen = Math.max(paxos.chosen, slot);
  execute(paxos);
}

export function receiveDecided(paxos: MultiPaxosState, { votes }: MessageOf<'decided'>): void {
  for (const { slot, ...vote } of votes) learn(paxos, slot, vote);
}

function execute(paxos: MultiPaxosState): void {
  while (paxos.executed < paxos.chosen) {
    paxos.executed += 1;
    const { value, command } = paxos.learned.get(paxos.executed) ?? noOp;
    paxos.trace('Execute', { l: paxos.self, s: paxos.executed }, { executed: paxos.mine(paxos.executed) });
    if (command === null) continue;
    const reply = command.op === 'get' ? paxos.store.get(command.key) : paxos.store.apply(value, command);
    if (paxos.waiting.delete(value)) paxos.out.reply(value, reply);
  }
}

/** What a replica does while it is the primary. */
import type { NodeId } from '../../../core/units.js';
import type { KeyValueCommand } from '../../key-value.js';
import type { MessageOf, View } from './message.js';
import { inCommon, type ReplicaState } from './state.js';

/** The view service has made it the primary. */
export function begin(state: ReplicaState, view: View): void {
  state.view = view;
  state.epoch = view.epoch;
  state.synced = view.epoch;
  state.primary = state.self;
  state.joining = new Set();
  const { waiting, reads } = state;
  const [clients, readers] = [[...waiting], [...reads]];
  state.forget();
  // It was the primary before, too: its clients still wait for it.
  for (const id of clients) waiting.add(id);
  for (const { id, key } of readers) state.reads.push({ id, key, round: state.round + 1 });
  state.round += 1;
  state.out.persist({ begin: view });
  state.out.trace('Begin', { p: state.self, e: view.epoch }, state.wholeLog());
  for (const id of state.others) sendTo(state, id);
  advance(state);
}

export function serve(state: ReplicaState, id: string, command: KeyValueCommand): void {
  const known = state.store.result(id);
  if (known !== undefined) {
    state.out.reply(id, known);
    return;
  }
  state.waiting.add(id);
  if (state.ids.has(id)) return;
  state.append([{ epoch: state.epoch, id, command }]);
  state.out.trace('Serve', { p: state.self, w: id }, state.lastEntry());
  spread(state);
  advance(state);
}

/** A read shows every write that was acknowledged before it was asked for: if this still is the primary. */
export function read(state: ReplicaState, id: string, key: string): void {
  state.round += 1;
  state.reads.push({ id, key, round: state.round });
  if (state.mode !== 'async') spread(state);
  // After a restart without others nobody else would say that what it has is safe.
  advance(state);
}

/** To all that follow: what they have not been sent yet, and the newest round. The others are asked at every tick. */
function spread(state: ReplicaState): void {
  for (const id of state.others) if (state.progress.get(id)!.confirmed !== null) sendTo(state, id);
}

function sendTo(state: ReplicaState, id: NodeId): void {
  const progress = state.progress.get(id)!;
  const from = progress.sent;
  const { epoch, floor, round } = state;
  const entries = state.log.slice(from);
  progress.sent = state.log.length;
  const start = Math.min(floor, state.log.length);
  state.out.send(id, { type: 'Append', epoch, start, from, prevEpoch: state.epochAt(from), entries, round });
}

export function acknowledged(state: ReplicaState, from: NodeId, message: MessageOf<'Ack'>): void {
  if (!state.reigns || message.epoch !== state.epoch) return;
  const progress = state.progress.get(from)!;
  progress.confirmed = Math.max(progress.confirmed ?? 0, message.length);
  progress.round = Math.max(progress.round, message.round);
  progress.silentTicks = 0;
  if (progress.sent < state.log.length) sendTo(state, from);
  admit(state, from);
  advance(state);
}

/** From where on a new follower's log differs. */
export function asked(state: ReplicaState, from: NodeId, message: MessageOf<'Ask'>): void {
  if (!state.reigns || message.epoch !== state.epoch) return;
  const progress = state.progress.get(from)!;
  progress.silentTicks = 0;
  progress.sent = inCommon(state.spans(), message.spans);
  sendTo(state, from);
}

/** A replica that is left out has caught up: from now on nothing is acknowledged without it, and it is to be a member. */
function admit(state: ReplicaState, id: NodeId): void {
  if (state.mode !== 'sync' || state.view!.members.includes(id) || state.joining.has(id)) return;
  const needed = state.mutant === 'joins-behind' ? 0 : Math.max(state.applied, state.floor);
  if (state.progress.get(id)!.confirmed! < needed) return;
  state.joining.add(id);
  state.dropTicks = Math.min(2 * state.dropTicks, 16 * state.timings.silentTicks);
  state.out.persist({ joining: [...state.joining] });
  state.out.trace('Admit', { p: state.self, r: id }, {});
  propose(state);
}

/** Asks for the members that there should be, if those are others. */
function propose(state: ReplicaState): void {
  const view = state.view!;
  const wanted = [...view.members, ...state.joining].filter(
    (id) => id === state.self || state.progress.get(id)!.silentTicks <= state.dropTicks,
  );
  if (wanted.length === view.members.length && state.joining.size === 0) return;
  state.out.send(state.service, { type: 'Propose', epoch: state.epoch, members: wanted });
}

export function tick(state: ReplicaState): void {
  for (const id of state.others) {
    const progress = state.progress.get(id)!;
    progress.silentTicks += 1;
    if (progress.confirmed !== null) progress.sent = progress.confirmed;
    sendTo(state, id);
  }
  if (state.mode === 'sync') propose(state);
}

/** How much of its log is where it has to be. `of` is what counts of a replica; null counts for nothing. */
function reached(state: ReplicaState, of: (id: NodeId) => number | null, all: number): number {
  if (state.mode === 'async') return all;
  const counts = (ids: readonly NodeId[]): number[] => ids.map((id) => of(id) ?? 0);
  return state.mode === 'sync' ? Math.min(all, ...counts(state.awaited)) : Math.max(0, ...counts(state.others));
}

/** Acknowledges what can be. */
function advance(state: ReplicaState): void {
  const confirmed = (id: NodeId): number | null => state.progress.get(id)!.confirmed;
  const { length } = state.log;
  const safe = state.mutant === 'ack-before-backup' ? length : reached(state, confirmed, length);
  if (safe > state.applied) {
    state.out.trace('Acknowledge', { p: state.self, n: safe }, {});
    while (state.applied < safe) {
      const { id, command } = state.log[state.applied]!;
      state.applied += 1;
      const reply = state.store.apply(id, command);
      if (state.waiting.delete(id)) state.out.reply(id, reply);
    }
  }
  answerReads(state);
}

function answerReads(state: ReplicaState): void {
  // What an earlier primary has acknowledged may be in this one's log without its knowing.
  if (state.reads.length === 0 || state.applied < state.floor) return;
  const confirmed = (id: NodeId): number => state.progress.get(id)!.round;
  const round = state.mutant === 'stale-read' ? state.round : reached(state, confirmed, state.round);
  const waiting = state.reads;
  state.reads = [];
  for (const each of waiting) {
    if (each.round <= round) state.out.reply(each.id, state.store.get(each.key));
    else state.reads.push(each);
  }
}

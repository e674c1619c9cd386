/** What a replica does while another one is the primary, or nobody is. */
import type { NodeId } from '../../../core/units.js';
import type { MessageOf, View } from './message.js';
import { begin } from './primary.js';
import type { ReplicaState } from './state.js';

/** It has heard of a newer epoch, and takes nothing of older ones from now on. */
function fence(state: ReplicaState, epoch: number): void {
  state.epoch = epoch;
  state.primary = null;
  state.forget();
  state.out.persist({ epoch });
  state.out.trace('Fence', { r: state.self, e: epoch }, {});
}

/** The view service looks for a primary. */
export function report(state: ReplicaState, { epoch }: MessageOf<'Fence'>): void {
  if (epoch < state.epoch) return;
  // A replica that has a log of this epoch already knows more than the question.
  if (state.synced === epoch) return;
  const fences = state.mutant !== 'report-without-fence';
  if (epoch > state.epoch && fences) fence(state, epoch);
  state.out.send(state.service, { type: 'Report', epoch, synced: state.synced, length: state.log.length });
}

export function viewed(state: ReplicaState, view: View): void {
  if (view.epoch < state.epoch) return;
  if (view.primary === state.self) {
    if (state.synced < view.epoch) begin(state, view);
    return;
  }
  if (view.epoch > state.epoch) fence(state, view.epoch);
  state.primary = view.primary;
}

export function appended(state: ReplicaState, from: NodeId, message: MessageOf<'Append'>): void {
  const old = message.epoch < state.epoch;
  if (old && state.mutant !== 'old-primary-not-fenced') return;
  if (message.epoch === state.synced || old) accept(state, from, message);
  else follow(state, from, message);
  if (!old) state.primary = from;
}

function accept(state: ReplicaState, from: NodeId, message: MessageOf<'Append'>): void {
  const { epoch, round } = message;
  // Behind a gap nothing is taken: the primary sends it again from where this log ends.
  const more = message.from > state.log.length ? [] : message.entries.slice(state.log.length - message.from);
  if (more.length > 0) {
    state.append(more);
    state.out.trace('Accept', { b: state.self, e: epoch, n: state.log.length }, state.lastEntry());
  }
  state.out.send(from, { type: 'Ack', epoch, length: state.log.length, round });
}

/** From a primary whom it does not follow yet: if the entry before is the same, all before it is. */
function follow(state: ReplicaState, from: NodeId, message: MessageOf<'Append'>): void {
  const { epoch, entries, round } = message;
  const fits =
    message.from <= state.log.length &&
    state.epochAt(message.from) === message.prevEpoch &&
    message.from + entries.length >= message.start;
  if (!fits) {
    if (epoch > state.epoch) fence(state, epoch);
    state.out.send(from, { type: 'Ask', epoch, spans: state.spans() });
    return;
  }
  state.replace(epoch, message.from, entries);
  state.forget();
  const n = message.from + entries.length;
  state.out.trace('Follow', { b: state.self, e: epoch, n }, state.wholeLog());
  state.out.send(from, { type: 'Ack', epoch, length: n, round });
}

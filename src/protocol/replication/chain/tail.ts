/** What the tail does besides: it answers the clients, and lets others in behind it. */
import type { NodeId } from '../../../core/units.js';
import type { ChainMessageOf } from './message.js';
import type { ChainState } from './state.js';

/** Of the first `length` entries: where they are everywhere, their clients are told. */
export function acknowledge(state: ChainState, length: number): void {
  const { joining } = state;
  const awaited = joining !== null && state.mutant !== 'joiner-not-awaited';
  const safe = awaited ? Math.min(length, state.progress.get(joining)!.confirmed ?? 0) : length;
  if (safe > state.applied) {
    state.out.trace('Acknowledge', { p: state.self, n: safe }, {});
    while (state.applied < safe) {
      const { id, command } = state.log[state.applied]!;
      state.applied += 1;
      state.out.reply(id, state.store.apply(id, command));
    }
  }
  answerReads(state, state.mutant === 'stale-read' ? state.round : 0);
}

/** A read shows every write that was acknowledged before it was asked for: if this still is the tail. */
export function read(state: ChainState, id: string, key: string): void {
  state.round += 1;
  state.reads.push({ id, key, round: state.round });
  state.out.send(state.service, { type: 'Confirm', epoch: state.epoch, round: state.round });
  acknowledge(state, state.log.length);
}

export function confirmed(state: ChainState, { epoch, round }: ChainMessageOf<'Confirmed'>): void {
  if (epoch === state.epoch && state.isTail) answerReads(state, round);
}

function answerReads(state: ChainState, round: number): void {
  // What an earlier tail has acknowledged may be in this one's log and not yet in its store.
  if (state.reads.length === 0 || state.applied < state.floor) return;
  const waiting = state.reads;
  state.reads = [];
  for (const each of waiting) {
    if (each.round <= round) state.out.reply(each.id, state.store.get(each.key));
    else state.reads.push(each);
  }
}

export function tailTick(state: ChainState): void {
  const { epoch, joining } = state;
  if (joining !== null) state.out.send(state.service, { type: 'Extend', epoch, server: joining });
  if (state.reads.length > 0) state.out.send(state.service, { type: 'Confirm', epoch, round: state.round });
  acknowledge(state, state.log.length);
}

/** One that is in no chain has got so far. Once it has all that is acknowledged, nothing more is without it. */
export function tailAcked(state: ChainState, from: NodeId): void {
  const needed = state.mutant === 'joins-behind' ? 0 : Math.max(state.applied, state.floor);
  if (state.joining === null && state.progress.get(from)!.confirmed! >= needed) {
    state.joining = from;
    state.out.persist({ joining: from });
    state.out.trace('Admit', { t: state.self, c: from }, {});
    state.out.send(state.service, { type: 'Extend', epoch: state.epoch, server: from });
  }
  acknowledge(state, state.log.length);
}

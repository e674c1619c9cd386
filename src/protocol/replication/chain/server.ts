import type { Millis, NodeId } from '../../../core/units.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import { inCommon } from '../primary-backup/state.js';
import type { Chain, ChainMessage, ChainMessageOf, ChainRecord, ChainReply, ChainRequest } from './message.js';
import { type ChainOptions, ChainState } from './state.js';
import { acknowledge, confirmed, read, tailAcked, tailTick } from './tail.js';

/** A server of chain replication, at whatever place. `specs/replication/ChainReplication.tla` has its actions. */
export class ChainServer implements ProtocolNode<ChainMessage, ChainRecord, ChainRequest, ChainReply> {
  readonly #state: ChainState;

  constructor(options: ChainOptions, records: readonly ChainRecord[]) {
    this.#state = new ChainState(options, records);
  }

  /** For the judge of a run. */
  get view(): Pick<ChainState, 'epoch' | 'synced' | 'log' | 'isHead' | 'isTail' | 'applied'> {
    return this.#state;
  }

  step(_now: Millis, input: Input<ChainMessage, ChainRequest>): Effects<ChainMessage, ChainRecord, ChainReply> {
    const state = this.#state;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') request(state, input.id, input.request);
    else if (input.timer === 'tick' || input.timer === startTimer) tick(state);
    return state.out.take();
  }

  #receive(from: NodeId, message: ChainMessage): void {
    const state = this.#state;
    switch (message.type) {
      case 'View':
        viewed(state, message.chain);
        break;
      case 'Append':
        appended(state, from, message);
        break;
      case 'Ack':
        acked(state, from, message);
        break;
      case 'Ask':
        asked(state, from, message);
        break;
      case 'Confirmed':
        confirmed(state, message);
        break;
    }
  }
}

/** Writes go to the head, reads to the tail. */
function request(state: ChainState, id: string, asked: ChainRequest): void {
  const servers = state.chain?.servers;
  if (asked.op === 'get') {
    if (state.isTail) read(state, id, asked.key);
    else state.out.reply(id, { kind: 'redirect', to: elsewhere(state, servers?.at(-1)) });
  } else if (!state.isHead) state.out.reply(id, { kind: 'redirect', to: elsewhere(state, servers?.[0]) });
  else if (!state.ids.has(id)) {
    // A write that is known is on its way, and the tail will tell.
    state.append([{ epoch: state.epoch, id, command: asked }]);
    state.out.trace('Serve', { p: state.self, w: id }, state.lastEntry());
    if (state.mutant === 'head-acks-early') acknowledge(state, state.log.length);
    advance(state);
  }
}

const elsewhere = (state: ChainState, to: NodeId | undefined): NodeId | null =>
  to === state.self ? null : (to ?? null);

/** What has come goes on: to the next one, or, from the tail, to the clients. */
function advance(state: ChainState): void {
  for (const id of state.successors) if (state.progress.get(id)!.confirmed !== null) sendTo(state, id);
  if (state.isTail) acknowledge(state, state.log.length);
}

function sendTo(state: ChainState, id: NodeId): void {
  const progress = state.progress.get(id)!;
  const from = progress.sent;
  const { epoch, start } = state;
  const entries = state.log.slice(from);
  progress.sent = state.log.length;
  state.out.send(id, { type: 'Append', epoch, start, from, prevEpoch: state.epochAt(from), entries });
}

function tick(state: ChainState): void {
  state.out.send(state.service, { type: 'Alive', epoch: state.chain?.epoch ?? 0 });
  for (const id of state.successors) {
    const progress = state.progress.get(id)!;
    if (progress.confirmed !== null) progress.sent = progress.confirmed;
    sendTo(state, id);
  }
  if (state.isTail) tailTick(state);
  state.out.timer('tick', state.timings.tickMs);
}

function viewed(state: ChainState, chain: Chain): void {
  if (chain.epoch < state.epoch || chain.epoch === state.chain?.epoch) return;
  state.chain = chain;
  if (chain.servers[0] === state.self && state.synced < chain.epoch) state.begin(chain.epoch);
  else if (chain.epoch > state.epoch) state.fence(chain.epoch);
  for (const id of state.successors) sendTo(state, id);
  advance(state);
}

function appended(state: ChainState, from: NodeId, message: ChainMessageOf<'Append'>): void {
  const { epoch } = message;
  const old = epoch < state.epoch;
  if (old && state.mutant !== 'old-chain-heard') return;
  if (epoch === state.synced || old) accept(state, from, message);
  else follow(state, from, message);
}

function accept(state: ChainState, from: NodeId, message: ChainMessageOf<'Append'>): void {
  const { epoch } = message;
  // Behind a gap nothing is taken: it is sent again from where this log ends.
  const more = message.from > state.log.length ? [] : message.entries.slice(state.log.length - message.from);
  if (more.length > 0) {
    state.append(more);
    state.out.trace('Accept', { b: state.self, e: epoch, n: state.log.length }, state.lastEntry());
    advance(state);
  }
  state.out.send(from, { type: 'Ack', epoch, length: state.log.length });
}

/** Of a chain whose history it does not have yet: if the entry before is the same, all before it is. */
function follow(state: ChainState, from: NodeId, message: ChainMessageOf<'Append'>): void {
  const { epoch, entries } = message;
  const fits =
    message.from <= state.log.length &&
    state.epochAt(message.from) === message.prevEpoch &&
    message.from + entries.length >= message.start;
  if (!fits) {
    if (epoch > state.epoch) state.fence(epoch);
    state.out.send(from, { type: 'Ask', epoch, spans: state.spans() });
    return;
  }
  state.follow(epoch, message.start, message.from, entries);
  advance(state);
  state.out.send(from, { type: 'Ack', epoch, length: state.log.length });
}

function acked(state: ChainState, from: NodeId, message: ChainMessageOf<'Ack'>): void {
  if (message.epoch !== state.epoch || !state.successors.includes(from)) return;
  const progress = state.progress.get(from)!;
  progress.confirmed = Math.max(progress.confirmed ?? 0, message.length);
  if (progress.sent < state.log.length) sendTo(state, from);
  if (state.isTail) tailAcked(state, from);
}

function asked(state: ChainState, from: NodeId, message: ChainMessageOf<'Ask'>): void {
  if (message.epoch !== state.epoch || !state.successors.includes(from)) return;
  state.progress.get(from)!.sent = inCommon(state.spans(), message.spans);
  sendTo(state, from);
}

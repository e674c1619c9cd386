import type { Millis, NodeId } from '../../core/units.js';
import { type Effects, effects, type Input, noEffects, type ProtocolNode } from '../protocol.js';
import type { Holder, LockReply, LockRequest, ResourceMessage, ResourceRecord } from './message.js';

type ResourceEffects = Effects<ResourceMessage, ResourceRecord, LockReply>;

/**
 * A resource that asks for fencing tokens: a write with a lower token than it has seen comes from somebody who held the lock
 * earlier, and is refused. Without a fence it takes what comes.
 */
export class Resource implements ProtocolNode<ResourceMessage, ResourceRecord, LockRequest, LockReply> {
  readonly #fenced: boolean;
  #fence = 0;

  constructor(fenced: boolean, records: readonly ResourceRecord[]) {
    this.#fenced = fenced;
    for (const { fence } of records) this.#fence = fence;
  }

  step(_now: Millis, input: Input<ResourceMessage, LockRequest>): ResourceEffects {
    if (input.kind !== 'message' || input.message.type !== 'Write') return noEffects;
    const { holder, token, number } = input.message;
    return this.#write(input.from, holder, token, number);
  }

  #write(from: NodeId, h: Holder, t: number, number: number): ResourceEffects {
    if (this.#fenced && t < this.#fence) {
      return effects({
        trace: [{ action: 'Refuse', args: { h, t }, vars: { fence: this.#fence } }],
        send: [{ to: from, message: { type: 'Refused', holder: h, number } }],
      });
    }
    const first = t !== this.#fence;
    this.#fence = t;
    return effects({
      persist: first ? [{ fence: t }] : [],
      trace: [{ action: 'Write', args: { h, t }, vars: { fence: t } }],
      send: [{ to: from, message: { type: 'Written', holder: h, number } }],
    });
  }
}

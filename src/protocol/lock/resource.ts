import type { Millis, NodeId } from '../../core/units.js';
import { type Effects, effects, type Input, noEffects, type ProtocolNode } from '../protocol.js';
import type { Holder, LockReply, LockRequest, ResourceMessage, ResourceRecord } from './message.js';

type ResourceEffects = Effects<ResourceMessage, ResourceRecord, LockReply>;

/** `none`: the lock has no tokens. */
export type Fence = 'checked' | 'ignored' | 'none';

/**
 * A resource that asks for fencing tokens: a write with a lower token than it has seen comes from somebody who held the lock
 * earlier, and is refused. Where the fence is ignored or there is none, it takes what comes.
 */
export class Resource implements ProtocolNode<ResourceMessage, ResourceRecord, LockRequest, LockReply> {
  readonly #kind: Fence;
  #fence = 0;

  constructor(fence: Fence, records: readonly ResourceRecord[]) {
    this.#kind = fence;
    for (const { fence } of records) this.#fence = fence;
  }

  step(_now: Millis, input: Input<ResourceMessage, LockRequest>): ResourceEffects {
    if (input.kind !== 'message' || input.message.type !== 'Write') return noEffects;
    const { holder, token, number } = input.message;
    return this.#write(input.from, holder, token, number);
  }

  #write(from: NodeId, h: Holder, t: number, number: number): ResourceEffects {
    const send: Effects<ResourceMessage, never, never>['send'] = [
      { to: from, message: { type: 'Written', holder: h, number } },
    ];
    if (this.#kind === 'none') return effects({ trace: [{ action: 'Write', args: { h }, vars: {} }], send });
    if (this.#kind === 'checked' && t < this.#fence) {
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
      send,
    });
  }
}

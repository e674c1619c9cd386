import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { Holder, LockReply, LockRequest } from '../message.js';
import type { RedlockMessage, RedlockMutant, RedlockRecord } from './message.js';

/**
 * One of Redlock's servers: a key that expires. It is kinder to Redlock than Redis is: the key's end is a timer that no jump of
 * the clock moves (Redis goes by the wall clock: the mutant `wall-clock`), and a key that is found after a restart lasts its
 * whole lease once more.
 */
export class RedlockServer implements ProtocolNode<RedlockMessage, RedlockRecord, LockRequest, LockReply> {
  readonly #self: NodeId;
  readonly #mutant: RedlockMutant | null;
  readonly #out = new Outbox<RedlockMessage, RedlockRecord, LockReply>();
  #key: Holder | null = null;
  #leaseMs = 0;
  /** By the wall clock. */
  #expiresAt: Millis = Number.POSITIVE_INFINITY;

  constructor(self: NodeId, records: readonly RedlockRecord[], mutant: RedlockMutant | null) {
    this.#self = self;
    this.#mutant = mutant;
    for (const { key, leaseMs } of records) {
      this.#key = key;
      this.#leaseMs = leaseMs;
    }
  }

  step(now: Millis, input: Input<RedlockMessage, LockRequest>): Effects<RedlockMessage, RedlockRecord, LockReply> {
    if (input.kind === 'timeout') {
      // Of the key that is there: a server that has slept may find the alarm of an earlier one.
      if (input.timer === `expire ${this.#key}`) this.#expire();
      else if (input.timer === startTimer && this.#key !== null) this.#out.timer(`expire ${this.#key}`, this.#leaseMs);
    } else if (input.kind === 'message') this.#hear(now, input.from, input.message);
    return this.#out.take();
  }

  #hear(now: Millis, from: NodeId, message: RedlockMessage): void {
    if (this.#mutant === 'wall-clock' && now >= this.#expiresAt) this.#expire();
    if (message.type === 'Set') this.#set(now, from, message.holder, message.leaseMs);
    else if (message.type === 'Delete') this.#delete(message.holder);
  }

  #set(now: Millis, client: NodeId, holder: Holder, leaseMs: number): void {
    // The request came twice; its answer is on its way.
    if (this.#key === holder) return;
    if (this.#key !== null) {
      this.#out.send(client, { type: 'Denied', holder });
      return;
    }
    this.#change(holder, leaseMs);
    this.#expiresAt = now + leaseMs;
    this.#out.timer(`expire ${holder}`, leaseMs);
    this.#trace('Grant', { h: holder });
    this.#out.send(client, { type: 'Granted', holder });
  }

  #delete(holder: Holder): void {
    if (this.#key === null || (this.#key !== holder && this.#mutant !== 'release-without-owner-check')) return;
    this.#change(null, 0);
    this.#trace('Delete', { h: holder });
  }

  #expire(): void {
    if (this.#key === null) return;
    this.#change(null, 0);
    this.#trace('Expire', {});
  }

  #change(key: Holder | null, leaseMs: number): void {
    if (key === null) this.#out.timer(`expire ${this.#key}`, null);
    this.#key = key;
    this.#leaseMs = leaseMs;
    this.#expiresAt = Number.POSITIVE_INFINITY;
    if (this.#mutant !== 'restart-without-sync') this.#out.persist({ key, leaseMs });
  }

  #trace(action: string, args: { readonly h?: Holder }): void {
    this.#out.trace(action, { s: this.#self, ...args }, { key: { [this.#self]: this.#key ?? 'none' } });
  }
}

import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { LockReply, LockRequest } from '../message.js';
import type { MonitorRecord, RedisMessage } from './message.js';

export interface MonitorOptions {
  readonly servers: readonly [NodeId, NodeId];
  readonly pingMs: number;
  /** A primary that is silent for so long is taken for dead. */
  readonly downMs: number;
}

/**
 * What Sentinel decides, in one node: whether the primary is dead, and that the other server takes its place. It cannot tell a
 * dead server from one that is silent, and so there may be two primaries for a while.
 */
export class Monitor implements ProtocolNode<RedisMessage, MonitorRecord, LockRequest, LockReply> {
  readonly #options: MonitorOptions;
  readonly #out = new Outbox<RedisMessage, MonitorRecord, LockReply>();
  #primary: NodeId;
  #epoch = 1;
  /** The primary has taken up its epoch. */
  #installed = true;
  #heardAt: Millis = 0;

  constructor(options: MonitorOptions, records: readonly MonitorRecord[]) {
    this.#options = options;
    this.#primary = options.servers[0];
    for (const { primary, epoch } of records) {
      this.#primary = primary;
      this.#epoch = epoch;
      // It does not remember whether the primary has heard of it.
      this.#installed = false;
    }
  }

  step(now: Millis, input: Input<RedisMessage, LockRequest>): Effects<RedisMessage, MonitorRecord, LockReply> {
    if (input.kind === 'timeout') this.#alarm(now, input.timer);
    else if (input.kind === 'message') this.#hear(now, input.from, input.message);
    return this.#out.take();
  }

  #alarm(now: Millis, timer: string): void {
    if (timer === startTimer) this.#heardAt = now;
    else if (this.#installed && now - this.#heardAt > this.#options.downMs) this.#failOver();
    for (const to of this.#options.servers) this.#out.send(to, { type: 'Ping' });
    this.#out.timer('ping', this.#options.pingMs);
  }

  #failOver(): void {
    const [a, b] = this.#options.servers;
    this.#primary = this.#primary === a ? b : a;
    this.#epoch += 1;
    this.#installed = false;
    this.#out.persist({ primary: this.#primary, epoch: this.#epoch });
    this.#out.send(this.#primary, { type: 'Promote', epoch: this.#epoch });
  }

  #hear(now: Millis, from: NodeId, message: RedisMessage): void {
    if (message.type === 'Where') this.#out.send(from, { type: 'There', primary: this.#primary });
    if (message.type !== 'Pong') return;
    const behind = message.epoch < this.#epoch;
    if (from !== this.#primary) {
      // It must not follow an epoch that nobody has begun.
      if (behind && this.#installed) this.#out.send(from, { type: 'Follow', epoch: this.#epoch });
    } else if (behind) this.#out.send(from, { type: 'Promote', epoch: this.#epoch });
    else {
      this.#installed = true;
      this.#heardAt = now;
    }
  }
}

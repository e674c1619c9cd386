import type { Random } from '../../../core/random.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { LockClient } from '../client.js';
import type { ClientOptions, ClientRecord, Holder } from '../message.js';
import type { RedisMessage, RedisMutant } from './message.js';

export interface RedisClientOptions extends ClientOptions {
  readonly primary: NodeId;
  readonly monitor: NodeId;
  readonly random: Random;
  readonly mutant: RedisMutant | null;
}

/** Takes the lock at whichever server it takes for the primary, and holds it once the replica knows of it. */
export class RedisLockClient extends LockClient<RedisMessage> {
  readonly #redis: RedisClientOptions;
  #primary: NodeId;
  /** Attempts without an answer, one after the other. */
  #silence = 0;

  constructor(options: RedisClientOptions, records: readonly ClientRecord[]) {
    super(options, records);
    this.#redis = options;
    this.#primary = options.primary;
  }

  protected override acquire(): void {
    const { leaseMs, attemptMs } = this.options.timings;
    this.beginLease();
    this.out.send(this.#primary, { type: 'Set', holder: this.holder!, leaseMs });
    this.out.timer('attempt', attemptMs * 2 ** Math.min(3, this.#silence));
    this.out.timer('retry', null);
  }

  protected override release(holder: Holder): void {
    this.out.timer('attempt', null);
    this.out.timer('retry', null);
    this.out.send(this.#primary, { type: 'Delete', holder });
  }

  protected override hear(_now: Millis, _from: NodeId, message: RedisMessage): void {
    if (message.type === 'There') this.#turnTo(message.primary);
    if (!('holder' in message) || !this.waits(message.holder)) return;
    this.#silence = 0;
    if (message.type === 'Denied') this.#later();
    if (message.type === 'ReadOnly') {
      this.out.send(this.#redis.monitor, { type: 'Where' });
      this.#later();
    }
    if (message.type === 'Granted') this.out.timer('attempt', this.options.timings.leaseMs);
    const enough = this.#redis.mutant === 'asynchronous-failover' ? 'Granted' : 'Replicated';
    if (message.type !== enough) return;
    this.out.timer('attempt', null);
    this.out.timer('retry', null);
    this.held((message as { readonly token: number }).token);
  }

  /** There is another primary: what was asked of the old one is in vain. */
  #turnTo(primary: NodeId): void {
    if (primary === this.#primary) return;
    this.#primary = primary;
    if (this.holder !== null && this.waits(this.holder)) this.again();
  }

  /** Nothing was granted, so the same holder may ask again. */
  #later(): void {
    this.out.timer('attempt', null);
    this.out.timer('retry', this.options.timings.retryMs * (0.5 + this.#redis.random.float()));
  }

  protected override alarm(_now: Millis, timer: string): void {
    if (this.holder === null || !this.waits(this.holder)) return;
    if (timer === 'retry') this.acquire();
    if (timer !== 'attempt') return;
    this.#silence += 1;
    this.out.send(this.#redis.monitor, { type: 'Where' });
    this.again();
  }
}

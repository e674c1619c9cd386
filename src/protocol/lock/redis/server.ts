import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { Holder, LockReply, LockRequest } from '../message.js';
import type { RedisMessage, RedisMutant, RedisRecord } from './message.js';

export interface RedisOptions {
  readonly self: NodeId;
  /** The other server: its replica, or its primary. */
  readonly other: NodeId;
  /** It is the primary in the beginning. */
  readonly first: boolean;
  /** Between two questions of a replica. */
  readonly syncMs: number;
  readonly mutant: RedisMutant | null;
}

/** A granted lock of which the replica has still to hear. */
interface Waiting {
  readonly client: NodeId;
  readonly holder: Holder;
  readonly token: number;
  readonly offset: number;
}

/**
 * A small model of a Redis server: one key that expires by the server's wall clock, one counter, a replica that is told of
 * changes after they are made. Every change is synced before anybody hears of it, as with `appendfsync always`.
 */
export class RedisServer implements ProtocolNode<RedisMessage, RedisRecord, LockRequest, LockReply> {
  readonly #options: RedisOptions;
  readonly #out = new Outbox<RedisMessage, RedisRecord, LockReply>();
  #data: RedisRecord;
  #waiting: Waiting[] = [];

  constructor(options: RedisOptions, records: readonly RedisRecord[]) {
    this.#options = options;
    const role = options.first ? 'primary' : 'replica';
    this.#data = records.at(-1) ?? { role, epoch: 1, offset: 0, key: null, expiresAt: 0, counter: 0 };
  }

  /** For judges. */
  get view(): RedisRecord {
    return this.#data;
  }

  step(now: Millis, input: Input<RedisMessage, LockRequest>): Effects<RedisMessage, RedisRecord, LockReply> {
    if (input.kind === 'timeout') this.#alarm(now, input.timer);
    else if (input.kind === 'message') this.#hear(now, input.from, input.message);
    return this.#out.take();
  }

  #alarm(now: Millis, timer: string): void {
    if (timer === startTimer) this.#watchKey(now);
    if (timer === 'expire') this.#expire(now);
    if (timer === 'sync' || timer === startTimer) {
      if (this.#data.role === 'replica') this.#ask();
      this.#out.timer('sync', this.#options.syncMs);
    }
  }

  #hear(now: Millis, from: NodeId, message: RedisMessage): void {
    switch (message.type) {
      case 'Set':
        this.#set(now, from, message.holder, message.leaseMs);
        break;
      case 'Delete':
        this.#delete(now, message.holder);
        break;
      case 'Sync':
        this.#sync(message.epoch, message.offset);
        break;
      case 'Data':
        this.#replicate(now, message);
        break;
      case 'Ping':
        this.#out.send(from, { type: 'Pong', role: this.#data.role, epoch: this.#data.epoch });
        break;
      case 'Promote':
        this.#promote(now, message.epoch);
        break;
      case 'Follow':
        this.#follow(message.epoch);
        break;
    }
  }

  #set(now: Millis, client: NodeId, holder: Holder, leaseMs: number): void {
    if (this.#data.role === 'replica') {
      this.#out.send(client, { type: 'ReadOnly', holder });
      return;
    }
    this.#expire(now);
    const { key } = this.#data;
    // The request came twice; its answer is on its way.
    if (key === holder) return;
    if (key !== null) {
      this.#out.send(client, { type: 'Denied', holder });
      return;
    }
    const token = this.#data.counter + 1;
    this.#change({ key: holder, expiresAt: now + leaseMs, counter: token });
    this.#trace('Grant', { s: this.#options.self, h: holder });
    this.#watchKey(now);
    this.#out.send(client, { type: 'Granted', holder, token });
    this.#waiting.push({ client, holder, token, offset: this.#data.offset });
    this.#tell();
  }

  #delete(now: Millis, holder: Holder): void {
    if (this.#data.role === 'replica') return;
    this.#expire(now);
    const { key } = this.#data;
    const mine = this.#options.mutant === 'release-without-owner-check' ? key !== null : key === holder;
    if (!mine) return;
    this.#change({ key: null });
    this.#trace('Delete', { s: this.#options.self, h: holder });
    this.#tell();
  }

  /** By the wall clock, as Redis does: a jump of the clock is a lease that ends early or late. */
  #expire(now: Millis): void {
    const { role, key, expiresAt } = this.#data;
    // A replica waits until its primary says so.
    if (role === 'replica' || key === null) return;
    if (now < expiresAt) {
      this.#watchKey(now);
      return;
    }
    this.#change({ key: null });
    this.#trace('Expire', { s: this.#options.self });
    this.#tell();
  }

  #watchKey(now: Millis): void {
    const { role, key, expiresAt } = this.#data;
    if (role === 'primary' && key !== null) this.#out.timer('expire', Math.max(0, expiresAt - now));
  }

  #change(to: Partial<RedisRecord>): void {
    this.#put({ ...this.#data, ...to, offset: this.#data.offset + 1 });
  }

  #put(data: RedisRecord): void {
    this.#data = data;
    if (this.#options.mutant !== 'restart-without-sync') this.#out.persist(data);
  }

  #trace(action: string, args: Record<string, string | number>): void {
    const { self } = this.#options;
    const { role, epoch, offset, key, counter } = this.#data;
    const of = <T extends string | number>(value: T): Record<string, T> => ({ [self]: value });
    const vars = { role: of(role), epoch: of(epoch), offset: of(offset), key: of(key ?? 'none'), counter: of(counter) };
    this.#out.trace(action, args, vars);
  }

  /** Sends the replica everything there is. */
  #tell(): void {
    const { role: _, ...data } = this.#data;
    this.#out.send(this.#options.other, { type: 'Data', ...data });
  }

  #ask(): void {
    this.#out.send(this.#options.other, { type: 'Sync', epoch: this.#data.epoch, offset: this.#data.offset });
  }

  /** From the replica: what it has. */
  #sync(epoch: number, offset: number): void {
    const data = this.#data;
    if (data.role === 'replica' || data.epoch !== epoch) return;
    const known = this.#waiting.filter((each) => each.offset <= offset);
    this.#waiting = this.#waiting.filter((each) => each.offset > offset);
    for (const { client, holder, token } of known) this.#out.send(client, { type: 'Replicated', holder, token });
    if (offset < data.offset) this.#tell();
  }

  #replicate(now: Millis, data: Extract<RedisMessage, { type: 'Data' }>): void {
    if (this.#data.role === 'primary' || data.epoch !== this.#data.epoch || data.offset <= this.#data.offset) return;
    const { epoch, offset, key, expiresAt, counter } = data;
    this.#put({ role: 'replica', epoch, offset, key, expiresAt, counter });
    this.#trace('Replicate', { s: this.#options.self, e: epoch, o: offset });
    this.#watchKey(now);
    this.#ask();
  }

  #promote(now: Millis, epoch: number): void {
    if (epoch <= this.#data.epoch) return;
    this.#put({ ...this.#data, role: 'primary', epoch, offset: 0 });
    this.#trace('Promote', { s: this.#options.self, e: epoch });
    this.#waiting = [];
    this.#watchKey(now);
    this.#tell();
  }

  #follow(epoch: number): void {
    if (epoch <= this.#data.epoch) return;
    this.#put({ ...this.#data, role: 'replica', epoch, offset: -1 });
    this.#trace('Follow', { s: this.#options.self, e: epoch });
    this.#waiting = [];
    this.#out.timer('expire', null);
    this.#ask();
  }
}

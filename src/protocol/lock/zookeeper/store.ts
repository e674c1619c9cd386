import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { Holder, LockReply, LockRequest } from '../message.js';
import type { ZooKeeperMessage, ZooKeeperRecord } from './message.js';

/**
 * A small model of ZooKeeper: sessions that end when they are not heard of, their ephemeral nodes with numbers that only grow,
 * and watches that fire once. It is one node: that ZooKeeper's servers agree is Zab's business. Nodes and ends of sessions are
 * durable before anybody hears of them; watches are not, and a session has its whole time once more after a restart.
 */
export class ZooKeeper implements ProtocolNode<ZooKeeperMessage, ZooKeeperRecord, LockRequest, LockReply> {
  readonly #sessionMs: Millis;
  readonly #out = new Outbox<ZooKeeperMessage, ZooKeeperRecord, LockReply>();
  /** Of live sessions: their nodes. */
  readonly #nodes = new Map<Holder, number>();
  readonly #ended = new Set<Holder>();
  /** By session, how often it was heard of: an alarm of before the last time, which was on its way already, is no end. */
  readonly #heard = new Map<Holder, number>();
  #last = 0;
  /** By node: who is to be told, and where. */
  readonly #watches = new Map<number, Map<Holder, NodeId>>();

  constructor(sessionMs: Millis, records: readonly ZooKeeperRecord[]) {
    this.#sessionMs = sessionMs;
    for (const record of records) {
      if ('created' in record) {
        this.#nodes.set(record.created, record.node);
        this.#last = record.node;
      } else {
        this.#nodes.delete(record.ended);
        this.#ended.add(record.ended);
      }
    }
  }

  step(
    _now: Millis,
    input: Input<ZooKeeperMessage, LockRequest>,
  ): Effects<ZooKeeperMessage, ZooKeeperRecord, LockReply> {
    if (input.kind === 'timeout') this.#alarm(input.timer);
    else if (input.kind === 'message') this.#hear(input.from, input.message);
    return this.#out.take();
  }

  #alarm(timer: string): void {
    if (timer === startTimer) for (const holder of this.#nodes.keys()) this.#alive(holder);
    else if (timer.startsWith('session ')) {
      const [, holder = '', time = ''] = timer.split(' ');
      if (this.#heard.get(holder) === Number(time)) this.#end(holder, 'Expire');
    }
  }

  #alive(holder: Holder): void {
    const times = this.#heard.get(holder) ?? 0;
    this.#out.timer(sessionTimer(holder, times), null);
    this.#heard.set(holder, times + 1);
    this.#out.timer(sessionTimer(holder, times + 1), this.#sessionMs);
  }

  #hear(from: NodeId, message: ZooKeeperMessage): void {
    const { holder } = message;
    if (message.type === 'Create' && !this.#ended.has(holder)) this.#create(holder);
    if (message.type === 'Close') {
      this.#end(holder, 'Close');
      return;
    }
    const node = this.#nodes.get(holder);
    if (node === undefined) {
      this.#out.send(from, { type: 'Expired', holder });
      return;
    }
    this.#alive(holder);
    if (message.type === 'Create') this.#out.send(from, { type: 'Created', holder, node });
    else if (message.type === 'GetChildren')
      this.#out.send(from, { type: 'Children', holder, nodes: [...this.#nodes.values()] });
    else if (message.type === 'Watch') this.#watch(from, holder, message.node);
    else if (message.type === 'Ping') {
      this.#out.send(from, { type: 'Pong', holder, number: message.number });
      const { watching } = message;
      if (watching !== null && !this.#exists(watching))
        this.#out.send(from, { type: 'Deleted', holder, node: watching });
      else if (watching !== null) this.#setWatch(from, holder, watching);
    }
  }

  #create(holder: Holder): void {
    if (this.#nodes.has(holder)) return;
    this.#last += 1;
    this.#nodes.set(holder, this.#last);
    this.#out.persist({ created: holder, node: this.#last });
    this.#out.trace('Create', { h: holder }, {});
  }

  #exists(node: number): boolean {
    return [...this.#nodes.values()].includes(node);
  }

  #watch(from: NodeId, holder: Holder, node: number): void {
    const exists = this.#exists(node);
    if (exists) {
      this.#setWatch(from, holder, node);
      this.#out.trace('Watch', { h: holder, n: node }, {});
    }
    this.#out.send(from, { type: 'Watched', holder, node, exists });
  }

  #setWatch(from: NodeId, holder: Holder, node: number): void {
    const told = this.#watches.get(node) ?? new Map<Holder, NodeId>();
    this.#watches.set(node, told.set(holder, from));
  }

  #end(holder: Holder, action: 'Expire' | 'Close'): void {
    const node = this.#nodes.get(holder);
    if (node === undefined) return;
    this.#nodes.delete(holder);
    this.#ended.add(holder);
    this.#out.persist({ ended: holder });
    this.#out.trace(action, { h: holder }, {});
    this.#out.timer(sessionTimer(holder, this.#heard.get(holder) ?? 0), null);
    this.#heard.delete(holder);
    for (const [watcher, to] of this.#watches.get(node) ?? [])
      this.#out.send(to, { type: 'Deleted', holder: watcher, node });
    this.#watches.delete(node);
  }
}

const sessionTimer = (holder: Holder, time: number): string => `session ${holder} ${time}`;

import type { Millis, NodeId } from '../../core/units.js';
import { Outbox } from '../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import type { ClientOptions, ClientRecord, Holder, LockReply, LockRequest, ResourceMessage } from './message.js';

/** What a client is at: one acquisition, and what it does with it. */
interface Job {
  readonly id: string;
  readonly request: LockRequest;
  holder: Holder;
  /** null: it does not hold the lock. */
  token: number | null;
  written: number;
  /** A write is on its way, or its answer. */
  sent: boolean;
  /** The lease is all but over. */
  stopped: boolean;
}

/**
 * A client of a lock: one request after the other it takes the lock, writes to the resource, and gives the lock back. How the
 * lock is taken and given back is its subclass's. The lease is a timer: a client that sleeps through its end may write once
 * more when it wakes up, before it notices. M the messages of the lock.
 */
export abstract class LockClient<M extends { readonly type: string }>
  implements ProtocolNode<M | ResourceMessage, ClientRecord, LockRequest, LockReply>
{
  protected readonly options: ClientOptions;
  protected readonly out = new Outbox<M | ResourceMessage, ClientRecord, LockReply>();
  readonly #waiting: { id: string; request: LockRequest }[] = [];
  readonly #done = new Map<string, LockReply>();
  #job: Job | null = null;
  #attempts = 0;
  /** Between two acquisitions. */
  #rests = false;

  constructor(options: ClientOptions, records: readonly ClientRecord[]) {
    this.options = options;
    for (const { attempts } of records) this.#attempts = attempts;
  }

  /** Asks for the lock, for `this.holder`, and sees to it that the answer is not waited for in vain. */
  protected abstract acquire(): void;
  /** Gives back what `holder` may have, of which it no longer makes use. */
  protected abstract release(holder: Holder): void;
  protected abstract hear(now: Millis, from: NodeId, message: M): void;
  protected abstract alarm(now: Millis, timer: string): void;

  /** For judges: it has nothing to do. */
  get idle(): boolean {
    return this.#job === null && this.#waiting.length === 0;
  }

  /** For judges: the token of what it holds. */
  get token(): number | null {
    return this.#job?.token ?? null;
  }

  step(
    now: Millis,
    input: Input<M | ResourceMessage, LockRequest>,
  ): Effects<M | ResourceMessage, ClientRecord, LockReply> {
    if (input.kind === 'request') this.#ask(input.id, input.request);
    else if (input.kind === 'timeout') this.#alarm(now, input.timer);
    else if (isOfResource(input.message)) this.#hearResource(input.message);
    else this.hear(now, input.from, input.message);
    return this.out.take();
  }

  /** Who asks for the lock or has it; null: nobody. */
  protected get holder(): Holder | null {
    return this.#job?.holder ?? null;
  }

  /** `holder` waits for the lock. */
  protected waits(holder: Holder): boolean {
    return this.#job !== null && this.#job.holder === holder && this.#job.token === null;
  }

  /** The lease begins: the lock is being asked for. It does not become longer by an answer that takes its time. */
  protected beginLease(): void {
    const { leaseMs, marginMs } = this.options.timings;
    this.out.timer('lease', leaseMs - marginMs);
  }

  /** The lock is this client's. */
  protected held(token: number): void {
    const job = this.#job!;
    job.token = token;
    this.traceHold(job.holder, token);
    this.#write(job);
  }

  protected traceHold(h: Holder, t: number): void {
    this.out.trace('Hold', { h, t }, {});
  }

  /** The answer does not come, or was of no use: as another holder the client begins anew, at once or after a while. */
  protected again(afterMs = 0): void {
    const job = this.#job!;
    this.#giveUp(job);
    if (afterMs === 0) {
      this.#begin(job.id, job.request);
      return;
    }
    this.#waiting.unshift({ id: job.id, request: job.request });
    this.#rest(afterMs);
  }

  /** The client no longer has the lock, or no longer believes so. */
  protected lost(): void {
    if (this.#job !== null) this.#end(this.#job, 'lost');
  }

  #ask(id: string, request: LockRequest): void {
    const reply = this.#done.get(id);
    if (reply !== undefined) this.out.reply(id, reply);
    else if (this.#job?.id !== id && this.#waiting.every((each) => each.id !== id)) {
      this.#waiting.push({ id, request });
      if (this.#job === null && !this.#rests) this.#next();
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#begin(next.id, next.request);
  }

  /** The next acquisition has records of its own to wait for: what has ended is told before. */
  #rest(forMs: Millis): void {
    this.#job = null;
    this.#rests = true;
    this.out.timer('next', forMs);
  }

  #begin(id: string, request: LockRequest): void {
    this.#attempts += 1;
    this.out.persist({ attempts: this.#attempts });
    this.#job = {
      id,
      request,
      holder: `${this.options.self}.${this.#attempts}`,
      token: null,
      written: 0,
      sent: false,
      stopped: false,
    };
    this.acquire();
  }

  #alarm(now: Millis, timer: string): void {
    const job = this.#job;
    if (timer === 'next') {
      this.#rests = false;
      this.#next();
    } else if (timer === 'lease' || timer === 'drained') {
      // Before it has the lock, the attempt has an end of its own.
      if (job !== null && job.token !== null) this.#stop(job);
    } else if (timer === 'write') {
      if (job !== null && job.token !== null) this.#write(job);
    } else if (timer !== startTimer) this.alarm(now, timer);
  }

  /** The lease is about to end. What was sent may be slow to arrive: until then it is this holder's still. */
  #stop(job: Job): void {
    if (job.stopped || !job.sent || this.options.timings.drainMs === 0) {
      this.#end(job, 'lost');
      return;
    }
    job.stopped = true;
    this.out.timer('write', null);
    this.out.timer('drained', this.options.timings.drainMs);
  }

  /** Also sends again what was not answered. */
  #write(job: Job): void {
    if (job.written >= job.request.writes) {
      this.#end(job, 'used');
      return;
    }
    const message: ResourceMessage = { type: 'Write', holder: job.holder, token: job.token!, number: job.written + 1 };
    job.sent = true;
    this.out.send(this.options.resource, message);
    this.out.timer('write', this.options.timings.resendMs);
  }

  #hearResource(message: ResourceMessage): void {
    const job = this.#job;
    if (job === null || job.holder !== message.holder || job.token === null || message.number !== job.written + 1)
      return;
    if (message.type === 'Refused') this.#end(job, 'lost');
    else if (message.type === 'Written') {
      job.written += 1;
      job.sent = false;
      if (job.stopped) this.#end(job, 'lost');
      else this.out.timer('write', job.request.everyMs);
    }
  }

  #end(job: Job, kind: LockReply['kind']): void {
    const reply = { kind, holder: job.holder };
    this.#giveUp(job);
    this.#done.set(job.id, reply);
    this.out.reply(job.id, reply);
    this.#rest(0);
  }

  #giveUp(job: Job): void {
    this.out.trace('GiveUp', { h: job.holder }, {});
    this.out.timer('write', null);
    this.out.timer('lease', null);
    this.out.timer('drained', null);
    this.release(job.holder);
  }
}

const isOfResource = (message: { readonly type: string }): message is ResourceMessage =>
  message.type === 'Written' || message.type === 'Refused' || message.type === 'Write';

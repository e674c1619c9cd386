import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type {
  LeaseAnswer,
  LeaseCommand,
  LeaseMessage,
  LeaseMutant,
  LeaseRecord,
  LeaseReply,
  LeaseRequest,
  LeaseTimings,
} from './message.js';

export interface CandidateOptions {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly timings: LeaseTimings;
  readonly mutant: LeaseMutant | null;
}

interface Stored {
  readonly asked: number;
}

const numbersAtOnce = 1000;

/** A question that is not answered yet, and when it was asked for the first time. */
interface Question {
  readonly number: number;
  readonly command: LeaseCommand | null;
  readonly at: Millis;
}

/** One that leads while it has the lease. `specs/election/LeaseElectionTimed.tla` says why no two do. */
export class LeaseCandidate implements ProtocolNode<LeaseMessage, Stored, LeaseRequest, LeaseReply> {
  readonly #self: NodeId;
  readonly #servers: readonly NodeId[];
  readonly #timings: LeaseTimings;
  readonly #mutant: LeaseMutant | null;
  readonly #out = new Outbox<LeaseMessage, Stored, LeaseReply>();

  #asked = 0;
  /** Numbers are taken from the disk by the thousand: what a leader says must not wait for it, least of all that it leads no more. */
  #reserved = 0;
  #asks = 0;
  #server = 0;
  #question: Question | null = null;
  #seen: LeaseRecord = { version: 0, epoch: 0, leader: null };
  #seenAt: Millis = 0;
  /** The epoch in which it takes itself for the leader, or 0; and until when, by its own clock. */
  #leading = 0;
  #until: Millis = 0;

  constructor({ self, servers, timings, mutant }: CandidateOptions, records: readonly Stored[]) {
    this.#self = self;
    this.#servers = servers;
    this.#timings = timings;
    this.#mutant = mutant;
    for (const { asked } of records) this.#asked = asked;
    this.#reserved = this.#asked;
  }

  /** For the judge of a run. */
  get view(): { readonly leading: number; readonly seen: LeaseRecord } {
    return { leading: this.#leading, seen: this.#seen };
  }

  step(now: Millis, input: Input<LeaseMessage, LeaseRequest>): Effects<LeaseMessage, Stored, LeaseReply> {
    // Before anything else: it may have slept.
    if (this.#leading > 0 && now >= this.#until && this.#mutant !== 'lease-without-end') this.#stepDown();
    if (input.kind === 'request') {
      const { leader, epoch } = this.#seen;
      this.#out.reply(input.id, { kind: 'leader', leader, epoch });
    } else if (input.kind === 'timeout') this.#timeout(now, input.timer);
    else this.#hear(now, input.message);
    return this.#out.take();
  }

  #timeout(now: Millis, timer: string): void {
    if (timer === startTimer || timer === 'poll') this.#ask(now);
    else if (timer === 'lease' && this.#leading > 0) this.#out.timer('lease', Math.max(0.01, this.#until - now));
    else if ((timer === 'attempt' || timer === 'resend') && this.#question !== null) {
      if (timer === 'attempt') this.#server = (this.#server + 1) % this.#servers.length;
      this.#send(this.#question);
    }
  }

  #hear(now: Millis, message: LeaseMessage): void {
    const question = this.#question;
    if (!('number' in message) || question === null || message.number !== question.number) return;
    if (message.type === 'Redirect') {
      const { leader } = message;
      if (leader === null) return;
      this.#server = Math.max(0, this.#servers.indexOf(leader));
      // Soon, and not at once: two servers may each take the other for the leader.
      this.#out.timer('resend', 2);
    } else if (message.type === 'Answer') this.#answered(now, question, message.answer);
  }

  #answered(now: Millis, { at, command }: Question, { record, done }: LeaseAnswer): void {
    this.#question = null;
    this.#out.timer('attempt', null);
    this.#out.timer('resend', null);
    const prolonged = record.version !== this.#seen.version;
    const noticed = this.#mutant === 'prolonged-unnoticed' ? record.epoch !== this.#seen.epoch : prolonged;
    if (noticed) this.#seenAt = now;
    this.#seen = record;
    if (command !== null && done) this.#granted(now, at, record.epoch);
    else if (this.#leading > 0 && record.leader !== this.#self) this.#stepDown();
    const next = this.#leading > 0 ? this.#timings.pollMs : Math.min(this.#timings.pollMs, this.#waitsFor(now));
    this.#out.timer('poll', next);
  }

  #granted(now: Millis, askedAt: Millis, epoch: number): void {
    const until = (this.#mutant === 'lease-from-answer' ? now : askedAt) + this.#timings.leaseMs;
    if (now >= until) return;
    this.#until = until;
    this.#out.timer('lease', until - now);
    if (this.#leading === epoch) return;
    this.#leading = epoch;
    this.#out.trace('Lead', { c: this.#self, e: epoch }, this.#state());
  }

  #stepDown(): void {
    this.#leading = 0;
    this.#out.timer('lease', null);
    this.#out.trace('StepDown', { c: this.#self }, this.#state());
  }

  /** How long the record has to stay as it is before this candidate may take over. */
  #waitsFor(now: Millis): Millis {
    const { leader } = this.#seen;
    if (leader === null || leader === this.#self) return 0;
    return Math.max(0, this.#seenAt + this.#timings.durationMs - now);
  }

  #ask(now: Millis): void {
    if (this.#question !== null) return;
    const acts = this.#asks > 0 && (this.#leading > 0 || this.#waitsFor(now) === 0);
    const command = acts ? { candidate: this.#self, version: this.#seen.version, own: this.#leading } : null;
    this.#asked += 1;
    this.#asks += 1;
    if (this.#asked > this.#reserved) {
      this.#reserved += numbersAtOnce;
      this.#out.persist({ asked: this.#reserved });
    }
    this.#question = { number: this.#asked, command, at: now };
    this.#send(this.#question);
  }

  #send({ number, command }: Question): void {
    this.#out.send(this.#servers[this.#server]!, { type: 'Ask', number, command });
    this.#out.timer('attempt', this.#timings.attemptMs);
  }

  #state() {
    return { leading: { [this.#self]: this.#leading } };
  }
}

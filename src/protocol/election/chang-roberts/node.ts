import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import { smaller } from '../order.js';
import type { RingMessage, RingMutant, RingOptions, RingRecord, RingReply, RingRequest } from './message.js';

/** One process of the ring. `specs/election/ChangRoberts.tla` has its actions. */
export class RingProcess implements ProtocolNode<RingMessage, RingRecord, RingRequest, RingReply> {
  readonly #self: NodeId;
  readonly #next: NodeId;
  readonly #resendMs: Millis;
  readonly #mutant: RingMutant | null;
  readonly #out = new Outbox<RingMessage, RingRecord, RingReply>();

  #participant = false;
  #leader: NodeId | null = null;
  /** The largest number that it has sent on since it takes part. */
  #candidate: NodeId;

  constructor({ self, ring, timings, mutant }: RingOptions) {
    this.#self = self;
    this.#next = ring[(ring.indexOf(self) + 1) % ring.length]!;
    this.#resendMs = timings.resendMs;
    this.#mutant = mutant ?? null;
    this.#candidate = self;
  }

  /** For the judge of a run. null: it knows of none. */
  get leader(): NodeId | null {
    return this.#leader;
  }

  step(_now: Millis, input: Input<RingMessage, RingRequest>): Effects<RingMessage, RingRecord, RingReply> {
    if (input.kind === 'request') this.#out.reply(input.id, { kind: 'leader', leader: this.#leader });
    else if (input.kind === 'timeout') this.#timeout(input.timer);
    else if (input.message.type === 'candidate') this.#candidateOf(input.message.of);
    else this.#electedIs(input.message.of);
    return this.#out.take();
  }

  #timeout(timer: string): void {
    if (timer === startTimer) {
      this.#out.trace('Restart', { i: this.#self }, this.#state());
      this.#start();
    } else if (this.#participant && this.#mutant !== 'not-sent-again') {
      this.#out.send(this.#next, { type: 'candidate', of: this.#candidate });
      this.#out.timer('resend', this.#resendMs);
    }
  }

  #start(): void {
    this.#takePart(this.#self);
    this.#out.trace('Start', { i: this.#self }, this.#state());
  }

  #candidateOf(of: NodeId): void {
    const hasty = this.#mutant === 'any-candidate-wins' && this.#participant;
    if (of === this.#self || hasty) this.#lead();
    else if (this.#mutant === 'first-heard-followed' && this.#leader === null) this.#follow(of);
    else if (this.#passes(of)) {
      this.#takePart(of);
      this.#out.trace('Forward', { i: this.#self, j: of }, this.#state());
    } else if (!this.#participant) this.#start();
  }

  #passes(of: NodeId): boolean {
    if (this.#mutant === 'smaller-forwarded') return true;
    return this.#mutant === 'smallest-forwarded' ? smaller(of, this.#self) : smaller(this.#self, of);
  }

  #takePart(candidate: NodeId): void {
    if (!this.#participant || smaller(this.#candidate, candidate)) this.#candidate = candidate;
    this.#participant = true;
    this.#out.send(this.#next, { type: 'candidate', of: candidate });
    this.#out.timer('resend', this.#resendMs);
  }

  #lead(): void {
    this.#know(this.#self);
    this.#out.trace('Lead', { i: this.#self }, this.#state());
  }

  #electedIs(of: NodeId): void {
    // It has been all the way round.
    if (of !== this.#self) this.#follow(of);
  }

  #follow(of: NodeId): void {
    this.#know(of);
    this.#out.trace('Follow', { i: this.#self, j: of }, this.#state());
  }

  #know(leader: NodeId): void {
    this.#participant = false;
    this.#leader = leader;
    this.#out.send(this.#next, { type: 'elected', of: leader });
    this.#out.timer('resend', null);
  }

  #state() {
    return {
      participant: { [this.#self]: this.#participant },
      leader: { [this.#self]: this.#leader ?? 'None' },
    };
  }
}

import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type {
  BullyMessage,
  BullyMutant,
  BullyOptions,
  BullyRecord,
  BullyReply,
  BullyRequest,
  BullyTimings,
} from './message.js';

/** One node of the bully algorithm. `specs/election/Bully.tla` has its actions. */
export class BullyNode implements ProtocolNode<BullyMessage, BullyRecord, BullyRequest, BullyReply> {
  readonly self: NodeId;
  readonly #order: readonly NodeId[];
  readonly #place: number;
  readonly #timings: BullyTimings;
  readonly #mutant: BullyMutant | null;
  readonly #out = new Outbox<BullyMessage, BullyRecord, BullyReply>();

  #epoch = 0;
  #leader: NodeId | null = null;
  /**
   * How many times as long it waits as it was told to. The paper presumes to know how long a message takes; a node that does not
   * waits longer after each election that it has begun, so that in the end nobody is taken for silent who is only slow.
   */
  #patience = 1;

  constructor({ self, order, timings, mutant }: BullyOptions, records: readonly BullyRecord[]) {
    this.self = self;
    this.#order = order;
    this.#place = order.indexOf(self);
    this.#timings = timings;
    this.#mutant = mutant ?? null;
    if (this.#mutant !== 'epoch-forgotten') for (const { epoch } of records) this.#epoch = epoch;
  }

  /** For the judge of a run. `leader` null: an election goes on. */
  get view(): { readonly leader: NodeId | null; readonly epoch: number } {
    return { leader: this.#leader, epoch: this.#epoch };
  }

  step(_now: Millis, input: Input<BullyMessage, BullyRequest>): Effects<BullyMessage, BullyRecord, BullyReply> {
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#out.reply(input.id, { kind: 'leader', ...this.view });
    else this.#timeout(input.timer);
    return this.#out.take();
  }

  #timeout(timer: string): void {
    if (timer === startTimer) this.#elect();
    else if (timer === 'announce') this.#announce();
    else if (timer === 'answer') this.#lead();
    else {
      this.#patience = Math.min(this.#patience * 1.5, 16);
      this.#elect();
    }
  }

  #receive(from: NodeId, { type, epoch }: BullyMessage): void {
    const larger = this.#order.indexOf(from) > this.#place;
    if (type === 'coordinator') {
      const deaf = this.#mutant === 'leader-not-deposed' && this.#leader === this.self;
      if (!deaf) this.#announced(from, larger, epoch);
      return;
    }
    this.#hear(epoch);
    if (type === 'answer') {
      // Somebody larger is there: it is for that one to lead, within some time.
      if (this.#leader === null && larger) this.#waitForLeader();
    } else if (this.#leader === this.self) this.#out.send(from, { type: 'coordinator', epoch: this.#epoch });
    else {
      this.#out.send(from, { type: 'answer', epoch: this.#epoch });
      // Whoever asks has lost its leader; so may have this one, and it is nearer to leading itself.
      if (this.#leader !== null) this.#elect();
    }
  }

  #announced(from: NodeId, larger: boolean, epoch: number): void {
    const current = epoch > this.#epoch || (epoch === this.#epoch && (this.#leader === null || this.#leader === from));
    if ((larger || this.#mutant === 'smaller-followed') && (current || this.#mutant === 'stale-leader-followed'))
      this.#follow(from, epoch);
    else {
      // A smaller node leads, whom nobody follows that knows of a larger one; or a leader of the past, who has to hear of it.
      const unheard = epoch > this.#epoch;
      this.#hear(epoch);
      if (!larger && this.#leader === this.self) this.#out.send(from, { type: 'coordinator', epoch: this.#epoch });
      else this.#out.send(from, { type: 'answer', epoch: this.#epoch });
      if (!larger && this.#leader !== null && this.#leader !== this.self && unheard) this.#elect();
    }
  }

  /** From nobody but a leader itself is heard who leads; but that there is a later epoch, from anybody. */
  #hear(epoch: number): void {
    if (epoch <= this.#epoch) return;
    const led = this.#leader !== null;
    this.#epoch = epoch;
    this.#leader = null;
    this.#out.persist({ epoch });
    this.#out.trace('Hear', { i: this.self, e: epoch }, this.#state());
    if (led) this.#ask();
  }

  #elect(): void {
    this.#leader = null;
    this.#out.trace('Elect', { i: this.self }, this.#state());
    this.#ask();
  }

  /** Asks all larger nodes. Who has none leads without. */
  #ask(): void {
    this.#out.timer('announce', null);
    this.#out.timer('silence', null);
    this.#out.timer('coordinator', null);
    const larger = this.#order.slice(this.#place + 1);
    for (const to of larger) this.#out.send(to, { type: 'election', epoch: this.#epoch });
    this.#out.timer('answer', larger.length === 0 ? 0 : this.#timings.answerMs * this.#patience);
  }

  #waitForLeader(): void {
    this.#out.timer('answer', null);
    this.#out.timer('coordinator', this.#timings.coordinatorMs * this.#patience);
  }

  #lead(): void {
    if (this.#leader !== null) return;
    this.#epoch = this.#mutant === 'epoch-shared' ? this.#epoch + 1 : this.#nextOwn();
    this.#leader = this.self;
    this.#out.persist({ epoch: this.#epoch });
    this.#out.trace('Lead', { i: this.self, e: this.#epoch }, this.#state());
    this.#announce();
  }

  /** Of the epochs that belong to this node the first that is later than all that it knows. */
  #nextOwn(): number {
    const nodes = this.#order.length;
    const round = Math.floor((this.#epoch - this.#place) / nodes) + 1;
    return Math.max(round, this.#place === 0 ? 1 : 0) * nodes + this.#place;
  }

  #announce(): void {
    // What it was to say as leader may have waited for the disk while it heard of another epoch.
    if (this.#leader !== this.self) return;
    for (const to of this.#order) if (to !== this.self) this.#out.send(to, { type: 'coordinator', epoch: this.#epoch });
    this.#out.timer('announce', this.#timings.announceMs);
  }

  #follow(leader: NodeId, epoch: number): void {
    this.#out.timer('announce', null);
    this.#out.timer('answer', null);
    this.#out.timer('coordinator', null);
    const silence = this.#mutant === 'leader-not-missed' ? null : this.#timings.silenceMs * this.#patience;
    this.#out.timer('silence', silence);
    if (this.#leader === leader && this.#epoch === epoch) return;
    if (epoch !== this.#epoch) this.#out.persist({ epoch });
    this.#epoch = epoch;
    this.#leader = leader;
    this.#out.trace('Follow', { i: this.self, j: leader, e: epoch }, this.#state());
  }

  #state() {
    return { epoch: { [this.self]: this.#epoch }, leader: { [this.self]: this.#leader ?? 'None' } };
  }
}

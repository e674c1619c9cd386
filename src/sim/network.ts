import type { Millis, NodeId } from '../core/units.js';
import type { Recording } from './recording.js';
import { drawn, mix32 } from './rolling-hash.js';
import type { MessageFault, NetworkMix } from './schedule.js';
import type { Scheduler, SimEvent } from './scheduler.js';

/** Where messages arrive: nodes by index. */
export interface Receiver<M> {
  receive(from: number, to: number, message: M): void;
}

const purpose = { delay: 1, loss: 2, repeat: 3, repeatBy: 4, late: 5, lateBy: 6 } as const;

class Delivery<M> implements SimEvent {
  constructor(
    readonly network: SimulatedNetwork<M>,
    readonly from: number,
    readonly to: number,
    readonly message: M,
  ) {}

  fire(): void {
    this.network.arrive(this);
  }
}

/**
 * Links between all pairs of nodes. What happens to the nth message of a link is drawn from (seed, link, n) alone, so that a
 * fault more or less elsewhere changes nothing here.
 */
export class SimulatedNetwork<M> {
  readonly #scheduler: Scheduler;
  readonly #nodes: readonly NodeId[];
  readonly #receiver: Receiver<M>;
  readonly #seeds: Uint32Array;
  /** Messages sent on each link: index `from * nodes + to`, as in all of these. */
  readonly #sent: Uint32Array;
  readonly #cuts: Uint8Array;
  readonly #clogs: Uint8Array;
  readonly #slowBy: Float64Array;
  readonly #held: Delivery<M>[] = [];
  readonly #listed = new Map<number, MessageFault[]>();
  #mix: NetworkMix;
  /** What the probabilities did, in the form of a schedule; null when nobody wants to know. */
  happened: MessageFault[] | null = null;
  recording: Recording | null = null;
  deliveredCount = 0;
  lostCount = 0;
  repeatedCount = 0;

  constructor(
    scheduler: Scheduler,
    nodes: readonly NodeId[],
    seed: number,
    mix: NetworkMix,
    listed: readonly MessageFault[],
    receiver: Receiver<M>,
  ) {
    this.#scheduler = scheduler;
    this.#nodes = nodes;
    this.#receiver = receiver;
    this.#mix = mix;
    const links = nodes.length * nodes.length;
    this.#seeds = Uint32Array.from({ length: links }, (_, link) => mix32(seed ^ mix32(link + 1)));
    this.#sent = new Uint32Array(links);
    this.#cuts = new Uint8Array(links);
    this.#clogs = new Uint8Array(links);
    this.#slowBy = new Float64Array(links);
    for (const fault of listed) {
      const link = this.#link(nodes.indexOf(fault.from), nodes.indexOf(fault.to));
      const faults = this.#listed.get(link) ?? [];
      faults.push(fault);
      this.#listed.set(link, faults);
    }
  }

  send(from: number, to: number, message: M): void {
    const link = this.#link(from, to);
    const nth = this.#sent[link]!++;
    const mix = this.#mix;
    const seed = this.#seeds[link]!;
    const sent = this.recording === null ? 0 : this.#recordSent(from, to, message, false);
    let delay = mix.delayMs + this.#slowBy[link]!;
    if (mix.jitterMs > 0) delay += mix.jitterMs * drawn(seed, nth, purpose.delay);
    if (this.#cuts[link]! > 0) {
      this.lostCount += 1;
      this.recording?.lost(sent, 'partition');
      return;
    }
    if (mix.loss > 0 && drawn(seed, nth, purpose.loss) < mix.loss) {
      this.lostCount += 1;
      this.happened?.push({ kind: 'message-lost', from: this.#nodes[from]!, to: this.#nodes[to]!, nth });
      this.recording?.lost(sent, 'the network lost it');
      return;
    }
    if (mix.duplicate > 0 && drawn(seed, nth, purpose.repeat) < mix.duplicate) {
      this.#repeat(from, to, nth, message, delay, round(mix.lateMs * drawn(seed, nth, purpose.repeatBy)));
    }
    if (mix.late > 0 && drawn(seed, nth, purpose.late) < mix.late) {
      const byMs = round(mix.lateMs * drawn(seed, nth, purpose.lateBy));
      delay += byMs;
      this.happened?.push({ kind: 'message-late', from: this.#nodes[from]!, to: this.#nodes[to]!, nth, byMs });
    }
    if (this.#listed.size > 0) {
      for (const fault of this.#listed.get(link) ?? []) {
        if (fault.nth !== nth) continue;
        if (fault.kind === 'message-lost') {
          this.lostCount += 1;
          this.recording?.lost(sent, 'the network lost it');
          return;
        }
        if (fault.kind === 'message-late') delay += fault.byMs;
        else this.#repeat(from, to, nth, message, delay, fault.byMs);
      }
    }
    const delivery = new Delivery(this, from, to, message);
    this.recording?.carries(delivery, sent);
    this.#scheduler.after(delay, delivery);
  }

  arrive(delivery: Delivery<M>): void {
    if (this.#clogs[this.#link(delivery.from, delivery.to)]! > 0) {
      this.#held.push(delivery);
      return;
    }
    this.deliveredCount += 1;
    this.recording?.arrived(delivery, delivery.to);
    this.#receiver.receive(delivery.from, delivery.to, delivery.message);
  }

  cut(from: number, to: number, by: 1 | -1): void {
    this.#cuts[this.#link(from, to)]! += by;
  }

  clog(from: number, to: number): void {
    this.#clogs[this.#link(from, to)]! += 1;
  }

  unclog(from: number, to: number): void {
    this.#clogs[this.#link(from, to)]! -= 1;
    this.#release();
  }

  slow(from: number, to: number, byMs: Millis): void {
    this.#slowBy[this.#link(from, to)]! += byMs;
  }

  /** From now on every message arrives, once and in time; what was held back arrives now. */
  heal(): void {
    this.#cuts.fill(0);
    this.#clogs.fill(0);
    this.#slowBy.fill(0);
    this.#listed.clear();
    this.#mix = { ...this.#mix, loss: 0, duplicate: 0, late: 0 };
    this.#release();
  }

  #release(): void {
    for (const delivery of this.#held.splice(0)) this.#scheduler.after(0, delivery);
  }

  #repeat(from: number, to: number, nth: number, message: M, delay: Millis, byMs: Millis): void {
    this.repeatedCount += 1;
    this.happened?.push({ kind: 'message-repeated', from: this.#nodes[from]!, to: this.#nodes[to]!, nth, byMs });
    const delivery = new Delivery(this, from, to, message);
    this.recording?.carries(delivery, this.#recordSent(from, to, message, true));
    this.#scheduler.after(delay + byMs, delivery);
  }

  #recordSent(from: number, to: number, message: M, repeated: boolean): number {
    return this.recording?.sent(this.#nodes[from]!, this.#nodes[to]!, message, repeated) ?? 0;
  }

  #link(from: number, to: number): number {
    return from * this.#nodes.length + to;
  }
}

const round = (ms: Millis): Millis => Math.round(ms * 1000) / 1000;

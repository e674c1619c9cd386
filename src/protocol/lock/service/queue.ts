import type { StateMachine } from '../../state-machine.js';
import type { Holder } from '../message.js';
import type { LockAnswer, LockCommand, ServiceMutant } from './message.js';

interface Place {
  readonly holder: Holder;
  readonly token: number;
}

export interface QueueSnapshot {
  readonly count: number;
  readonly queue: readonly Place[];
  /** Holders that have been in the queue and are no more: who was once taken out does not come back. */
  readonly gone: readonly Holder[];
}

/** What the machine did: a command that changed something, or that it became what a snapshot says. */
export type QueueStep =
  | { readonly kind: 'command'; readonly op: LockCommand['op']; readonly holder: Holder; readonly number: number }
  | { readonly kind: 'restored'; readonly number: number };

/** The lock as a state machine. Commands that change nothing do not count; one applied twice has happened once. */
export class LockQueue implements StateMachine<LockCommand, Holder, LockAnswer, QueueSnapshot> {
  readonly #mutant: ServiceMutant | null;
  #count = 0;
  #queue: Place[] = [];
  readonly #gone = new Set<Holder>();
  readonly #steps: QueueStep[] = [];

  constructor(mutant: ServiceMutant | null) {
    this.#mutant = mutant;
  }

  get count(): number {
    return this.#count;
  }

  get holders(): readonly Holder[] {
    return this.#queue.map(({ holder }) => holder);
  }

  /** What has happened since the last time. */
  takeSteps(): QueueStep[] {
    return this.#steps.splice(0);
  }

  apply(_id: string, { op, holder }: LockCommand): LockAnswer {
    if (op === 'acquire' ? this.#acquire(holder) : this.#remove(op, holder)) {
      this.#steps.push({ kind: 'command', op, holder, number: this.#count });
    }
    return this.get(holder);
  }

  #acquire(holder: Holder): boolean {
    if (this.#gone.has(holder) || this.holders.includes(holder)) return false;
    this.#count += 1;
    const place = { holder, token: this.#count };
    if (this.#mutant === 'last-come-first-served' && this.#queue.length > 1) this.#queue.splice(1, 0, place);
    else this.#queue.push(place);
    return true;
  }

  #remove(op: LockCommand['op'], holder: Holder): boolean {
    const careless = op === 'release' && this.#mutant === 'release-without-owner-check' && this.#queue.length > 0;
    if (!this.holders.includes(holder) && !careless) return false;
    this.#count += 1;
    this.drop(careless ? this.#queue[0]!.holder : holder);
    return true;
  }

  /** Without a command: only a mutant does that by itself. */
  drop(holder: Holder): void {
    this.#queue = this.#queue.filter((each) => each.holder !== holder);
    this.#gone.add(holder);
  }

  /** Every command may be asked for again: the machine itself knows what has happened. */
  result(): undefined {
    return undefined;
  }

  get(holder: Holder): LockAnswer {
    const place = this.#queue.findIndex((each) => each.holder === holder);
    return place === -1 ? { place: null, token: 0 } : { place, token: this.#queue[place]!.token };
  }

  snapshot(): QueueSnapshot {
    const count = this.#mutant === 'snapshot-without-count' ? 0 : this.#count;
    return { count, queue: [...this.#queue], gone: [...this.#gone] };
  }

  restore({ count, queue, gone }: QueueSnapshot): void {
    this.#count = count;
    this.#queue = [...queue];
    this.#gone.clear();
    for (const holder of gone) this.#gone.add(holder);
    this.#steps.push({ kind: 'restored', number: count });
  }
}

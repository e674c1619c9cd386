import type { Millis, NodeId } from '../core/units.js';
import type { NodeFault, Operation } from './schedule.js';
import type { Scheduler } from './scheduler.js';

/**
 * What a run did besides the steps of its trace, in the order in which it happened. `message` numbers the messages of the
 * run; a repeated one has a number of its own.
 */
export type Happening =
  /** The step of the trace with this `seq`. */
  | { readonly kind: 'step'; readonly at: Millis; readonly seq: number }
  | {
      readonly kind: 'sent';
      readonly at: Millis;
      readonly message: number;
      readonly from: NodeId;
      readonly to: NodeId;
      readonly body: unknown;
      readonly repeated: boolean;
    }
  | { readonly kind: 'received'; readonly at: Millis; readonly message: number }
  | { readonly kind: 'lost'; readonly at: Millis; readonly message: number; readonly because: Loss }
  /** A client asks a node, or asks it again; one that is down or paused does not hear it. */
  | {
      readonly kind: 'asked';
      readonly at: Millis;
      readonly operation: Operation<unknown>;
      readonly to: NodeId;
      /** From 1. */
      readonly attempt: number;
      readonly heard: boolean;
    }
  | {
      readonly kind: 'answered';
      readonly at: Millis;
      readonly operation: string;
      readonly from: NodeId;
      readonly reply: unknown;
      /** No answer: the client is sent to another node. */
      readonly redirected: boolean;
    }
  | { readonly kind: 'fault-begins' | 'fault-ends'; readonly at: Millis; readonly fault: NodeFault }
  /** A node stopped by itself: its disk failed it. */
  | { readonly kind: 'stopped'; readonly at: Millis; readonly node: NodeId; readonly because: string }
  | { readonly kind: 'started'; readonly at: Millis; readonly node: NodeId }
  /** The safety phase is over, and so are all faults. */
  | { readonly kind: 'healed'; readonly at: Millis };

export type Loss = 'partition' | 'the network lost it' | 'the receiver is down';

/** Takes the happenings of one run down. A simulation without one pays a comparison with null a message. */
export class Recording {
  readonly happenings: Happening[] = [];
  readonly #scheduler: Scheduler;
  /** By the delivery that carries it. */
  readonly #messages = new WeakMap<object, number>();
  readonly #isUp: (node: number) => boolean;
  #messageCount = 0;

  constructor(scheduler: Scheduler, isUp: (node: number) => boolean) {
    this.#scheduler = scheduler;
    this.#isUp = isUp;
  }

  add(happening: Happening): void {
    this.happenings.push(happening);
  }

  get now(): Millis {
    return this.#scheduler.now;
  }

  sent(from: NodeId, to: NodeId, body: unknown, repeated: boolean): number {
    const message = this.#messageCount++;
    this.add({ kind: 'sent', at: this.now, message, from, to, body, repeated });
    return message;
  }

  carries(delivery: object, message: number): void {
    this.#messages.set(delivery, message);
  }

  lost(message: number, because: Loss): void {
    this.add({ kind: 'lost', at: this.now, message, because });
  }

  arrived(delivery: object, to: number): void {
    const message = this.#messages.get(delivery);
    if (message === undefined) return;
    if (this.#isUp(to)) this.add({ kind: 'received', at: this.now, message });
    else this.lost(message, 'the receiver is down');
  }
}

import type { SpecStep, Value } from '../core/trace.js';
import type { Millis, NodeId } from '../core/units.js';
import type { Effects } from './protocol.js';

/** Gathers the effects of one step, for protocols in which several parts of a node add to them. */
export class Outbox<M, D, A> {
  #persist: D[] = [];
  #trace: SpecStep[] = [];
  #send: { to: NodeId; message: M }[] = [];
  #timers: { timer: string; after: Millis | null }[] = [];
  #replies: { id: string; reply: A }[] = [];

  persist(record: D): void {
    this.#persist.push(record);
  }

  trace(action: string, args: Record<string, Value>, vars: Record<string, Value>): void {
    this.#trace.push({ action, args, vars });
  }

  send(to: NodeId, message: M): void {
    this.#send.push({ to, message });
  }

  timer(timer: string, after: Millis | null): void {
    this.#timers.push({ timer, after });
  }

  reply(id: string, reply: A): void {
    this.#replies.push({ id, reply });
  }

  /** The effects, and an empty box for the next step. */
  take(): Effects<M, D, A> {
    const effects = {
      persist: this.#persist,
      trace: this.#trace,
      send: this.#send,
      timers: this.#timers,
      replies: this.#replies,
    };
    this.#persist = [];
    this.#trace = [];
    this.#send = [];
    this.#timers = [];
    this.#replies = [];
    return effects;
  }
}

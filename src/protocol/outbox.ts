import type { SpecStep, Value } from '../core/trace.js';
import type { Millis, NodeId } from '../core/units.js';
import type { Effects } from './protocol.js';

/** Most steps have most of the effects not at all. */
const nothing: readonly never[] = [];

/** Gathers the effects of one step, for protocols in which several parts of a node add to them. */
export class Outbox<M, D, A> {
  #persist: D[] | null = null;
  #trace: SpecStep[] | null = null;
  #send: { to: NodeId; message: M }[] | null = null;
  #timers: { timer: string; after: Millis | null }[] | null = null;
  #replies: { id: string; reply: A }[] | null = null;

  persist(record: D): void {
    if (this.#persist === null) this.#persist = [record];
    else this.#persist.push(record);
  }

  trace(action: string, args: Record<string, Value>, vars: Record<string, Value>): void {
    const step = { action, args, vars };
    if (this.#trace === null) this.#trace = [step];
    else this.#trace.push(step);
  }

  send(to: NodeId, message: M): void {
    if (this.#send === null) this.#send = [{ to, message }];
    else this.#send.push({ to, message });
  }

  timer(timer: string, after: Millis | null): void {
    if (this.#timers === null) this.#timers = [{ timer, after }];
    else this.#timers.push({ timer, after });
  }

  reply(id: string, reply: A): void {
    if (this.#replies === null) this.#replies = [{ id, reply }];
    else this.#replies.push({ id, reply });
  }

  /** The effects, and an empty box for the next step. */
  take(): Effects<M, D, A> {
    const effects = {
      persist: this.#persist ?? nothing,
      trace: this.#trace ?? nothing,
      send: this.#send ?? nothing,
      timers: this.#timers ?? nothing,
      replies: this.#replies ?? nothing,
    };
    this.#persist = null;
    this.#trace = null;
    this.#send = null;
    this.#timers = null;
    this.#replies = null;
    return effects;
  }
}

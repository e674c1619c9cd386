import type { Millis } from '../core/units.js';
import type { Cancel, Clock } from '../host/ports.js';
import type { Scheduler, SimEvent } from './scheduler.js';

/** No timer is finer: a rounding error of a drifting clock must not become an endless moment. */
const tickMs = 0.001;

class Alarm implements SimEvent {
  cancelled = false;
  constructor(
    readonly run: (work: () => void) => void,
    readonly work: () => void,
  ) {}

  fire(): void {
    if (!this.cancelled) this.run(this.guarded);
  }

  /** A paused node finds its alarms when it wakes up; one cancelled meanwhile is none. */
  readonly guarded = (): void => {
    if (!this.cancelled) this.work();
  };
}

/** One node's clock: it drifts by a rate and jumps; timers run at the rate and do not see the jumps. */
export class SimulatedClock implements Clock {
  readonly #scheduler: Scheduler;
  /** Runs the node's work now, later (paused) or never (dead). */
  readonly #run: (work: () => void) => void;
  #rate = 1;
  #jumped: Millis = 0;
  /** Local time and true time when the rate last changed. */
  #sinceLocal: Millis = 0;
  #sinceTrue: Millis = 0;

  constructor(scheduler: Scheduler, run: (work: () => void) => void) {
    this.#scheduler = scheduler;
    this.#run = run;
  }

  now(): Millis {
    return this.#sinceLocal + (this.#scheduler.now - this.#sinceTrue) * this.#rate + this.#jumped;
  }

  after(delay: Millis, fire: () => void): Cancel {
    const alarm = new Alarm(this.#run, fire);
    this.#scheduler.after(Math.max(delay, tickMs) / this.#rate, alarm);
    return () => {
      alarm.cancelled = true;
    };
  }

  jump(byMs: Millis): void {
    this.#jumped += byMs;
  }

  drift(rate: number): void {
    this.#sinceLocal += (this.#scheduler.now - this.#sinceTrue) * this.#rate;
    this.#sinceTrue = this.#scheduler.now;
    this.#rate = rate;
  }
}

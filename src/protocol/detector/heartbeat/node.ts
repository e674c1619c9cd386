import { assert } from '../../../core/assert.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import { type Estimator, estimator } from './estimator.js';
import type {
  Detection,
  HeartbeatMessage,
  HeartbeatMutant,
  HeartbeatRecord,
  HeartbeatReply,
  HeartbeatRequest,
  HeartbeatTimings,
} from './message.js';

export interface HeartbeatOptions {
  readonly self: NodeId;
  readonly members: readonly NodeId[];
  readonly detection: Detection;
  readonly timings: HeartbeatTimings;
  readonly mutant?: HeartbeatMutant | null;
}

/** Heartbeats in one life: more than these are sent in no simulation. */
const perLife = 100_000;

interface Watched {
  heard: number;
  suspected: boolean;
  readonly estimator: Estimator;
}

/** Sends heartbeats to all others, and suspects those of whom it hears none. `specs/detector/Heartbeat.tla` has its actions. */
export class HeartbeatNode
  implements ProtocolNode<HeartbeatMessage, HeartbeatRecord, HeartbeatRequest, HeartbeatReply>
{
  readonly #options: HeartbeatOptions;
  readonly #out = new Outbox<HeartbeatMessage, HeartbeatRecord, HeartbeatReply>();
  readonly #watched = new Map<NodeId, Watched>();
  readonly #life: number;
  #number: number;
  #busyUntil: Millis = Number.NEGATIVE_INFINITY;
  /** What it works on: who waits for it. */
  readonly #work: string[] = [];

  constructor(options: HeartbeatOptions, records: readonly HeartbeatRecord[]) {
    this.#options = options;
    this.#life = (records.at(-1)?.life ?? -1) + 1;
    this.#number = options.mutant === 'number-starts-anew' ? 0 : this.#life * perLife;
  }

  /** For the judge of a run. */
  suspects(id: NodeId): boolean {
    return this.#watched.get(id)?.suspected ?? false;
  }

  step(
    now: Millis,
    input: Input<HeartbeatMessage, HeartbeatRequest>,
  ): Effects<HeartbeatMessage, HeartbeatRecord, HeartbeatReply> {
    if (input.kind === 'message') this.#hear(now, input.from, input.message);
    else if (input.kind === 'request') this.#request(now, input.id, input.request);
    else if (input.timer === startTimer) this.#start(now);
    else if (input.timer === 'heartbeat') this.#beat(now);
    else if (input.timer === 'look') this.#look(now);
    else this.#finish(input.timer);
    return this.#out.take();
  }

  /** Before it is written down that this life has begun nothing of it is sent: else the next one would send the same numbers. */
  #start(now: Millis): void {
    const { self, members, detection, timings } = this.#options;
    this.#out.persist({ life: this.#life });
    for (const id of members) {
      if (id === self) continue;
      this.#watched.set(id, {
        heard: 0,
        suspected: false,
        estimator: estimator(detection, timings.heartbeatMs, now),
      });
    }
    if (this.#life > 0) this.#out.trace('Restart', { i: self }, {});
    this.#beat(now);
    this.#out.timer('look', timings.lookMs);
  }

  #beat(now: Millis): void {
    const { members, self, mutant, timings } = this.#options;
    this.#out.timer('heartbeat', timings.heartbeatMs);
    if (mutant === 'heartbeat-starved' && now < this.#busyUntil) return;
    this.#number += 1;
    assert(this.#number % perLife !== 0, `more than ${perLife} heartbeats in one life`);
    this.#out.trace('SendHeartbeat', { j: self, n: this.#number }, {});
    for (const id of members) if (id !== self) this.#out.send(id, { type: 'Heartbeat', number: this.#number });
  }

  #hear(now: Millis, from: NodeId, { number }: HeartbeatMessage): void {
    const watched = this.#watched.get(from);
    // Of before its start there is nothing to say.
    if (watched === undefined) return;
    const old = number <= watched.heard;
    if (old && this.#options.mutant !== 'old-heartbeat-counts') return;
    watched.estimator.heard(now, watched.suspected || watched.heard === 0);
    watched.heard = number;
    watched.suspected = false;
    this.#out.trace('Hear', { i: this.#options.self, j: from, n: number }, {});
  }

  #look(now: Millis): void {
    const { self, timings } = this.#options;
    for (const [id, watched] of this.#watched) {
      if (watched.suspected || !watched.estimator.late(now)) continue;
      watched.suspected = true;
      this.#out.trace('Suspect', { i: self, j: id }, {});
    }
    this.#out.timer('look', timings.lookMs);
  }

  #request(now: Millis, id: string, request: HeartbeatRequest): void {
    if (request.op === 'suspected') {
      const suspected = [...this.#watched].filter(([, each]) => each.suspected).map(([member]) => member);
      this.#out.reply(id, { suspected });
    } else if (!this.#work.includes(id)) {
      this.#work.push(id);
      this.#busyUntil = Math.max(now, this.#busyUntil) + request.forMs;
      this.#out.timer(`work ${id}`, this.#busyUntil - now);
    }
  }

  #finish(timer: string): void {
    const id = timer.slice('work '.length);
    this.#work.splice(this.#work.indexOf(id), 1);
    this.#out.reply(id, { suspected: [] });
  }
}

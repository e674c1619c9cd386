import type { Value } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';

/** A data type of which every replica may change its own copy. S state: plain data, whose `merge` is a join. */
export interface ReplicatedType<S, Q, A> {
  initial(replicas: readonly NodeId[]): S;
  /** null: the request only reads. Else what it makes of the state, and the step of the specification that it is. */
  update(state: S, self: Self, id: string, request: Q): Update<S> | null;
  merge(ours: S, theirs: S): S;
  reply(state: S, request: Q): A;
  /** As a trace shows it. */
  shown(state: S): Value;
}

export interface Self {
  readonly id: NodeId;
  /** Its place in the order of all replicas, from 1. */
  readonly rank: number;
  /** By its own clock. */
  readonly now: Millis;
}

export interface Update<S> {
  readonly state: S;
  readonly action: string;
  readonly args: Record<string, Value>;
}

/** The `version`-th state that the sender has had, from 1. */
export interface StateMessage<S> {
  readonly type: 'State';
  readonly version: number;
  readonly state: S;
}

/** The newest counts; `done` are the updates that were made here. */
export interface StateRecord<S> {
  readonly version: number;
  readonly state: S;
  readonly done: string | null;
}

export interface MultiPrimaryOptions<S, Q, A> {
  readonly self: NodeId;
  readonly replicas: readonly NodeId[];
  readonly type: ReplicatedType<S, Q, A>;
  /** Between two times that it tells the others its state without having changed it. */
  readonly gossipMs: Millis;
}

/** Takes updates by itself, tells all others its state, and joins theirs to it. */
export class MultiPrimaryReplica<S, Q, A> implements ProtocolNode<StateMessage<S>, StateRecord<S>, Q, A> {
  readonly #options: MultiPrimaryOptions<S, Q, A>;
  readonly #out = new Outbox<StateMessage<S>, StateRecord<S>, A>();
  readonly #done = new Set<string>();
  #version = 1;
  #state: S;

  constructor(options: MultiPrimaryOptions<S, Q, A>, records: readonly StateRecord<S>[]) {
    this.#options = options;
    this.#state = options.type.initial(options.replicas);
    for (const { version, state, done } of records) {
      this.#version = version;
      this.#state = state;
      if (done !== null) this.#done.add(done);
    }
  }

  /** For the judge of a run. */
  get state(): S {
    return this.#state;
  }

  step(now: Millis, input: Input<StateMessage<S>, Q>): Effects<StateMessage<S>, StateRecord<S>, A> {
    if (input.kind === 'message') this.#merge(input.from, input.message);
    else if (input.kind === 'request') this.#request(now, input.id, input.request);
    else if (input.timer === 'gossip' || input.timer === startTimer) {
      this.#tell();
      this.#out.timer('gossip', this.#options.gossipMs);
    }
    return this.#out.take();
  }

  #request(now: Millis, id: string, request: Q): void {
    const { self, replicas, type } = this.#options;
    const known = this.#done.has(id);
    const made = known
      ? null
      : type.update(this.#state, { id: self, rank: replicas.indexOf(self) + 1, now }, id, request);
    if (made !== null) {
      this.#done.add(id);
      this.#become(made.state, id);
      this.#out.trace(made.action, made.args, this.#shown());
      this.#tell();
    }
    this.#out.reply(id, type.reply(this.#state, request));
  }

  #merge(from: NodeId, { version, state }: StateMessage<S>): void {
    const { self, type } = this.#options;
    const merged = type.merge(this.#state, state);
    if (sameState(merged, this.#state)) return;
    this.#become(merged, null);
    this.#out.trace('Merge', { r: self, s: from, n: version }, this.#shown());
  }

  #become(state: S, done: string | null): void {
    this.#state = state;
    this.#version += 1;
    this.#out.persist({ version: this.#version, state, done });
  }

  #shown(): Record<string, Value> {
    return { past: { [this.#options.self]: { [this.#version]: this.#options.type.shown(this.#state) } } };
  }

  #tell(): void {
    const { self, replicas } = this.#options;
    for (const id of replicas)
      if (id !== self) this.#out.send(id, { type: 'State', version: this.#version, state: this.#state });
  }
}

/** States are plain data, and keep their lists in order. */
export const sameState = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

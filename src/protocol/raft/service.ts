import type { Random } from '../../core/random.js';
import type { Millis, NodeId } from '../../core/units.js';
import type { Effects, Input } from '../protocol.js';
import type { StateMachine } from '../state-machine.js';
import type { RaftMessage, RaftRecord, RaftReply, RaftRequest, RaftTimings } from './message.js';
import { RaftNode } from './node.js';

/** How the messages of Raft travel among those of a service. */
export interface RaftEnvelope {
  readonly type: 'Raft';
  readonly raft: RaftMessage;
}

/** What Raft wants done goes here, in this order; an `Outbox` of the node has it all. */
export interface RaftEffects {
  persist(record: RaftRecord): void;
  send(to: NodeId, message: RaftEnvelope): void;
  timer(timer: string, after: Millis | null): void;
}

export interface RaftServiceOptions<C, Q, A, S, W> {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  readonly timings: RaftTimings;
  readonly random: Random;
  /** As new: what records and snapshots say is applied to it. */
  readonly machine: StateMachine<C, Q, A, S>;
  readonly effects: RaftEffects;
  /** `to`: who was noted with the request of this answer. A redirection is one: the request was not done here, nor will be. */
  readonly answer: (to: W, answer: RaftReply<A>) => void;
  /** Commands may have been applied. What is traced of them stands before all that is sent because of them. */
  readonly onApplied?: () => void;
  /** This server has begun to lead: it knows only what is in the log. After the step of Raft in which it was elected. */
  readonly onLead?: () => void;
}

/**
 * A service over Raft (Ongaro 2014, chapter 6: what a client speaks to is a replicated state machine), as one of its servers hosts
 * it: a `RaftNode` whose log drives the service's state machine, with its messages, records and timers among those of the node
 * around it, and its answers brought to whoever asked. The node around it is a `ProtocolNode`; it hands over what is Raft's
 * (`receive`, `timeout`: of its own timers, whose names are not Raft's, Raft knows nothing) and asks for what is to be decided
 * or read (`command`, `query`). C command, Q query, A answer, S snapshot, W who waits for an answer.
 */
export class RaftService<C, Q, A, S = unknown, W = NodeId> {
  readonly #options: RaftServiceOptions<C, Q, A, S, W>;
  readonly #raft: RaftNode<C, Q, A>;
  /** By the request's id who waits for its answer. Forgotten by a restart, as in any server: the client asks again. */
  readonly #asking = new Map<string, W>();
  #led = false;

  constructor(options: RaftServiceOptions<C, Q, A, S, W>, records: readonly RaftRecord[]) {
    const { self, servers, timings, random } = options;
    this.#options = options;
    // Raft does not look into commands: it gives to the machine what `command` and `query` have taken.
    const machine = options.machine as unknown as StateMachine;
    this.#raft = new RaftNode({ self, servers, timings, random, machine, traced: false }, records);
  }

  /** For judges. */
  get view(): RaftNode<C, Q, A>['view'] {
    return this.#raft.view;
  }

  /** The term in which it leads, as far as it knows: another may have been elected since. null: it does not. */
  get leads(): number | null {
    const { state, currentTerm } = this.#raft.view;
    return state === 'leader' ? currentTerm : null;
  }

  receive(now: Millis, from: NodeId, { raft }: RaftEnvelope): void {
    this.#step(now, { kind: 'message', from, message: raft });
  }

  timeout(now: Millis, timer: string): void {
    this.#step(now, { kind: 'timeout', timer });
  }

  /**
   * Shall be decided. `id` is the command's own: asked for again, it is applied at most as often as the machine's `result` allows.
   * The last that asked under an id is answered; `by: null`, nobody waits.
   */
  command(now: Millis, id: string, command: C, by: W | null): void {
    this.#ask(now, id, { op: 'command', command }, by);
  }

  /** Read from a leader that has made sure that it leads: linearizable (Ongaro 2014, 6.4). `id` is of this question alone. */
  query(now: Millis, id: string, query: Q, by: W): void {
    this.#ask(now, id, { op: 'query', query }, by);
  }

  #ask(now: Millis, id: string, request: RaftRequest<C, Q>, by: W | null): void {
    if (by !== null) this.#asking.set(id, by);
    this.#step(now, { kind: 'request', id, request });
  }

  #step(now: Millis, input: Input<RaftMessage, RaftRequest<C, Q>>): void {
    this.#perform(this.#raft.step(now, input));
    const leads = this.leads !== null;
    if (leads && !this.#led) this.#options.onLead?.();
    this.#led = leads;
  }

  #perform({ persist, send, timers, replies }: Effects<RaftMessage, RaftRecord, RaftReply<A>>): void {
    const { effects, onApplied, answer } = this.#options;
    for (const record of persist) effects.persist(record);
    onApplied?.();
    for (const { to, message } of send) effects.send(to, { type: 'Raft', raft: message });
    for (const { timer, after } of timers) effects.timer(timer, after);
    for (const { id, reply } of replies) {
      const to = this.#asking.get(id);
      if (to === undefined) continue;
      this.#asking.delete(id);
      answer(to, reply);
    }
  }
}

import type { Value } from '../../../core/trace.js';
import type { NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import type { CommitReply, Decision } from '../message.js';
import type { RmState, ThreePhaseMessage, ThreePhaseMutant, ThreePhaseRecord, ThreePhaseTimings } from './message.js';

export interface ThreePhaseOptions {
  readonly self: NodeId;
  readonly tm: NodeId;
  readonly rms: readonly NodeId[];
  readonly timings: ThreePhaseTimings;
  readonly mutant?: ThreePhaseMutant | null;
}

/** What a coordinator that has taken over is waiting for. */
export interface Round {
  readonly epoch: number;
  phase: 'states' | 'acknowledgements';
  readonly states: Map<NodeId, 'prepared' | 'precommitted'>;
  readonly acknowledged: Set<NodeId>;
  /** They say that they have crashed: nothing is to be expected of them. */
  readonly recovering: Set<NodeId>;
}

/** A resource manager, with the names of the specification. Shared by the files of its two roles. */
export class ResourceManagerState {
  readonly self: NodeId;
  readonly tm: NodeId;
  readonly rms: readonly NodeId[];
  readonly others: readonly NodeId[];
  readonly timings: ThreePhaseTimings;
  readonly mutant: ThreePhaseMutant | null;
  readonly out = new Outbox<ThreePhaseMessage, ThreePhaseRecord, CommitReply>();

  /** Durable. */
  rmState: RmState = 'working';
  /** The epoch of the coordinator to which it listens; the transaction manager's is 0. */
  heeds = 0;
  /** What it told that coordinator of its state. */
  told: 'prepared' | 'precommitted' | null = null;
  /** The epoch in which it has acknowledged a PreCommit; -1: none. */
  acknowledgedEpoch = -1;
  /** It has crashed after its vote: it takes part in nothing but learning the decision. */
  recovering = false;
  /** Who else says so. When all do, nobody is left to ask. */
  readonly recoveringOthers = new Set<NodeId>();
  /** It coordinates. */
  round: Round | null = null;

  constructor(options: ThreePhaseOptions, records: readonly ThreePhaseRecord[]) {
    this.self = options.self;
    this.tm = options.tm;
    this.rms = options.rms;
    this.others = options.rms.filter((rm) => rm !== options.self);
    this.timings = options.timings;
    this.mutant = options.mutant ?? null;
    for (const record of records) if ('rmState' in record) this.rmState = record.rmState;
  }

  get decision(): Decision | null {
    return this.rmState === 'committed' || this.rmState === 'aborted' ? this.rmState : null;
  }

  become(rmState: Exclude<RmState, 'working'>, action: string, args: Record<string, Value> = {}): void {
    this.rmState = rmState;
    const logged = this.decision === null ? this.mutant !== 'vote-not-logged' : this.mutant !== 'decision-not-logged';
    if (logged) this.out.persist({ rmState });
    this.out.trace(action, { rm: this.self, ...args }, { rmState: { [this.self]: rmState } });
  }

  toAll(message: ThreePhaseMessage): void {
    this.out.send(this.tm, message);
    for (const rm of this.others) this.out.send(rm, message);
  }

  /** Waits for its coordinator anew. */
  setPatience(): void {
    const { patienceMs, staggerMs } = this.timings;
    this.out.timer('patience', patienceMs + staggerMs * this.rms.indexOf(this.self));
  }
}

export const decisionMessage = (decision: Decision): ThreePhaseMessage => ({
  type: decision === 'committed' ? 'Commit' : 'Abort',
});

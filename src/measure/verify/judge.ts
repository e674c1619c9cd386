/** Did a simulated run obey its specification, and did it come to an end? */

import { specification as bully } from '../../check/generated/Bully.js';
import { specification as chainReplication } from '../../check/generated/ChainReplication.js';
import { specification as changRoberts } from '../../check/generated/ChangRoberts.js';
import { specification as convergentTypes } from '../../check/generated/ConvergentTypes.js';
import { specification as fixedPrimaryBackup } from '../../check/generated/FixedPrimaryBackup.js';
import { specification as heartbeat } from '../../check/generated/Heartbeat.js';
import { specification as lastWriterWins } from '../../check/generated/LastWriterWins.js';
import { specification as leaseElection } from '../../check/generated/LeaseElection.js';
import { specification as lockService } from '../../check/generated/LockService.js';
import { specification as multiPaxos } from '../../check/generated/MultiPaxos.js';
import { specification as paxos } from '../../check/generated/Paxos.js';
import { specification as paxosCommit } from '../../check/generated/PaxosCommit.js';
import { specification as primaryBackup } from '../../check/generated/PrimaryBackup.js';
import { specification as raft } from '../../check/generated/Raft.js';
import { specification as redisLock } from '../../check/generated/RedisLock.js';
import { specification as redlock } from '../../check/generated/Redlock.js';
import { specification as storage } from '../../check/generated/Storage.js';
import { specification as swim } from '../../check/generated/Swim.js';
import { specification as threePhase } from '../../check/generated/ThreePhase.js';
import { specification as twoPhase } from '../../check/generated/TwoPhase.js';
import { specification as versionVectors } from '../../check/generated/VersionVectors.js';
import { specification as zab } from '../../check/generated/Zab.js';
import { specification as zooKeeperLock } from '../../check/generated/ZooKeeperLock.js';
import { checkLinearizable, checkRegisters } from '../../check/history/linearizability.js';
import { objectModels } from '../../check/history/objects.js';
import type { SpecificationFactory } from '../../check/specification.js';
import { checkTrace } from '../../check/trace/check-trace.js';
import { compiledModel } from '../../check/trace/compiled-model.js';
import type { LoggedEvent } from '../../check/trace/event.js';
import { findingsOf } from '../../check/trace/findings.js';
import { JsonValues } from '../../check/trace/json-value.js';
import type { TraceModel } from '../../check/trace/model.js';
import { assert } from '../../core/assert.js';
import type { TraceEvent } from '../../core/trace.js';
import type { Run } from '../../sim/simulation.js';
import type { System } from '../../sim/system.js';
import { appendHistory, keyValueHistory } from './history.js';

export interface Outcome {
  readonly kind: 'accepted' | 'rejected' | 'inconclusive';
  /** What is violated, in few words: shrinking keeps to it. `trace: TMCommit`, `liveness`. */
  readonly property: string;
  /** One sentence with the place and the reason; empty where it is accepted. */
  readonly because: string;
  /** Accepted, and yet `property` is violated: with why, and why the protocol does not promise better. */
  readonly expected?: string;
}

/** The property that a run violates, whether as a fault or as is expected of the protocol; null: none. */
export const violated = ({ kind, property, expected }: Outcome): string | null =>
  kind === 'rejected' || expected !== undefined ? property : null;

const specifications: Record<string, SpecificationFactory> = {
  'specs/commit/PaxosCommit.tla': paxosCommit,
  'specs/commit/ThreePhase.tla': threePhase,
  'specs/commit/TwoPhase.tla': twoPhase,
  'specs/lock/LockService.tla': lockService,
  'specs/lock/RedisLock.tla': redisLock,
  'specs/lock/Redlock.tla': redlock,
  'specs/lock/ZooKeeperLock.tla': zooKeeperLock,
  'specs/paxos/MultiPaxos.tla': multiPaxos,
  'specs/paxos/Paxos.tla': paxos,
  'specs/raft/Raft.tla': raft,
  'specs/detector/Heartbeat.tla': heartbeat,
  'specs/detector/Swim.tla': swim,
  'specs/replication/ChainReplication.tla': chainReplication,
  'specs/replication/ConvergentTypes.tla': convergentTypes,
  'specs/replication/FixedPrimaryBackup.tla': fixedPrimaryBackup,
  'specs/replication/LastWriterWins.tla': lastWriterWins,
  'specs/replication/PrimaryBackup.tla': primaryBackup,
  'specs/replication/VersionVectors.tla': versionVectors,
  'specs/election/Bully.tla': bully,
  'specs/election/ChangRoberts.tla': changRoberts,
  'specs/storage/Storage.tla': storage,
  'specs/election/LeaseElection.tla': leaseElection,
  'specs/zab/Zab.tla': zab,
};

/** The checker of a specification that is not ours, by its path as the system names it. */
export function registerChecker(specification: string, factory: SpecificationFactory): void {
  specifications[specification] = factory;
}

/** States that a check of one trace may visit: it follows a deterministic trace with one a step. Each may take kilobytes. */
const maxStates = 50_000;
const values = new JsonValues(new Set());

/** Executable specifications by their constants: one serves every run that has the same. */
const models = new Map<string, TraceModel>();

function modelOf(system: System, run: Run): TraceModel {
  const key = `${system.specification} ${JSON.stringify(run.constants)}`;
  const known = models.get(key);
  if (known !== undefined) return known;
  const factory = specifications[system.specification];
  assert(factory !== undefined, `no checker was generated from ${system.specification}`);
  const specification = factory({
    value: (name) => {
      const given = run.constants[name];
      assert(given !== undefined, `the constant ${name} of ${system.specification} has no value`);
      return values.value(given);
    },
    operator: (name) => assert(false, `${name} is an operator`) as never,
  });
  const model = compiledModel(specification, new Set(), findingsOf(specification));
  models.set(key, model);
  return model;
}

/** The actions of the specification, as traces name them. */
export const specificationActions = (system: System, run: Run): string[] =>
  modelOf(system, run).actions.map(({ name }) => name);

/**
 * `explained`: a rejected trace is told with the conjunct that is false. That tries every action with all arguments and may
 * take a second or two, so it is for the one run that is shown.
 */
export function judge(system: System, run: Run, explained = false): Outcome {
  if (run.broken !== null) return { kind: 'rejected', property: 'broken', because: `a node broke: ${run.broken}` };
  // A mutant is to be caught by its trace; of the protocol itself every state is held against the invariants, too.
  const trace = judgeTrace(modelOf(system, run), run.trace, {
    invariants: run.mutant === null,
    explained,
  });
  if (trace.kind !== 'accepted') return trace;
  if (system.history !== undefined && (system.promisesHistory?.(run) ?? true)) {
    const verdict =
      system.history === 'kv'
        ? checkRegisters(keyValueHistory(run.operations))
        : checkLinearizable(appendHistory(run.operations), objectModels.kv.modelOf);
    if (verdict.kind !== 'accepted')
      return { kind: verdict.kind, property: 'linearizability', because: verdict.because };
  }
  const violation = system.violation?.(run) ?? null;
  if (violation !== null && violation.expected === null)
    return { kind: 'rejected', property: violation.property, because: violation.because };
  if (run.stuck === null) {
    if (violation === null) return trace;
    const { property, because, expected } = violation;
    return { kind: 'accepted', property, because: '', expected: `${because}: ${expected}` };
  }
  const blocks = system.blocks?.(run) ?? null;
  if (blocks !== null)
    return { kind: 'accepted', property: 'liveness', because: '', expected: `${run.stuck}: ${blocks}` };
  return {
    kind: 'rejected',
    property: 'liveness',
    because: `no progress in a healed cluster: ${run.stuck}`,
  };
}

function judgeTrace(
  model: TraceModel,
  trace: readonly TraceEvent[],
  options: { readonly invariants: boolean; readonly explained: boolean },
): Outcome {
  const property = 'trace';
  if (trace.length === 0) return { kind: 'inconclusive', property, because: 'the trace has no event' };
  const budget = { maxStates, maxSeconds: Number.POSITIVE_INFINITY, elapsed: () => 0 };
  let reading: ReturnType<typeof checkTrace>;
  try {
    reading = checkTrace(model, loggedTrace(trace), budget, options);
  } catch (error) {
    // By name, for this room knows nothing of TLA+ values. The thread's memory stays full: `verify` replaces it.
    if (!(error instanceof Error) || error.name !== 'OutOfMemory') throw error;
    return { kind: 'inconclusive', property, because: error.message };
  }
  if (!reading.ok) {
    const { line, message } = reading.problem;
    return { kind: 'rejected', property, because: `event ${line}: ${message}` };
  }
  const verdict = reading.value;
  if (verdict.kind === 'accepted') return { kind: 'accepted', property, because: '' };
  if (verdict.kind === 'inconclusive') return { kind: 'inconclusive', property, because: verdict.because };
  const { action, args, node } = trace[verdict.at - 1]!;
  const step = `${action}(${Object.values(args).map(short).join(', ')})`;
  return {
    kind: 'rejected',
    property: `trace: ${action}`,
    because: `rejected at event ${verdict.at}, ${step} of ${node}: ${verdict.because}`,
  };
}

const short = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The trace as its checker takes it. */
export const loggedTrace = (trace: readonly TraceEvent[]): LoggedEvent[] => trace.map(logged);

const logged = (event: TraceEvent): LoggedEvent => ({
  line: event.seq,
  action: event.action,
  args: { kind: 'named', values: event.args },
  observations: Object.entries(event.vars).map(([variable, value]) => ({ kind: 'partial', variable, value })),
});

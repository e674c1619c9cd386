import type { System } from '../system.js';
import { bully } from './bully.js';
import { chain } from './chain.js';
import { changRoberts } from './chang-roberts.js';
import { heartbeat, phiAccrual } from './heartbeat.js';
import { leaseElection } from './lease-election.js';
import { lockService } from './lock-service.js';
import { multiPaxos } from './multi-paxos.js';
import { convergentTypes, lastWriterWins, versionVectors } from './multi-primary.js';
import { paxos } from './paxos.js';
import { paxosCommit } from './paxos-commit.js';
import { async, primaryBackup, semiSync } from './primary-backup.js';
import { raft } from './raft.js';
import { redisLock } from './redis-lock.js';
import { redlock } from './redlock.js';
import { storage } from './storage.js';
import { swim } from './swim.js';
import { threePhase } from './three-phase.js';
import { twoPhase } from './two-phase.js';
import { zab } from './zab.js';
import { zooKeeperLock } from './zookeeper-lock.js';

const all: System[] = [
  twoPhase as System,
  threePhase as System,
  paxosCommit as System,
  paxos as System,
  multiPaxos as System,
  raft as System,
  zab as System,
  storage as System,
  heartbeat as System,
  phiAccrual as System,
  swim as System,
  primaryBackup as System,
  semiSync as System,
  async as System,
  redisLock as System,
  redlock as System,
  chain as System,
  lockService as System,
  lastWriterWins as System,
  versionVectors as System,
  convergentTypes as System,
  changRoberts as System,
  bully as System,
  zooKeeperLock as System,
  leaseElection as System,
];

/** Every protocol that the simulator can run, in the order of the documentation; those of the project at hand last. */
export const systems: readonly System[] = all;
const own = new Set<System>();

/** Adds a protocol of the project that nines is used by. A name that is taken is an error. */
export function registerSystem(system: System): void {
  if (all.some(({ name }) => name === system.name)) throw new Error(`there is already a protocol '${system.name}'`);
  all.push(system);
  own.add(system);
}

/** Added by the project at hand, not built in. */
export const isRegistered = (system: System): boolean => own.has(system);

export const systemNamed = (name: string): System | undefined => systems.find((system) => system.name === name);

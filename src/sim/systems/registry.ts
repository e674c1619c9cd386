import type { System } from '../system.js';
import { paxosCommit } from './commit/paxos-commit.js';
import { threePhase } from './commit/three-phase.js';
import { twoPhase } from './commit/two-phase.js';
import { multiPaxos } from './consensus/multi-paxos.js';
import { paxos } from './consensus/paxos.js';
import { raft } from './consensus/raft.js';
import { zab } from './consensus/zab.js';
import { heartbeat, phiAccrual } from './detector/heartbeat.js';
import { swim } from './detector/swim.js';
import { bully } from './election/bully.js';
import { changRoberts } from './election/chang-roberts.js';
import { leaseElection } from './election/lease-election.js';
import { lockService } from './lock/lock-service.js';
import { redisLock } from './lock/redis-lock.js';
import { redlock } from './lock/redlock.js';
import { zooKeeperLock } from './lock/zookeeper-lock.js';
import { chain } from './replication/chain.js';
import { convergentTypes, lastWriterWins, versionVectors } from './replication/multi-primary.js';
import { async, primaryBackup, semiSync } from './replication/primary-backup.js';
import { storage } from './storage/storage.js';

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

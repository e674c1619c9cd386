import type { System } from '../system.js';
import { paxos } from './paxos.js';
import { raft } from './raft.js';
import { twoPhase } from './two-phase.js';
import { zab } from './zab.js';

/** Every protocol that the simulator can run, in the order of the documentation. */
export const systems: readonly System[] = [twoPhase as System, paxos as System, raft as System, zab as System];

export const systemNamed = (name: string): System | undefined => systems.find((system) => system.name === name);

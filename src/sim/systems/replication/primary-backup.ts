import type { TraceEvent } from '../../../core/trace.js';
import {
  asyncMutants,
  type Mode,
  type PrimaryBackupMessage,
  type PrimaryBackupMutant,
  type PrimaryBackupRecord,
  type PrimaryBackupReply,
  type PrimaryBackupRequest,
  type PrimaryBackupTimings,
  primaryBackupMutants,
  semiSyncMutants,
} from '../../../protocol/replication/primary-backup/message.js';
import { PrimaryBackupReplica } from '../../../protocol/replication/primary-backup/replica.js';
import { ViewService } from '../../../protocol/replication/primary-backup/view-service.js';
import type { Schedule } from '../../schedule.js';
import type { System, Violation } from '../../system.js';
import { clientIds, keyValueMeasured, unfitOperations } from '../clients.js';
import { lostWrites } from './lost-writes.js';
import { serversOf, servicePresumed, vs, writingOperations } from './view-service.js';

/** Waiting for a report costs a fail-over its time: semi-sync, which needs nearly all of them, waits longer. */
const usual: Readonly<Record<Mode, PrimaryBackupTimings>> = {
  sync: { tickMs: 15, silentTicks: 5, patientTicks: 2 },
  semisync: { tickMs: 15, silentTicks: 5, patientTicks: 20 },
  async: { tickMs: 15, silentTicks: 5, patientTicks: 2 },
};

const described: Readonly<
  Record<Mode, { readonly name: string; readonly title: string; readonly mutants: Readonly<Record<string, string>> }>
> = {
  sync: {
    name: 'primary-backup',
    title: 'Primary-backup, synchronous (Alsberg & Day 1976)',
    mutants: primaryBackupMutants,
  },
  semisync: { name: 'semi-sync', title: 'Primary-backup, semi-synchronous', mutants: semiSyncMutants },
  async: { name: 'async', title: 'Primary-backup, asynchronous', mutants: asyncMutants },
};

/** How many of the replicas a fail-over has to hear, so that one of them has all that was acknowledged. */
const enough = (mode: Mode, count: number): number => (mode === 'sync' ? 1 : mode === 'semisync' ? count - 1 : count);

function impatient(mode: Mode, trace: readonly TraceEvent[], schedule: Schedule): TraceEvent | null {
  const needed = enough(mode, serversOf(schedule.nodes).length);
  const heard = ({ args }: TraceEvent): number => (args.heard as { readonly '#set': readonly string[] })['#set'].length;
  return trace.find((event) => event.action === 'Promote' && heard(event) < needed) ?? null;
}

function violation(mode: Mode, trace: readonly TraceEvent[], schedule: Schedule): Violation | null {
  const lost = lostWrites(trace);
  if (lost.length === 0) return null;
  const names = lost.map(({ write }) => write).join(', ');
  const because = `${lost.length} acknowledged ${lost.length === 1 ? 'write is' : 'writes are'} lost (${names})`;
  const early = impatient(mode, trace, schedule);
  if (early === null) return { property: 'durability', because, expected: null };
  const expected =
    mode === 'async'
      ? `a write is acknowledged before anybody else has it, and the fail-over at event ${early.seq} did not hear its primary`
      : `two copies are enough for one failure, and the fail-over at event ${early.seq} went on with two replicas missing`;
  return { property: 'durability', because, expected };
}

/** Two to four replicas and a view service, under clients that write, read and compare a few keys. */
export const primaryBackupWith = (
  mode: Mode,
  timings: Partial<PrimaryBackupTimings>,
): System<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupRequest, PrimaryBackupReply> => ({
  name: described[mode].name,
  title: described[mode].title,
  specification: `specs/replication/${mode === 'sync' ? '' : 'Fixed'}PrimaryBackup.tla`,
  mutants: described[mode].mutants,
  durationMs: 1000,
  livenessMs: 5_000,
  history: 'kv',

  // Reads are confirmed as writes are: where no write can have been lost, the history is linearizable. Async confirms nothing.
  promisesHistory: ({ trace, schedule }) => mode !== 'async' && impatient(mode, trace, schedule) === null,

  nodes: (random) => [vs, ...Array.from({ length: random.between(2, 4) }, (_, index) => `n${index + 1}`)],

  // In sync the one that is lost may be the last member: then the others wait for it, as they must. In semi-sync two have to be left.
  tolerates: (nodes) => nodes.length - (mode === 'semisync' ? 3 : 2),

  confine: (schedule) => ({ ...schedule, faults: schedule.faults.flatMap(servicePresumed) }),

  operations: writingOperations,

  unfit: ({ nodes, operations }) => {
    if (!nodes.includes(vs)) return `nodes: expected ${vs}, the view service, among them`;
    if (nodes.length < 3) return 'nodes: expected two replicas at least';
    return unfitOperations(operations);
  },

  create(self, nodes, records, _random, mutant) {
    const options = {
      self,
      replicas: serversOf(nodes),
      service: vs,
      mode,
      timings: { ...usual[mode], ...timings },
      mutant: mutant !== null && mutant in described[mode].mutants ? (mutant as PrimaryBackupMutant) : null,
    };
    return self === vs ? new ViewService(options, records) : new PrimaryBackupReplica(options, records);
  },

  leadership: (node) => (node instanceof PrimaryBackupReplica && node.view.reigns ? node.view.epoch : null),

  // The same values in every run of as many replicas, so that one checker serves them all.
  constants: ({ nodes }) => ({
    Replica: { '#set': serversOf(nodes) },
    First: serversOf(nodes)[0]!,
    Write: { '#set': [...clientIds] },
    None: 'none',
    Mode: mode,
    Patient: false,
  }),

  violation: ({ trace, schedule }) => violation(mode, trace, schedule),

  redirected: (reply) => (reply.kind === 'redirect' ? { to: reply.leader } : null),

  measured: {
    ...keyValueMeasured({ stands: 'StartFailover', leads: 'Begin', commits: 'Acknowledge' }),
    nodes: (count) => [vs, ...Array.from({ length: count }, (_, index) => `n${index + 1}`)],
  },

  /** One primary, the same log everywhere, every client answered; or all the members are lost, and nobody may go on. */
  unsettled({ node, lost, unanswered }, { nodes }) {
    const service = node(vs);
    if (!(service instanceof ViewService)) return 'the view service is down';
    const { epoch, primary, members } = service.view;
    if (members.every((id) => lost.has(id))) return null;
    if (primary === null) return 'there is no primary';
    const alive = serversOf(nodes).filter((id) => !lost.has(id));
    const first = node(primary);
    if (!(first instanceof PrimaryBackupReplica) || !first.view.reigns) return `${primary} is not yet the primary`;
    for (const id of alive) {
      const replica = node(id);
      if (!(replica instanceof PrimaryBackupReplica)) return `${id} is down`;
      if (replica.view.synced !== epoch || replica.view.log.length !== first.view.log.length)
        return `${id} has ${replica.view.log.length} of ${first.view.log.length} writes`;
      if (mode === 'sync' && !members.includes(id)) return `${id} is no member`;
    }
    return unanswered === 0 ? null : `${unanswered} operations without a reply`;
  },
});

export const primaryBackup = primaryBackupWith('sync', {});
export const semiSync = primaryBackupWith('semisync', {});
export const async = primaryBackupWith('async', {});

import type { Random } from '../../../core/random.js';
import type { TraceEvent } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import { xxh64 } from '../../../placement/hash/xxh64.js';
import { RendezvousReference } from '../../../placement/reference/rendezvous.js';
import { fits } from '../../../protocol/storage/checksum.js';
import { Client } from '../../../protocol/storage/client.js';
import { DataNode } from '../../../protocol/storage/data-node.js';
import {
  type Layout,
  type StorageMessage,
  type StorageMutant,
  type StorageRecord,
  type StorageReply,
  type StorageRequest,
  type StorageTimings,
  storageMutants,
} from '../../../protocol/storage/message.js';
import { NameServer } from '../../../protocol/storage/name-server.js';
import type { Fault, Operation, Schedule } from '../../schedule.js';
import type { ClusterView, System, Violation } from '../../system.js';
import { clientIds } from '../clients.js';
import { brisk } from '../lock/lock.js';
import { restorationBound, type Shortage, shortages } from './restoration.js';

const usual: StorageTimings = {
  raft: { electionMs: 100, heartbeatMs: 25, batch: 4, snapshotEvery: 10 },
  heartbeatMs: 25,
  reportMs: 500,
  deadMs: 120,
  checkMs: 30,
  orderMs: 150,
  orders: 8,
  scrubMs: 120,
  resendMs: 50,
  pipelineMs: 200,
  leaseMs: 250,
};

const named = (nodes: readonly NodeId[], letter: string): NodeId[] => nodes.filter((id) => id.startsWith(letter));

/** `m1` to `m3` are name servers, `d1`, ... data nodes in two racks, `c1` and `c2` clients; with five data nodes there are three copies. */
export function layoutOf(nodes: readonly NodeId[], blockPackets = 4): Layout {
  const dataNodes = named(nodes, 'd');
  const rackOf = (node: NodeId): string => (Number(node.slice(1)) % 2 === 1 ? 'left' : 'right');
  const orders = new Map<string, readonly NodeId[]>();
  return {
    names: named(nodes, 'm'),
    dataNodes,
    factor: dataNodes.length < 5 ? 2 : 3,
    blockPackets,
    rackOf,
    prefer(block, among) {
      const key = `${block} ${among.join(' ')}`;
      const known = orders.get(key);
      if (known !== undefined) return known;
      const order = among.length < 2 ? [...among] : ranked(block, among, rackOf);
      orders.set(key, order);
      return order;
    },
  };
}

/** Rendezvous hashing (Thaler & Ravishankar 1998) over the nodes, their racks as zones: a node in each rack first. */
function ranked(block: string, nodes: readonly NodeId[], rackOf: (node: NodeId) => string): NodeId[] {
  const racks = [...new Set(nodes.map(rackOf))].sort();
  const zones = nodes.map((node) => racks.indexOf(rackOf(node)));
  const placement = new RendezvousReference({ nodes: nodes.length, names: nodes, zones });
  // A placement gives replica sets of at most 16 nodes.
  const count = Math.min(16, nodes.length);
  const buckets = new Uint32Array(count);
  const digest = xxh64(Uint8Array.from(block, (letter) => letter.charCodeAt(0)));
  placement.replicas(BigUint64Array.of(digest), count, buckets);
  return [...buckets].map((bucket) => nodes[bucket]!);
}

/** Three name servers, four or five data nodes and two clients, who append to two files and read them. */
export const storageWith = (
  timings: Partial<StorageTimings>,
  traced = true,
  blockPackets = 4,
): System<StorageMessage, StorageRecord, StorageRequest, StorageReply> => ({
  name: 'storage',
  title: 'Replicated file system (GFS 2003, HDFS 2010)',
  specification: 'specs/storage/Storage.tla',
  mutants: storageMutants,
  durationMs: 2000,
  livenessMs: 20_000,
  history: 'append',

  nodes: (random: Random) => [
    ...['m1', 'm2', 'm3', 'd1', 'd2', 'd3', 'd4'],
    ...(random.chance(0.6) ? [] : ['d5']),
    ...['c1', 'c2'],
  ],

  tolerates: () => 3,

  operations(random, _nodes, durationMs): Operation<StorageRequest>[] {
    const count = random.between(8, 20);
    const shared = random.chance(0.4);
    const reading = random.pick([0.3, 0.6]);
    // Blocks have to be there before anything can befall them.
    const busy = random.pick([0.4, 0.8]);
    const times = Array.from({ length: count }, () => durationMs * busy * random.float()).sort((a, b) => a - b);
    const drawn = times.map((time, index) => {
      const op = index > 0 && random.chance(reading) ? ('read' as const) : ('append' as const);
      const to = random.pick(['c1', 'c2']);
      // Who writes to another's file waits for its lease: with a file for each there is more of everything else.
      const own = op === 'read' ? random.pick(['f1', 'f2']) : to.replace('c', 'f');
      return { at: thousandths(time), to, request: { op, file: shared ? 'f1' : own } };
    });
    return [...drawn, ...lookingAgain(drawn, random.fork('again'))]
      .sort((a, b) => a.at - b.at)
      .map((each, index) => ({ id: clientIds[index]!, ...each }));
  },

  unfit: unfit as (schedule: Schedule) => string | null,

  confine(schedule, random) {
    const within = { ...schedule, faults: confined(schedule, random) };
    // In a slow world clients hardly get to write before everything heals.
    return random.chance(0.8) ? lively(within) : bearable(within);
  },

  rot: (nth) => ({ op: 'rot', nth }),

  create(self, nodes, records, random, mutant) {
    const options = {
      self,
      layout: layoutOf(nodes, blockPackets),
      timings: { ...usual, ...timings },
      random,
      mutant: mutant !== null && mutant in storageMutants ? (mutant as StorageMutant) : null,
      traced,
    };
    if (self.startsWith('m')) return new NameServer(options, records);
    return self.startsWith('d') ? new DataNode(options, records) : new Client(options, records);
  },

  leadership: (node) => (node instanceof NameServer ? node.leads : null),

  constants({ nodes }) {
    const { dataNodes, factor, rackOf } = layoutOf(nodes);
    return {
      Block: { '#set': clientIds.map((_, index) => `b${index + 1}`) },
      DataNode: { '#set': dataNodes },
      Value: { '#set': [...clientIds] },
      Index: { '#set': Array.from({ length: 2000 }, (_, index) => index + 1) },
      Factor: factor,
      RackOf: Object.fromEntries(dataNodes.map((node) => [node, rackOf(node)])),
      Rotten: 'rotten',
    };
  },

  violation: ({ trace, schedule }) => late(trace, schedule, { ...usual, ...timings }),

  unsettled: (cluster, { nodes }) => unrestored(cluster, nodes),
});

/** Who has written looks again some time after it: it remembers nodes that have the block no more, or an old one. */
function lookingAgain(drawn: readonly Drawn[], random: Random): Drawn[] {
  if (random.chance(0.5)) return [];
  return drawn
    .filter(({ request }) => request.op === 'append')
    .flatMap(({ at, to, request: { file } }) =>
      [20, 60, 200].map((meanMs): Drawn => {
        const later = usual.pipelineMs + random.exponential(meanMs);
        return { at: thousandths(at + later), to, request: { op: 'read', file } };
      }),
    )
    .slice(0, clientIds.length - drawn.length);
}

interface Drawn {
  readonly at: Millis;
  readonly to: NodeId;
  readonly request: { readonly op: 'append' | 'read'; readonly file: string };
}

/** The replication factor is restored in bounded time: counted from when all faults are over, or from when a copy is missed after that. */
function late(trace: readonly TraceEvent[], schedule: Schedule, timings: StorageTimings): Violation | null {
  const { nodes, faults, durationMs } = schedule;
  const { factor, dataNodes } = layoutOf(nodes);
  const lost = faults.flatMap((fault) => (fault.kind === 'crash' && fault.forMs === null ? [fault.node] : []));
  const wanted = Math.min(factor, dataNodes.filter((id) => !lost.includes(id)).length);
  const quiet = shortages(trace, wanted).filter(({ to }) => to !== null && to > durationMs);
  const boundMs = restorationBound(timings, schedule, quiet.length, factor - 1);
  const lasted = ({ from, to }: Shortage): Millis => (to ?? 0) - Math.max(from, durationMs);
  const slow = quiet.find((each) => lasted(each) > boundMs);
  if (slow === undefined) return null;
  const because = `${slow.block} had its copies again ${thousandths(lasted(slow))} ms after that was possible, and the bound is ${thousandths(boundMs)} ms`;
  return { property: 'restoration in bounded time', because, expected: null };
}

/** No disk is so slow that a run goes on for long only to write what it had to. */
const bearable = (schedule: Schedule<StorageRequest>): Schedule<StorageRequest> => ({
  ...schedule,
  disk: { ...schedule.disk, syncMs: Math.min(30, schedule.disk.syncMs) },
});

/** Messages and disks are quick, and most of what is sent arrives. */
function lively(schedule: Schedule<StorageRequest>): Schedule<StorageRequest> {
  const { network, ...others } = brisk(schedule);
  return { ...others, network: { ...network, loss: Math.min(0.1, network.loss) } };
}

/** One leader, every block with as many intact copies as there shall be, in more than one rack, and every client answered. */
export function unrestored({ node, lost, unanswered }: ClusterView, nodes: readonly NodeId[]): string | null {
  const layout = layoutOf(nodes);
  const names = layout.names.filter((id) => !lost.has(id)).map((id) => node(id) as NameServer | null);
  const leader = names.find((server) => server !== null && server.leads !== null);
  if (leader === undefined || leader === null) return 'no name server leads';
  const { service } = leader;
  const alive = layout.dataNodes.filter((id) => !lost.has(id));
  const wanted = Math.min(layout.factor, alive.length);
  for (const [block, { gen, packets, located }] of Object.entries(service.state.blocks)) {
    if (gen === 0) continue;
    if (located.length !== wanted) return `${block} has ${located.length} copies of ${wanted}`;
    if (!service.isSpread(located)) return `all copies of ${block} are in one rack`;
    for (const id of located) {
      const replica = (node(id) as DataNode | null)?.replicas.get(block);
      const intact = replica !== undefined && replica.gen >= gen && fits(replica.data, replica.sums, packets.length);
      if (!intact) return `the copy of ${block} at ${id} is not intact`;
    }
  }
  return unanswered === 0 ? null : `${unanswered} operations without a reply`;
}

/**
 * Fewer copies fail than there are: what is promised is promised up to there. Clients and a majority of the name servers come
 * back; data nodes are lost, or have packets that rot, as many as there are copies less one.
 */
function confined({ nodes, faults, durationMs, operations }: Schedule<StorageRequest>, random: Random): Fault[] {
  const { factor, dataNodes } = layoutOf(nodes);
  const losing = faults.flatMap((fault) => (fault.kind === 'crash' && fault.forMs === null ? [fault.node] : []));
  const lostNames = named(losing, 'm').slice(0, 1);
  const failing = named(losing, 'd').slice(0, random.next(factor));
  const mayLose = new Set([...lostNames, ...failing]);
  const within = faults.flatMap((fault): Fault[] => {
    if (fault.kind === 'bit-flip') return mayLose.has(fault.node) ? [fault] : [];
    if (fault.kind !== 'crash' || fault.forMs !== null || mayLose.has(fault.node)) return [fault];
    return [{ ...fault, forMs: 60 }];
  });
  const faultsAway = random.chance(0.7) ? away(nodes, dataNodes, durationMs, random) : [];
  const needed = faultsAway.map(({ at }) => at);
  const rotten = rots(dataNodes, failing, factor, durationMs, needed, random);
  const silent = unheard(nodes, operations, random.fork('unheard'));
  const begins = (fault: Fault): number => ('at' in fault ? fault.at : 0);
  return [...within, ...faultsAway, ...silent, ...rotten].sort((a, b) => begins(a) - begins(b));
}

/** One data node is away long enough for its blocks to be copied elsewhere, and back with too many, or while they are being copied. */
function away(
  nodes: readonly NodeId[],
  dataNodes: readonly NodeId[],
  durationMs: Millis,
  random: Random,
): (Fault & { at: Millis })[] {
  return Array.from({ length: random.between(1, 3) }, () => {
    const at = thousandths(durationMs * (0.1 + 0.5 * random.float()));
    const forMs = thousandths(usual.deadMs + random.exponential(random.pick([40, 400, 400])));
    const node = random.pick(dataNodes);
    // Clients may still reach it, and know no better.
    const reached = random.chance(0.8) ? named(nodes, 'c') : [];
    const others = nodes.filter((id) => id !== node && !reached.includes(id));
    if (random.chance(0.25)) return { at, kind: 'crash', node, forMs, keep: 0, torn: false };
    return { at, kind: 'partition', from: [node], to: others, twoWay: true, forMs };
  });
}

/** A data node hears its clients and is not heard: the pipeline is given up, and what it has stored is of an old generation. */
function unheard(
  nodes: readonly NodeId[],
  operations: readonly Operation<StorageRequest>[],
  random: Random,
): (Fault & { at: Millis })[] {
  if (random.chance(0.6)) return [];
  const appends = operations.filter(({ request }) => request.op === 'append');
  return Array.from({ length: random.between(1, 3) }, () => {
    const at = thousandths(random.pick(appends).at + 20 * random.float());
    const forMs = thousandths(usual.pipelineMs + random.exponential(100));
    const from = [random.pick(named(nodes, 'd'))];
    return { at, kind: 'partition', from, to: named(nodes, 'c'), twoWay: false, forMs };
  });
}

/** Packets change while their copies are needed, or at any time: of fewer nodes than there are copies. */
function rots(
  dataNodes: readonly NodeId[],
  failing: readonly NodeId[],
  factor: number,
  durationMs: Millis,
  needed: readonly Millis[],
  random: Random,
): Fault[] {
  if (random.chance(0.3)) return [];
  const rotting = random.shuffle(dataNodes.filter((id) => !failing.includes(id))).slice(0, factor - 1 - failing.length);
  if (rotting.length === 0) return [];
  return Array.from({ length: random.between(2, 8) }, (): Fault => {
    const when = random.chance(0.7) ? needed : [];
    const at =
      when.length === 0
        ? durationMs * (0.2 + 0.8 * random.float())
        : random.pick(when) + 2 * usual.deadMs * random.float();
    const node = random.pick(rotting);
    return { at: thousandths(Math.min(durationMs, at)), kind: 'rot', node, packet: random.next(8) };
  });
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

function unfit({ nodes, operations }: Schedule<StorageRequest>): string | null {
  const { names, dataNodes } = layoutOf(nodes);
  const clients = named(nodes, 'c');
  if (names.length + dataNodes.length + clients.length !== nodes.length)
    return `nodes: expected name servers 'm1', data nodes 'd1' and clients 'c1'`;
  if (names.length === 0 || clients.length === 0 || dataNodes.length < 2)
    return 'nodes: expected at least one name server, one client and two data nodes';
  for (const [index, { id, to, request }] of operations.entries()) {
    const place = `operations[${index}]`;
    if (!clients.includes(to)) return `${place}.to: expected a client (${clients.join(', ')})`;
    const { op, file, ...surplus } = (request ?? {}) as Record<string, unknown>;
    if (op !== 'append' && op !== 'read') return `${place}.request.op: expected append or read`;
    if (typeof file !== 'string' || !/^[a-z0-9]+$/.test(file)) return `${place}.request.file: expected a name as f1`;
    const [unknown] = Object.keys(surplus);
    if (unknown !== undefined) return `${place}.request.${unknown}: no such field of ${op}`;
    if (!clientIds.includes(id))
      return `${place}.id: expected one of ${clientIds[0]} to ${clientIds.at(-1)}, found '${id}'`;
  }
  return null;
}

/** Reports so often, and blocks so small, that they matter. */
export const storage = storageWith({ reportMs: 200 }, true, 3);

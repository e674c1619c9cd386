/** A data node: it stores replicas with their checksums, copies them, deletes them, and serves what is intact and new enough. */
import type { Value } from '../../core/trace.js';
import type { Millis, NodeId } from '../../core/units.js';
import { Outbox } from '../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import { checksum, fits } from './checksum.js';
import type {
  Layout,
  MessageOf,
  Replica,
  Reported,
  StorageMessage,
  StorageMutant,
  StorageRecord,
  StorageReply,
  StorageRequest,
  StorageTimings,
  Version,
} from './message.js';

export interface DataNodeOptions {
  readonly self: NodeId;
  readonly layout: Layout;
  readonly timings: StorageTimings;
  readonly mutant: StorageMutant | null;
  readonly traced: boolean;
}

export class DataNode implements ProtocolNode<StorageMessage, StorageRecord, StorageRequest, StorageReply> {
  readonly #options: DataNodeOptions;
  readonly #out = new Outbox<StorageMessage, StorageRecord, StorageReply>();
  readonly #replicas = new Map<string, Replica>();
  /** Blocks whose replica has been found not to fit its checksums. */
  readonly #bad = new Set<string>();
  #scrubbed = 0;

  constructor(options: DataNodeOptions, records: readonly StorageRecord[]) {
    this.#options = options;
    for (const record of records) {
      if ('deleted' in record) this.#replicas.delete(record.deleted);
      else if ('block' in record) this.#replicas.set(record.block, replicaOf(record));
    }
  }

  /** For the judge of a run. */
  get replicas(): ReadonlyMap<string, Replica> {
    return this.#replicas;
  }

  step(
    _now: Millis,
    input: Input<StorageMessage, StorageRequest>,
  ): Effects<StorageMessage, StorageRecord, StorageReply> {
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'timeout') this.#timeout(input.timer);
    else if (input.request.op === 'rot') this.#rot(input.request.nth);
    return this.#out.take();
  }

  #timeout(timer: string): void {
    const { heartbeatMs, reportMs, scrubMs } = this.#options.timings;
    if (timer === startTimer || timer === 'report') {
      this.#report([...this.#replicas.keys()]);
      this.#out.timer('report', reportMs);
    }
    if (timer === startTimer || timer === 'heartbeat') {
      this.#report([]);
      this.#out.timer('heartbeat', heartbeatMs);
    }
    if (timer === startTimer || timer === 'scrub') {
      this.#scrub();
      this.#out.timer('scrub', scrubMs);
    }
  }

  #receive(from: NodeId, m: StorageMessage): void {
    switch (m.type) {
      case 'Write':
        this.#write(m);
        break;
      case 'Replicate':
        this.#copy(m);
        break;
      case 'Copy':
        this.#storeCopy(m);
        break;
      case 'Delete':
        this.#delete(m);
        break;
      case 'Version':
        this.#deleteStale(m);
        break;
      case 'Read':
        this.#serve(from, m);
        break;
      default:
      // To another kind of node.
    }
  }

  /** To every name server: the one that leads listens. */
  #report(blocks: readonly string[]): void {
    const reported = (block: string): Reported => {
      const { gen, stamp } = this.#replicas.get(block)!;
      return { block, gen, stamp };
    };
    const replicas = blocks.filter((block) => !this.#bad.has(block)).map(reported);
    const bad = [...this.#bad].map(reported);
    for (const to of this.#options.layout.names) this.#out.send(to, { type: 'Report', replicas, bad });
  }

  #put(block: string, replica: Replica): void {
    this.#replicas.set(block, replica);
    this.#bad.delete(block);
    this.#out.persist({ block, ...replica });
  }

  #drop(block: string): void {
    this.#replicas.delete(block);
    this.#bad.delete(block);
    this.#out.persist({ deleted: block });
  }

  /** Each of the pipeline stores before it hands on: who comes last knows that all have it. */
  #write(m: MessageOf<'Write'>): void {
    const { self, mutant } = this.#options;
    const old = this.#replicas.get(m.block) ?? noReplica;
    if (!m.nodes.includes(self) || checksum(m.value) !== m.sum) return;
    if (old.gen > m.gen && mutant !== 'fenced-write-stored') return;
    if (old.gen !== m.gen) {
      if (old.data.length < m.offset) return;
      const replica = {
        gen: m.gen,
        stamp: Math.max(old.stamp, m.gen),
        data: [...old.data.slice(0, m.offset), m.value],
        sums: [...old.sums.slice(0, m.offset), m.sum],
      };
      this.#put(m.block, replica);
      const { block, gen, offset, value, nodes } = m;
      const message = { type: 'write', block, gen, offset, value, nodes: { '#set': nodes } };
      this.#trace('Store', { d: self, m: message }, m.block);
    }
    this.#out.send(m.writer, { type: 'Stored', block: m.block, gen: m.gen });
    const next = m.nodes[m.nodes.indexOf(self) + 1];
    if (next !== undefined) this.#out.send(next, m);
  }

  #copy({ block, gen, len, stamp, target }: MessageOf<'Replicate'>): void {
    const { self, mutant } = this.#options;
    const replica = this.#replicas.get(block);
    if (replica === undefined || replica.gen < gen) return;
    const blind = mutant === 'copy-corrupt' && replica.data.length >= len;
    if (!blind && !fits(replica.data, replica.sums, len)) {
      this.#findBad(block);
      return;
    }
    const data = replica.data.slice(0, len);
    this.#trace('Copy', { s: self, d: target, k: versionOf({ block, gen, len }), stamp }, null);
    const sums = blind ? data.map(checksum) : replica.sums.slice(0, len);
    this.#out.send(target, { type: 'Copy', block, gen, stamp, data, sums });
  }

  #storeCopy(m: MessageOf<'Copy'>): void {
    const { self } = this.#options;
    const { block, gen, stamp, data } = m;
    const old = this.#replicas.get(block) ?? noReplica;
    if (!fits(data, m.sums, data.length)) return;
    if (old.gen <= gen && old.stamp < stamp) {
      this.#put(block, replicaOf(m));
      const message = { type: 'copy', block, gen, stamp, node: self, data: [...data], sum: [...data] };
      this.#trace('StoreCopy', { d: self, m: message }, block);
    }
    this.#report([block]);
  }

  #delete({ block, stamp }: MessageOf<'Delete'>): void {
    const { self, mutant } = this.#options;
    const replica = this.#replicas.get(block);
    if (replica === undefined || (replica.stamp >= stamp && mutant !== 'old-deletion-obeyed')) return;
    this.#drop(block);
    this.#trace('Delete', { d: self, m: { type: 'delete', block, node: self, stamp } }, block);
  }

  #deleteStale({ block, gen, len }: MessageOf<'Version'>): void {
    const replica = this.#replicas.get(block);
    if (replica === undefined || replica.gen >= gen) return;
    this.#drop(block);
    this.#trace('DeleteStale', { d: this.#options.self, k: versionOf({ block, gen, len }) }, block);
  }

  #serve(from: NodeId, { id, block, gen, len: asked }: MessageOf<'Read'>): void {
    const { self, mutant } = this.#options;
    const { gen: has, data, sums } = this.#replicas.get(block) ?? noReplica;
    const len = mutant === 'stale-served' ? Math.min(asked, data.length) : asked;
    const newEnough = has >= gen || (mutant === 'stale-served' && has > 0);
    const intact = fits(data, sums, len) || (mutant === 'checksum-ignored' && data.length >= len);
    if (newEnough && data.length >= len && !intact) this.#findBad(block);
    if (!newEnough || !intact) {
      this.#out.send(from, { type: 'Packets', id, block, data: null, sums: [] });
      return;
    }
    this.#trace('Serve', { d: self, k: versionOf({ block, gen, len: asked }) }, null);
    const served = data.slice(0, len);
    const told = mutant === 'checksum-ignored' ? served.map(checksum) : sums.slice(0, len);
    this.#out.send(from, { type: 'Packets', id, block, data: served, sums: told });
  }

  /** One replica after the other. */
  #scrub(): void {
    const blocks = [...this.#replicas.keys()];
    if (blocks.length === 0) return;
    this.#scrubbed = (this.#scrubbed + 1) % blocks.length;
    const block = blocks[this.#scrubbed]!;
    const { data, sums } = this.#replicas.get(block)!;
    if (!fits(data, sums, data.length)) this.#findBad(block);
  }

  #findBad(block: string): void {
    if (this.#bad.has(block)) return;
    this.#bad.add(block);
    this.#trace('FindBad', { d: this.#options.self, b: block }, null);
    this.#report([]);
  }

  /** The disk changes one bit of what is on it, and the checksums stay. */
  #rot(nth: number): void {
    const all = [...this.#replicas].flatMap(([block, { data }]) => data.map((_, index) => ({ block, index })));
    const place = all[nth % Math.max(1, all.length)];
    if (place === undefined) return;
    const { block, index } = place;
    const replica = this.#replicas.get(block)!;
    // What has rotted does not come back by rotting again.
    if (checksum(replica.data[index]!) !== replica.sums[index]) return;
    const data = [...replica.data];
    data[index] = flipped(data[index]!);
    const rotten = { ...replica, data };
    this.#replicas.set(block, rotten);
    this.#out.persist({ block, ...rotten });
    this.#trace('Rot', { d: this.#options.self, b: block, k: index + 1 }, null);
  }

  /** `block`: the replica of it is part of the event, as it is afterwards. */
  #trace(action: string, args: Record<string, Value>, block: string | null): void {
    if (!this.#options.traced) return;
    const { gen, stamp } = block === null ? noReplica : (this.#replicas.get(block) ?? noReplica);
    const vars: Record<string, Value> =
      block === null ? {} : { replica: { [block]: { [this.#options.self]: { gen, stamp } } } };
    this.#out.trace(action, args, vars);
  }
}

const noReplica: Replica = { gen: 0, stamp: 0, data: [], sums: [] };

const replicaOf = ({ gen, stamp, data, sums }: Replica): Replica => ({ gen, stamp, data, sums });

const versionOf = ({ block, gen, len }: Version): Value => ({ type: 'version', block, gen, len });

/** The lowest bit of the last character: `o6` turns into `o7`, which only the checksum can tell. */
const flipped = (text: string): string => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) ^ 1);

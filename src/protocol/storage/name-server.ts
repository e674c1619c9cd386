/** A server of the name service: a server of Raft, and where it leads the one that watches over the data nodes. */
import type { Random } from '../../core/random.js';
import type { Value } from '../../core/trace.js';
import type { Millis, NodeId } from '../../core/units.js';
import { Outbox } from '../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import type { RaftRecord, RaftReply } from '../raft/message.js';
import { RaftService } from '../raft/service.js';
import type {
  Layout,
  MessageOf,
  NameAnswer,
  NameCommand,
  NameQuery,
  StorageMessage,
  StorageMutant,
  StorageRecord,
  StorageReply,
  StorageRequest,
  StorageTimings,
} from './message.js';
import { NameService, type NameState } from './name-service.js';

export interface NameServerOptions {
  readonly self: NodeId;
  readonly layout: Layout;
  readonly timings: StorageTimings;
  readonly random: Random;
  readonly mutant: StorageMutant | null;
  readonly traced: boolean;
}

/** Who waits, for which of its questions. */
interface Asked {
  readonly client: NodeId;
  readonly id: string;
}
type Raft = RaftService<NameCommand, NameQuery, NameAnswer, NameState, Asked>;

/** A copy that was ordered and is not reported yet. */
interface Order {
  readonly target: NodeId;
  readonly until: Millis;
}

export class NameServer implements ProtocolNode<StorageMessage, StorageRecord, StorageRequest, StorageReply> {
  readonly #options: NameServerOptions;
  readonly #out = new Outbox<StorageMessage, StorageRecord, StorageReply>();
  readonly #service: NameService;
  readonly #raft: Raft;
  /** Since it leads: when it last heard of a data node or of a writer. */
  readonly #heard = new Map<NodeId, Millis>();
  readonly #orders = new Map<string, Order>();
  #now: Millis = 0;

  constructor(options: NameServerOptions, records: readonly StorageRecord[]) {
    this.#options = options;
    this.#service = new NameService(options.layout, options.mutant, (action, args) => this.#decided(action, args));
    const { self, layout, timings, random } = options;
    this.#raft = new RaftService(
      {
        self,
        servers: layout.names,
        timings: timings.raft,
        random,
        machine: this.#service,
        effects: {
          persist: (record) => this.#out.persist({ name: record }),
          send: (to, message) => this.#out.send(to, message),
          timer: (timer, after) => this.#out.timer(timer, after),
        },
        answer: (to, answer) => this.#answer(to, answer),
        onLead: () => this.#lead(),
      },
      records.flatMap((record): RaftRecord[] => ('name' in record ? [record.name] : [])),
    );
  }

  /** For the judge of a run. */
  get view(): Raft['view'] {
    return this.#raft.view;
  }

  get service(): NameService {
    return this.#service;
  }

  get leads(): number | null {
    return this.#raft.leads;
  }

  step(
    now: Millis,
    input: Input<StorageMessage, StorageRequest>,
  ): Effects<StorageMessage, StorageRecord, StorageReply> {
    this.#now = now;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'timeout') this.#timeout(input.timer);
    return this.#out.take();
  }

  #receive(from: NodeId, m: StorageMessage): void {
    if (m.type === 'Raft') this.#raft.receive(this.#now, from, m);
    else if (m.type === 'Ask') this.#ask(from, m);
    else if (this.leads !== null) {
      this.#heard.set(from, this.#now);
      if (m.type === 'Report') this.#report(from, m);
    }
  }

  #timeout(timer: string): void {
    const { checkMs } = this.#options.timings;
    if (timer === 'check') {
      if (this.leads !== null) this.#check();
      this.#out.timer('check', checkMs);
      return;
    }
    if (timer === startTimer) this.#out.timer('check', checkMs);
    this.#raft.timeout(this.#now, timer);
  }

  #answer({ client, id }: Asked, answer: RaftReply<NameAnswer>): void {
    this.#out.send(client, { type: 'Answer', id, answer });
  }

  #ask(client: NodeId, { id, request }: MessageOf<'Ask'>): void {
    const asked = { client, id };
    if (request.op === 'command') this.#raft.command(this.#now, id, request.command, asked);
    else if (this.#options.mutant === 'located-by-anyone') this.#answer(asked, this.#service.get(request.query));
    else this.#raft.query(this.#now, id, request.query, asked);
  }

  /** What the name service wants of itself: under a name that it has once between two decisions. */
  #propose(command: NameCommand): void {
    const { op, ...about } = command;
    const id = [op, ...Object.values(about), this.#service.state.decided].join('/');
    this.#raft.command(this.#now, id, command, null);
  }

  /** The leader says what is decided; others have it from a leader that has said it. */
  #decided(action: string, args: Record<string, Value>): void {
    if (this.leads === null) return;
    if (this.#options.traced) this.#out.trace(action, args, {});
    if (action !== 'RemoveExcess' && action !== 'RemoveBad') return;
    const about = (args.m ?? { block: args.b, node: args.d }) as { readonly block: string; readonly node: NodeId };
    this.#delete(about.block, about.node);
  }

  #delete(block: string, node: NodeId): void {
    this.#out.send(node, { type: 'Delete', block, stamp: this.#service.state.blocks[block]!.removed[node]! });
  }

  /** A new leader knows nothing yet of who is alive, and of what was ordered. */
  #lead(): void {
    this.#heard.clear();
    this.#orders.clear();
    for (const node of this.#options.layout.dataNodes) this.#heard.set(node, this.#now);
  }

  #report(from: NodeId, { replicas, bad }: MessageOf<'Report'>): void {
    const { state } = this.#service;
    if (state.dead.includes(from)) this.#propose({ op: 'alive', node: from });
    for (const { block, stamp } of bad) {
      const known = state.blocks[block];
      if (known === undefined) continue;
      if (stamp < (known.removed[from] ?? 0)) this.#delete(block, from);
      else this.#propose({ op: 'remove-bad', block, node: from, stamp });
    }
    for (const { block, gen, stamp } of replicas) {
      const known = state.blocks[block];
      if (known === undefined || known.gen === 0) continue;
      if (gen < known.gen) this.#out.send(from, { type: 'Version', block, gen: known.gen, len: known.packets.length });
      else if (stamp < (known.removed[from] ?? 0) && this.#options.mutant !== 'old-report-counted')
        this.#delete(block, from);
      else if (this.#service.countable(block, from, gen, stamp))
        this.#propose({ op: 'add', block, node: from, gen, stamp });
    }
  }

  #check(): void {
    const { timings, layout } = this.#options;
    const silent = (id: NodeId, ms: Millis): boolean => this.#now - (this.#heard.get(id) ?? this.#now) > ms;
    for (const node of layout.dataNodes) {
      if (silent(node, timings.deadMs) && !this.#service.state.dead.includes(node)) this.#propose({ op: 'dead', node });
    }
    for (const [file, { lease }] of Object.entries(this.#service.state.files)) {
      if (lease === null) continue;
      if (!this.#heard.has(lease)) this.#heard.set(lease, this.#now);
      else if (silent(lease, timings.leaseMs)) this.#propose({ op: 'close', file, writer: lease });
    }
    for (const [block, order] of this.#orders) {
      const { located } = this.#service.state.blocks[block]!;
      if (order.until <= this.#now || located.includes(order.target)) this.#orders.delete(block);
    }
    if (this.#options.mutant === 'repair-put-off' && this.#now % 2000 >= timings.checkMs) return;
    for (const block of Object.keys(this.#service.state.blocks)) this.#restore(block);
  }

  /** A copy more where there are too few, or all in one rack; one less where there are too many. */
  #restore(block: string): void {
    const { layout, timings, mutant } = this.#options;
    const { gen, packets, located } = this.#service.state.blocks[block]!;
    if (gen === 0) return;
    const ordered = this.#orders.get(block);
    if (mutant === 'excess-before-acknowledged' && ordered !== undefined && located.length >= layout.factor) {
      this.#propose({ op: 'remove-excess', block, node: located[0]! });
      return;
    }
    const excess = this.#service.excess(block);
    if (excess !== null) this.#propose({ op: 'remove-excess', block, node: excess });
    const enough = located.length >= layout.factor && this.#service.isSpread(located);
    if (enough || ordered !== undefined || this.#orders.size >= timings.orders || located.length === 0) return;
    const candidates = layout.prefer(block, this.#service.alive).filter((node) => !located.includes(node));
    const target =
      candidates.find((node) => !this.#service.isSpread(located) && this.#service.isSpread([...located, node])) ??
      candidates[0];
    if (target === undefined) return;
    const source = this.#options.random.pick(located);
    const { decided: stamp } = this.#service.state;
    this.#orders.set(block, { target, until: this.#now + timings.orderMs });
    this.#out.send(source, { type: 'Replicate', block, gen, len: packets.length, stamp, target });
  }
}

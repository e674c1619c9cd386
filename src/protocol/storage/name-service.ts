/**
 * The name service as a state machine over a replicated log: of what blocks files are made, and who has them. The index of an
 * entry in the log is the number of its decision, as in specs/storage/Storage.tla, whose guards these are.
 */
import type { Value } from '../../core/trace.js';
import type { NodeId } from '../../core/units.js';
import type { StateMachine } from '../state-machine.js';
import type { Layout, Located, NameAnswer, NameCommand, NameQuery, StorageMutant } from './message.js';

/** A write that no other has taken the place of. */
export interface Writing {
  readonly gen: number;
  readonly value: string;
  readonly nodes: readonly NodeId[];
}

export interface Block {
  readonly file: string;
  /** 0: nothing is acknowledged yet. */
  gen: number;
  /** Ids of the acknowledged packets, so that one that is asked for twice is written once. */
  packets: string[];
  writing: Writing | null;
  located: NodeId[];
  /** What a node has with an earlier stamp is to be deleted. */
  removed: Record<NodeId, number>;
}

interface File {
  blocks: string[];
  /** Who may append, until it closes the file or is not heard of for long. */
  lease: NodeId | null;
}

export interface NameState {
  decided: number;
  files: Record<string, File>;
  blocks: Record<string, Block>;
  dead: NodeId[];
  /** By client and file the last command that was applied, and its answer. */
  sessions: Record<string, { sequence: number; answer: NameAnswer }>;
}

const nothing: NameAnswer = { kind: 'nothing' };

export class NameService implements StateMachine<NameCommand, NameQuery, NameAnswer, NameState> {
  readonly #layout: Layout;
  readonly #mutant: StorageMutant | null;
  /** Told each decision as it is applied: the action of the specification. */
  readonly #onDecision: (action: string, args: Record<string, Value>) => void;
  state: NameState = { decided: 0, files: {}, blocks: {}, dead: [], sessions: {} };

  constructor(
    layout: Layout,
    mutant: StorageMutant | null,
    onDecision: (action: string, args: Record<string, Value>) => void,
  ) {
    this.#layout = layout;
    this.#mutant = mutant;
    this.#onDecision = onDecision;
  }

  snapshot(): NameState {
    return structuredClone(this.state);
  }

  restore(state: NameState): void {
    this.state = structuredClone(state);
  }

  get({ file }: NameQuery): NameAnswer {
    const blocks = (this.state.files[file]?.blocks ?? []).flatMap((block): Located[] => {
      const { gen, packets, located } = this.state.blocks[block]!;
      return gen === 0 ? [] : [{ block, gen, len: packets.length, nodes: [...located] }];
    });
    return { kind: 'blocks', blocks };
  }

  result(id: string): NameAnswer | undefined {
    const { session, sequence } = numbered(id);
    const known = this.state.sessions[session];
    return known !== undefined && sequence <= known.sequence ? known.answer : undefined;
  }

  apply(id: string, command: NameCommand, index: number): NameAnswer {
    const known = this.result(id);
    if (known !== undefined) return known;
    const answer = this.#decide(command, index);
    const { session, sequence } = numbered(id);
    if (session !== '') this.state.sessions[session] = { sequence, answer };
    return answer;
  }

  /** Nodes that are not taken for dead. */
  get alive(): NodeId[] {
    return this.#layout.dataNodes.filter((node) => !this.state.dead.includes(node));
  }

  /** A rack fails as a whole: never all copies in one, where there are two. */
  isSpread(nodes: readonly NodeId[]): boolean {
    const racks = (of: readonly NodeId[]): number => new Set(of.map((node) => this.#layout.rackOf(node))).size;
    return racks(nodes) >= Math.min(2, racks(this.alive));
  }

  /** One copy more than there shall be, and which of them may go: the one that placement would have had last. null: none. */
  excess(block: string): NodeId | null {
    const { located, writing } = this.state.blocks[block]!;
    if (writing !== null || located.length <= this.#layout.factor) return null;
    const spread = this.isSpread(located);
    const order = this.#layout.prefer(block, located);
    return [...order].reverse().find((node) => !spread || this.isSpread(located.filter((id) => id !== node))) ?? null;
  }

  #decide(command: NameCommand, n: number): NameAnswer {
    switch (command.op) {
      case 'open':
        return this.#open(command, n);
      case 'complete':
        return this.#complete(command, n);
      case 'close': {
        const file = this.state.files[command.file];
        if (file !== undefined && file.lease === command.writer) file.lease = null;
        return nothing;
      }
      case 'dead':
        return this.#dead(command.node, n);
      case 'alive':
        if (!this.state.dead.includes(command.node)) return nothing;
        this.state.dead = this.state.dead.filter((node) => node !== command.node);
        return this.#decided(n, 'Alive', { d: command.node });
      case 'add':
        return this.#add(command, n);
      case 'remove-excess': {
        const { block, node } = command;
        const { located } = this.state.blocks[block]!;
        if (!located.includes(node)) return nothing;
        if (this.#mutant !== 'excess-before-acknowledged') {
          if (located.length <= this.#layout.factor) return nothing;
          if (this.isSpread(located) && !this.isSpread(located.filter((id) => id !== node))) return nothing;
        }
        return this.#remove(block, node, n, n, 'RemoveExcess', { b: block, d: node });
      }
      case 'remove-bad': {
        const { block, node, stamp } = command;
        const { removed } = this.state.blocks[block]!;
        if (stamp < (removed[node] ?? 0)) return nothing;
        return this.#remove(block, node, stamp + 1, n, 'RemoveBad', { m: { type: 'bad', block, stamp, node } });
      }
    }
  }

  #decided(n: number, action: string, args: Record<string, Value>): NameAnswer {
    this.state.decided = n;
    this.#onDecision(action, { n, ...args });
    return { kind: 'done' };
  }

  #open({ file: name, value, writer, failed }: Extract<NameCommand, { op: 'open' }>, n: number): NameAnswer {
    this.state.files[name] ??= { blocks: [], lease: null };
    const file = this.state.files[name];
    const blocks = file.blocks.map((id) => this.state.blocks[id]!);
    if (blocks.some(({ packets }) => packets.includes(value))) return { kind: 'done' };
    if (file.lease !== null && file.lease !== writer) return { kind: 'leased', by: file.lease };
    const last = file.blocks.at(-1);
    const goesOn = last !== undefined && this.#goesOn(this.state.blocks[last]!, failed);
    const id = goesOn ? last : `b${Object.keys(this.state.blocks).length + 1}`;
    const known = goesOn ? this.state.blocks[last]! : null;
    const nodes = known !== null && known.gen > 0 ? [...known.located] : this.#place(id, failed);
    // Where copies are lacking the writer waits until there are enough again.
    if (nodes === null || nodes.length < this.#layout.factor) return { kind: 'unavailable' };
    file.lease = writer;
    // Who wrote before, this packet or another, is fenced off.
    for (const block of blocks) block.writing = null;
    const block: Block = known ?? { file: name, gen: 0, packets: [], writing: null, located: [], removed: {} };
    if (known === null) {
      this.state.blocks[id] = block;
      file.blocks.push(id);
    }
    block.writing = { gen: n, value, nodes };
    this.#decided(n, 'Open', { b: id, v: value, nodes: { '#set': nodes } });
    return { kind: 'pipeline', block: id, gen: n, offset: block.packets.length, nodes };
  }

  /** The file's last block takes one packet more: it is not full, and none of its copies has failed the writer. */
  #goesOn({ gen, packets, located }: Block, failed: readonly NodeId[]): boolean {
    if (gen === 0) return true;
    return packets.length < this.#layout.blockPackets && !located.some((node) => failed.includes(node));
  }

  /** Nodes for a new block; null: too few are alive. Those that have failed only where it cannot be done without. */
  #place(block: string, failed: readonly NodeId[]): NodeId[] | null {
    const { factor } = this.#layout;
    for (const nodes of [this.alive.filter((node) => !failed.includes(node)), this.alive]) {
      const ranked = this.#mutant === 'rack-ignored' ? nodes : this.#layout.prefer(block, nodes);
      const chosen = ranked.slice(0, factor);
      const fit = chosen.length === factor && (this.#mutant === 'rack-ignored' || this.isSpread(chosen));
      if (fit) return chosen;
    }
    return null;
  }

  #complete({ block: id, gen }: Extract<NameCommand, { op: 'complete' }>, n: number): NameAnswer {
    const block = this.state.blocks[id]!;
    const { writing } = block;
    if (writing === null || writing.gen !== gen) return { kind: 'fenced' };
    if (writing.nodes.some((node) => (block.removed[node] ?? 0) >= gen)) return { kind: 'fenced' };
    block.gen = gen;
    block.packets.push(writing.value);
    block.located =
      this.#mutant === 'dead-counted'
        ? [...writing.nodes]
        : writing.nodes.filter((id) => !this.state.dead.includes(id));
    block.writing = null;
    return this.#decided(n, 'Complete', { b: id });
  }

  #dead(node: NodeId, n: number): NameAnswer {
    if (this.state.dead.includes(node)) return nothing;
    this.state.dead.push(node);
    if (this.#mutant !== 'dead-counted') {
      for (const block of Object.values(this.state.blocks)) block.located = block.located.filter((id) => id !== node);
    }
    return this.#decided(n, 'Dead', { d: node });
  }

  #add({ block: id, node, gen, stamp }: Extract<NameCommand, { op: 'add' }>, n: number): NameAnswer {
    const block = this.state.blocks[id];
    if (block === undefined || !this.countable(id, node, gen, stamp)) return nothing;
    block.located.push(node);
    return this.#decided(n, 'Add', { m: { type: 'stored', block: id, gen, stamp, node } });
  }

  /** A replica that is not counted yet, as new as the block, and not one that its node was told to delete. */
  countable(id: string, node: NodeId, gen: number, stamp: number): boolean {
    const block = this.state.blocks[id];
    if (block === undefined || block.gen === 0 || gen < block.gen) return false;
    if (block.located.includes(node) || this.state.dead.includes(node)) return false;
    return this.#mutant === 'old-report-counted' || stamp >= (block.removed[node] ?? 0);
  }

  #remove(id: string, node: NodeId, stamp: number, n: number, action: string, args: Record<string, Value>): NameAnswer {
    const block = this.state.blocks[id]!;
    block.located = block.located.filter((other) => other !== node);
    block.removed[node] = stamp;
    return this.#decided(n, action, args);
  }
}

/** `c1/f1.7` is command 7 of client c1 about file f1; what the name service asks of itself has no session. */
function numbered(id: string): { readonly session: string; readonly sequence: number } {
  const dot = id.lastIndexOf('.');
  return dot === -1 ? { session: '', sequence: 0 } : { session: id.slice(0, dot), sequence: Number(id.slice(dot + 1)) };
}

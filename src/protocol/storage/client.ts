/** A client of the file system, as its library: it asks the name service where, and goes to the data nodes itself. */
import type { Millis, NodeId } from '../../core/units.js';
import { Outbox } from '../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import { checksum, fits } from './checksum.js';
import type {
  Layout,
  Located,
  MessageOf,
  NameAnswer,
  NameCommand,
  NameRequest,
  StorageMessage,
  StorageMutant,
  StorageRecord,
  StorageReply,
  StorageRequest,
  StorageTimings,
} from './message.js';

export interface ClientOptions {
  readonly self: NodeId;
  readonly layout: Layout;
  readonly timings: StorageTimings;
  readonly mutant: StorageMutant | null;
}

/** A request to the name service that is not answered yet. */
interface Question {
  readonly request: NameRequest;
  readonly then: (answer: NameAnswer) => void;
  server: number;
}

/** A packet on its way through the pipeline. */
interface Pipeline {
  readonly value: string;
  readonly block: string;
  readonly gen: number;
  readonly offset: number;
  readonly nodes: readonly NodeId[];
  readonly stored: Set<NodeId>;
  readonly until: Millis;
}

/** The appends to one file, one after the other. */
interface Appending {
  readonly waiting: string[];
  pipeline: Pipeline | null;
  failed: readonly NodeId[];
  /** Pipelines that were given up for this packet: each has twice the patience of the one before, for a disk may be slow. */
  givenUp: number;
}

interface Reading {
  readonly file: string;
  blocks: readonly Located[];
  /** What is read so far, block by block. */
  read: string[][];
  /** Which of the nodes of the next block is asked. */
  attempt: number;
}

/** Lives are so far apart in the numbers of their commands. */
const commandsOfLife = 1_000_000;

export class Client implements ProtocolNode<StorageMessage, StorageRecord, StorageRequest, StorageReply> {
  readonly #options: ClientOptions;
  readonly #out = new Outbox<StorageMessage, StorageRecord, StorageReply>();
  readonly #life: number;
  #commands = 0;
  #server = 0;
  #now: Millis = 0;
  readonly #questions = new Map<string, Question>();
  readonly #appending = new Map<string, Appending>();
  readonly #reading = new Map<string, Reading>();
  /** Nodes that were said to have a block, at whatever time: they are asked, too, as by clients of GFS (section 2.3). */
  readonly #known = new Map<string, NodeId[]>();
  readonly #later = new Map<string, () => void>();

  constructor(options: ClientOptions, records: readonly StorageRecord[]) {
    this.#options = options;
    this.#life = records.reduce((last, record) => ('life' in record ? record.life : last), 0) + 1;
  }

  step(
    now: Millis,
    input: Input<StorageMessage, StorageRequest>,
  ): Effects<StorageMessage, StorageRecord, StorageReply> {
    this.#now = now;
    if (input.kind === 'request') this.#request(input.id, input.request);
    else if (input.kind === 'message') this.#receive(input.from, input.message);
    else this.#timeout(input.timer);
    return this.#out.take();
  }

  #timeout(timer: string): void {
    if (timer === startTimer) {
      this.#out.persist({ life: this.#life });
      return;
    }
    const [what, of] = [timer.slice(0, timer.indexOf(':')), timer.slice(timer.indexOf(':') + 1)];
    if (what === 'ask') this.#askAgain(of, null);
    else if (what === 'pipeline') this.#resend(of);
    else if (what === 'read') this.#nextNode(of);
    else if (what === 'later') {
      const work = this.#later.get(of);
      this.#later.delete(of);
      work?.();
    } else if (what === 'renew') this.#renew();
  }

  #request(id: string, request: StorageRequest): void {
    if (request.op === 'read') {
      if (!this.#reading.has(id)) this.#locate(id, request.file);
    } else if (request.op === 'append') {
      const known = this.#appending.get(request.file);
      if (known === undefined) {
        if (this.#appending.size === 0) this.#out.timer('renew:', this.#options.timings.heartbeatMs);
        this.#appending.set(request.file, { waiting: [id], pipeline: null, failed: [], givenUp: 0 });
        this.#open(request.file);
      } else if (!known.waiting.includes(id)) known.waiting.push(id);
    }
  }

  #receive(from: NodeId, m: StorageMessage): void {
    if (m.type === 'Answer') this.#answered(m);
    else if (m.type === 'Stored') this.#stored(from, m);
    else if (m.type === 'Packets') this.#packets(from, m);
  }

  // The name service.

  #command(file: string, command: NameCommand, then: (answer: NameAnswer) => void): void {
    this.#commands += 1;
    const number = this.#life * commandsOfLife + this.#commands;
    this.#ask(`${this.#options.self}/${file}.${number}`, { op: 'command', command }, then);
  }

  #ask(id: string, request: NameRequest, then: (answer: NameAnswer) => void): void {
    this.#questions.set(id, { request, then, server: this.#server });
    this.#send(id);
  }

  #send(id: string): void {
    const { names } = this.#options.layout;
    const { request, server } = this.#questions.get(id)!;
    this.#out.send(names[server % names.length]!, { type: 'Ask', id, request });
    this.#out.timer(`ask:${id}`, this.#options.timings.resendMs);
  }

  /** `leader`: who may know better; null: the next server. */
  #askAgain(id: string, leader: NodeId | null): void {
    const question = this.#questions.get(id);
    if (question === undefined) return;
    question.server = leader === null ? question.server + 1 : this.#options.layout.names.indexOf(leader);
    this.#server = question.server;
    this.#send(id);
  }

  #answered({ id, answer }: MessageOf<'Answer'>): void {
    const question = this.#questions.get(id);
    if (question === undefined) return;
    // Where nobody leads there is nobody to go to: the time-out asks the next.
    if (answer.kind === 'redirect') {
      if (answer.leader !== null) this.#askAgain(id, answer.leader);
      return;
    }
    this.#questions.delete(id);
    this.#out.timer(`ask:${id}`, null);
    question.then(answer as NameAnswer);
  }

  #wait(name: string, work: () => void): void {
    this.#later.set(name, work);
    this.#out.timer(`later:${name}`, this.#options.timings.resendMs);
  }

  /** While it appends, its leases are not to run out. */
  #renew(): void {
    if (this.#appending.size === 0) return;
    for (const to of this.#options.layout.names) this.#out.send(to, { type: 'Renew' });
    this.#out.timer('renew:', this.#options.timings.heartbeatMs);
  }

  // Appending.

  #open(file: string): void {
    const appending = this.#appending.get(file)!;
    const value = appending.waiting[0]!;
    const { failed } = appending;
    const { self, timings } = this.#options;
    appending.pipeline = null;
    this.#command(file, { op: 'open', file, value, writer: self, failed }, (answer) => {
      if (answer.kind === 'done') this.#appended(file);
      else if (answer.kind === 'pipeline') {
        const { block, gen, offset, nodes } = answer;
        this.#remember(block, nodes);
        const until = this.#now + timings.pipelineMs * 2 ** Math.min(appending.givenUp, 4);
        appending.pipeline = { value, block, gen, offset, nodes, stored: new Set(), until };
        this.#write(file, appending.pipeline);
      } else this.#wait(file, () => this.#open(file));
    });
  }

  /** To the first that is not known to have stored it. */
  #write(file: string, { value, block, gen, offset, nodes, stored }: Pipeline): void {
    const to = nodes.find((node) => !stored.has(node))!;
    const { self, timings } = this.#options;
    this.#out.send(to, { type: 'Write', block, gen, offset, value, sum: checksum(value), nodes, writer: self });
    this.#out.timer(`pipeline:${file}`, timings.resendMs);
  }

  #resend(file: string): void {
    const appending = this.#appending.get(file);
    if (appending === undefined || appending.pipeline === null) return;
    const { pipeline } = appending;
    if (this.#now < pipeline.until) this.#write(file, pipeline);
    else {
      appending.failed = pipeline.nodes.filter((node) => !pipeline.stored.has(node));
      appending.givenUp += 1;
      this.#open(file);
    }
  }

  #stored(from: NodeId, { block, gen }: MessageOf<'Stored'>): void {
    for (const [file, { pipeline }] of this.#appending) {
      if (pipeline === null || pipeline.block !== block || pipeline.gen !== gen) continue;
      pipeline.stored.add(from);
      const enough = this.#options.mutant === 'acknowledged-early' ? 1 : pipeline.nodes.length;
      if (pipeline.stored.size >= enough) this.#complete(file, block, gen);
      return;
    }
  }

  #complete(file: string, block: string, gen: number): void {
    const appending = this.#appending.get(file)!;
    appending.pipeline = null;
    this.#out.timer(`pipeline:${file}`, null);
    this.#command(file, { op: 'complete', block, gen }, (answer) => {
      if (answer.kind === 'done') this.#appended(file);
      else this.#open(file);
    });
  }

  #appended(file: string): void {
    const appending = this.#appending.get(file)!;
    appending.failed = [];
    appending.givenUp = 0;
    this.#out.reply(appending.waiting.shift()!, { kind: 'appended' });
    if (appending.waiting.length > 0) this.#open(file);
    else this.#close(file);
  }

  #close(file: string): void {
    const writer = this.#options.self;
    this.#command(file, { op: 'close', file, writer }, () => {
      if (this.#appending.get(file)!.waiting.length > 0) this.#open(file);
      else this.#appending.delete(file);
    });
  }

  // Reading.

  #locate(id: string, file: string): void {
    const reading: Reading = { file, blocks: [], read: [], attempt: 0 };
    this.#reading.set(id, reading);
    this.#commands += 1;
    const question = `${id}?${this.#life * commandsOfLife + this.#commands}`;
    this.#ask(question, { op: 'query', query: { op: 'locate', file } }, (answer) => {
      if (answer.kind !== 'blocks') return;
      reading.blocks = answer.blocks.map((each) => ({ ...each, nodes: this.#remember(each.block, each.nodes) }));
      this.#next(id);
    });
  }

  #remember(block: string, nodes: readonly NodeId[]): readonly NodeId[] {
    const all = [...new Set([...(this.#known.get(block) ?? []), ...nodes])];
    this.#known.set(block, all);
    // Readers take turns, so that no replica has all of them.
    const first = this.#commands % all.length;
    return [...all.slice(first), ...all.slice(0, first)];
  }

  #forget(block: string, node: NodeId): void {
    const others = (this.#known.get(block) ?? []).filter((id) => id !== node);
    this.#known.set(block, others);
  }

  /** The next block, or the end. */
  #next(id: string): void {
    const reading = this.#reading.get(id)!;
    reading.attempt = 0;
    if (reading.read.length < reading.blocks.length) {
      this.#readBlock(id);
      return;
    }
    this.#reading.delete(id);
    this.#out.reply(id, { kind: 'packets', packets: reading.read.flat() });
  }

  #readBlock(id: string): void {
    const reading = this.#reading.get(id)!;
    const { block, gen, len, nodes } = reading.blocks[reading.read.length]!;
    const to = nodes[reading.attempt];
    // Nobody has served it: the name service may know of others by now.
    if (to === undefined) this.#wait(id, () => this.#locate(id, reading.file));
    else {
      this.#out.send(to, { type: 'Read', id, block, gen, len });
      this.#out.timer(`read:${id}`, this.#options.timings.resendMs);
    }
  }

  #nextNode(id: string): void {
    const reading = this.#reading.get(id);
    if (reading === undefined || reading.read.length >= reading.blocks.length) return;
    reading.attempt += 1;
    this.#readBlock(id);
  }

  #packets(from: NodeId, { id, block, data, sums }: MessageOf<'Packets'>): void {
    if (data === null) this.#forget(block, from);
    const reading = this.#reading.get(id);
    const expected = reading?.blocks[reading.read.length];
    if (reading === undefined || expected === undefined || expected.block !== block) return;
    if (reading.attempt >= expected.nodes.length) return;
    this.#out.timer(`read:${id}`, null);
    if (data === null || data.length !== expected.len || !fits(data, sums, data.length)) this.#nextNode(id);
    else {
      reading.read.push([...data]);
      this.#next(id);
    }
  }
}

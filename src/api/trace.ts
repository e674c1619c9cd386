/**
 * `import { recorder } from 'nines/trace'`: records what a Node program does as a trace that `tla2ts check` reads, one
 * JSON object a line. Where it is off it costs a call of an empty function; guard costly arguments with `trace.on`, or
 * pass the variables as a function, which is then not called.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plain } from '../core/plain-value.js';

/** By node, how many of its steps are known. Put it on a message as it is: it is JSON. */
export type Stamp = Readonly<Record<string, number>>;

/** Names to values: numbers, booleans, strings, arrays, objects, and of JavaScript's Set, Map and bigint. */
export type Named = Readonly<Record<string, unknown>>;

export interface Recorder {
  /** false: nothing is recorded, and all of the rest does nothing. */
  readonly on: boolean;
  /** The file that is written; null where it is off. */
  readonly file: string | null;
  /**
   * A step of the specification, just taken: its action, its arguments by the specification's parameter names, and what is
   * known of the variables afterwards (of functions and records the entries that are given). Values are written at once,
   * so that they may change later.
   */
  step(action: string, args?: Named, vars?: Named | (() => Named), more?: More): void;
  /** For a message that is sent now: what this node knows. undefined where it is off. */
  send(): Stamp | undefined;
  /** A message has come; without a stamp (its sender is off) nothing is learnt. */
  receive(stamp: Stamp | undefined): void;
  /** Writes what is in memory. */
  flush(): void;
  /** Flushes, closes the file, and records no more. */
  close(): void;
}

/** Further keys of the event. */
export interface More {
  /** Variables before the step. */
  readonly before?: Named;
  /** By variable: `{op: '=' | 'add' | 'delete' | 'append' | '+=' | 'clear', path, value}`, one or a list. */
  readonly updates?: Named;
  /** Variables that the step leaves as they were. */
  readonly unchanged?: readonly string[];
  /** For people. */
  readonly note?: string;
}

export interface RecorderOptions {
  /** The node's name: its lane in a diagram, its entry in the vector clocks. */
  readonly node: string;
  /** Where to. Left out: `<NINES_TRACE>/<node>.ndjson` if the environment has NINES_TRACE, else the recorder is off. */
  readonly file?: string;
  /** The first line: what the trace is of. */
  readonly header?: {
    readonly spec?: string;
    readonly specHash?: string;
    readonly constants?: Named;
    /** What a step does not mention is unchanged, not unknown. */
    readonly complete?: boolean;
  };
  /** Characters held back before they are written; 65,536. */
  readonly buffer?: number;
  /** Milliseconds of an event, for people; by default the wall clock. */
  readonly now?: () => number;
}

/** A recorder for one node of a system. Several in one process (a test's cluster) may name the same file. */
export function recorder(options: RecorderOptions): Recorder {
  const { NINES_TRACE: folder } = process.env;
  const chosen = options.file ?? (folder ? join(folder, `${options.node}.ndjson`) : null);
  return chosen === null ? off : new FileRecorder(options, chosen);
}

const nothing = (): undefined => undefined;

/** One for all: every call goes to the same empty functions, which the compiler makes vanish. */
const off: Recorder = {
  on: false,
  file: null,
  step: nothing,
  send: nothing,
  receive: nothing,
  flush: nothing,
  close: nothing,
};

class FileRecorder implements Recorder {
  readonly file: string;
  readonly #node: string;
  readonly #sink: Sink;
  readonly #now: () => number;
  /** What is known of the other nodes. */
  readonly #clock: Record<string, number> = {};
  /** Steps of this node. */
  #own = 0;
  /** Text of the lines that changes seldom, made once: the node with the action, and the clock around the own entry. */
  readonly #heads = new Map<string, string>();
  readonly #clockOpening: string;
  #others = '}}';
  #isOpen = true;

  constructor({ node, header, buffer, now = Date.now }: RecorderOptions, file: string) {
    this.file = file;
    this.#node = node;
    this.#clockOpening = `,"clock":{${JSON.stringify(node)}:`;
    this.#now = now;
    this.#sink = Sink.of(file, buffer ?? 65_536, header === undefined ? null : `${JSON.stringify(plain(header))}\n`);
  }

  get on(): boolean {
    return this.#isOpen;
  }

  step(action: string, args?: Named, vars?: Named | (() => Named), more?: More): void {
    if (!this.#isOpen) return;
    this.#own += 1;
    let head = this.#heads.get(action);
    if (head === undefined) {
      head = `,"node":${JSON.stringify(this.#node)},"action":${JSON.stringify(action)}`;
      this.#heads.set(action, head);
    }
    let line = `{"seq":${this.#sink.nextSeq()},"at":${this.#now()}${head}`;
    if (args !== undefined) line += `,"args":${json(args)}`;
    if (vars !== undefined) line += `,"vars":${json(typeof vars === 'function' ? vars() : vars)}`;
    if (more !== undefined) for (const [key, value] of Object.entries(more)) line += `,"${key}":${json(value)}`;
    this.#sink.write(`${line}${this.#clockOpening}${this.#own}${this.#others}\n`);
  }

  send(): Stamp | undefined {
    return this.#isOpen ? { ...this.#clock, [this.#node]: this.#own } : undefined;
  }

  receive(stamp: Stamp | undefined): void {
    if (stamp === undefined || stamp === null || !this.#isOpen) return;
    const clock = this.#clock;
    let learnt = false;
    for (const host in stamp) {
      const n = stamp[host];
      if (host === this.#node || typeof n !== 'number' || n <= (clock[host] ?? 0)) continue;
      clock[host] = n;
      learnt = true;
    }
    if (!learnt) return;
    const entries = Object.entries(clock).map(([host, n]) => `,${JSON.stringify(host)}:${n}`);
    this.#others = `${entries.join('')}}}`;
  }

  flush(): void {
    this.#sink.flush();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#sink.release();
  }
}

/** An open file, shared by the recorders of this process that name it. */
class Sink {
  static readonly #open = new Map<string, Sink>();
  readonly #file: string;
  readonly #descriptor: number;
  readonly #limit: number;
  #held = '';
  #users = 0;
  #seq = 0;

  private constructor(file: string, limit: number) {
    mkdirSync(dirname(file), { recursive: true });
    this.#file = file;
    this.#descriptor = openSync(file, 'w');
    this.#limit = limit;
  }

  /** The first one to name a file empties it and writes its header. */
  static of(file: string, limit: number, header: string | null): Sink {
    let sink = Sink.#open.get(file);
    if (sink === undefined) {
      sink = new Sink(file, limit);
      if (header !== null) sink.write(header);
      if (Sink.#open.size === 0) watchForTheEnd();
      Sink.#open.set(file, sink);
    }
    sink.#users += 1;
    return sink;
  }

  static flushAll(): void {
    for (const sink of Sink.#open.values()) sink.flush();
  }

  nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  write(line: string): void {
    this.#held += line;
    if (this.#held.length >= this.#limit) this.flush();
  }

  /** Synchronous: the lines of one process stay in order, and a crash right after it loses none of them. */
  flush(): void {
    if (this.#held === '') return;
    const bytes = Buffer.from(this.#held, 'utf8');
    this.#held = '';
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
  }

  release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.flush();
    closeSync(this.#descriptor);
    Sink.#open.delete(this.#file);
  }
}

const fatalSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let watching = false;

/** What is in memory is written when the process ends, also by an exception, `process.exit` or a signal. */
function watchForTheEnd(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => Sink.flushAll());
  for (const signal of fatalSignals) {
    const end = (): void => {
      Sink.flushAll();
      // A program that handles the signal itself decides what comes of it.
      if (process.listenerCount(signal) > 1) return;
      process.off(signal, end);
      process.kill(process.pid, signal);
    };
    process.on(signal, end);
  }
}

const json = (value: unknown): string => JSON.stringify(plain(value)) ?? 'null';

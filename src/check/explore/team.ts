/**
 * A team of searches in as many threads. All add to one fingerprint set, and each expands the states that it found itself:
 * values have other ids in each thread, so that a state stays where it is. Levels are expanded together, which keeps depths
 * those of a breadth-first search; between two levels, members with many states hand some to those with few, as bytes, and
 * within a level who has none left borrows some from who has.
 *
 * States have numbers over the whole team: state i of member m is i * size + m.
 */
import type { MessagePort } from 'node:worker_threads';
import { receiveMessageOnPort } from 'node:worker_threads';
import type { StateStore } from './state-store.js';
import { decodeStates, encodeStates, type Parcel } from './travel.js';

/** What a member tells the others of its search. */
export interface Tally {
  readonly generated: number;
  readonly distinct: number;
  readonly left: number;
  readonly bytes: number;
}

export interface Team {
  readonly index: number;
  readonly size: number;
  /** Replaces what was told before. */
  tell(tally: Tally): void;
  /** Over all members, as far as they have told. */
  total(): Tally;
  /** True once a member asked all to stop. */
  readonly stopped: boolean;
  stop(): void;
  /**
   * Called by every member when it has expanded a level and has `store.count - from` states of the next: waits for the
   * others and evens out. Returns the number of states of the next level over the team, 0 once it is stopped.
   */
  nextLevel(store: StateStore, from: number): number;
  /** True while a member has expanded all that it had of the level: whoever has more lends it some. One load. */
  readonly wanted: boolean;
  /** Hands states of the level to a member without any, if there is one that nobody has served: `make` then makes the parcel. */
  lend(make: () => Parcel): void;
  /**
   * Called by a member that has expanded all it had: waits until another lends it states of the level. Null once no member
   * has any more, or the team is stopped. A state that is lent stays where it is stored: for its origin it has its own number.
   */
  borrow(): Parcel | null;
}

/** The team of a search that runs alone. */
export class Alone implements Team {
  readonly index = 0;
  readonly size = 1;
  stopped = false;
  private tally: Tally = { generated: 0, distinct: 0, left: 0, bytes: 0 };

  tell(tally: Tally): void {
    this.tally = tally;
  }

  total(): Tally {
    return this.tally;
  }

  stop(): void {
    this.stopped = true;
  }

  nextLevel(store: StateStore, from: number): number {
    return this.stopped ? 0 : store.count - from;
  }

  get wanted(): boolean {
    return false;
  }

  lend(_make: () => Parcel): void {}

  borrow(): Parcel | null {
    return null;
  }
}

/** What the members share, besides the fingerprint set. */
export interface TeamShare {
  readonly size: number;
  readonly words: SharedArrayBuffer;
  readonly figures: SharedArrayBuffer;
}

/** Behind these, one word a member: its desk. */
const WORDS = { arrived: 0, phase: 1, stop: 2, asking: 3, count: 4 };
/** What is on a member's desk when it waits for work; `served` plus the index of the member that lent it some. */
const DESK = { over: 0, asks: 1, promised: 2, served: 3 };
/** Of each member: the tally, then the states of the next level in odd and in even phases. */
const FIGURES = 6;
const LEVEL = 4;
/** Levels smaller than this a member are not worth a parcel. */
const WORTH_SENDING = 32;
/** So many short waits are as good as a long one: levels of a few states each go by without a long one for minutes. */
const IDLE_AFTER = 64;

export function shareFor(size: number): TeamShare {
  return {
    size,
    words: new SharedArrayBuffer(4 * (WORDS.count + size)),
    figures: new SharedArrayBuffer(8 * FIGURES * size),
  };
}

/** Stops the others; for a thread that cannot go on. */
export function stopTeam({ words }: TeamShare): void {
  const shared = new Int32Array(words);
  Atomics.store(shared, WORDS.stop, 1);
  for (let word = WORDS.phase; word < shared.length; word += 1) Atomics.notify(shared, word);
}

/** States of a member that it has expanded, and those that it has not. */
export type Brought = readonly [done: Parcel, waiting: Parcel];

export class Member implements Team {
  readonly size: number;
  private readonly words: Int32Array;
  private readonly figures: Float64Array;
  private untilIdle = IDLE_AFTER;

  /** `ports[m]` leads to member m. `idle` is called now and then while this one waits for the others. */
  constructor(
    readonly index: number,
    private readonly share: TeamShare,
    private readonly ports: readonly (MessagePort | null)[],
    private readonly idle: () => void = () => {},
  ) {
    this.size = share.size;
    this.words = new Int32Array(share.words);
    this.figures = new Float64Array(share.figures);
  }

  tell({ generated, distinct, left, bytes }: Tally): void {
    this.figures.set([generated, distinct, left, bytes], this.index * FIGURES);
  }

  total(): Tally {
    const sum = (field: number): number => {
      let all = 0;
      for (let member = 0; member < this.size; member += 1) all += this.figures[member * FIGURES + field]!;
      return all;
    };
    return { generated: sum(0), distinct: sum(1), left: sum(2), bytes: sum(3) };
  }

  get stopped(): boolean {
    return Atomics.load(this.words, WORDS.stop) !== 0;
  }

  stop(): void {
    stopTeam(this.share);
  }

  nextLevel(store: StateStore, from: number): number {
    // A member can be one meeting ahead of those that still read, so that figures alternate between two places.
    const place = LEVEL + (Atomics.load(this.words, WORDS.phase) & 1);
    this.figures[this.index * FIGURES + place] = store.count - from;
    // Who always comes last never waits.
    this.waited('ok');
    if (!this.meet()) return 0;
    const counts = Array.from({ length: this.size }, (_, member) => this.figures[member * FIGURES + place]!);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const sendings = evenOut(counts);
    if (sendings.length === 0) return all;
    for (const sending of sendings.filter((each) => each.from === this.index)) {
      const parcel = encodeStates(store, store.count - sending.count, sending.count);
      store.drop(sending.count);
      this.send(sending.to, parcel);
    }
    if (!this.meet()) return 0;
    for (const sending of sendings.filter((each) => each.to === this.index)) {
      decodeStates(this.received(sending.from), store);
    }
    return all;
  }

  get wanted(): boolean {
    return Atomics.load(this.words, WORDS.asking) > 0;
  }

  lend(make: () => Parcel): void {
    const { words } = this;
    for (let member = 0; member < this.size; member += 1) {
      const desk = WORDS.count + member;
      if (Atomics.compareExchange(words, desk, DESK.asks, DESK.promised) !== DESK.asks) continue;
      // This member does not ask, so that the count cannot have come to all of them meanwhile.
      Atomics.sub(words, WORDS.asking, 1);
      this.send(member, make());
      Atomics.store(words, desk, DESK.served + this.index);
      Atomics.notify(words, desk);
      return;
    }
  }

  borrow(): Parcel | null {
    const { words } = this;
    const desk = WORDS.count + this.index;
    Atomics.store(words, desk, DESK.asks);
    if (Atomics.add(words, WORDS.asking, 1) === this.size - 1) {
      // All ask, so nobody has any: nobody asks again before the next level, where all meet first.
      Atomics.store(words, WORDS.asking, 0);
      for (let member = 0; member < this.size; member += 1) {
        Atomics.store(words, WORDS.count + member, DESK.over);
        Atomics.notify(words, WORDS.count + member);
      }
      return null;
    }
    for (;;) {
      const found = Atomics.load(words, desk);
      if (found >= DESK.served) return this.received(found - DESK.served);
      if (found === DESK.over || this.stopped) return null;
      this.waited(Atomics.wait(words, desk, found, 100));
    }
  }

  private waited(how: 'ok' | 'not-equal' | 'timed-out'): void {
    this.untilIdle -= 1;
    if (how !== 'timed-out' && this.untilIdle > 0) return;
    this.untilIdle = IDLE_AFTER;
    this.idle();
  }

  private send(to: number, parcel: Parcel): void {
    this.ports[to]!.postMessage(parcel, [parcel.bytes.buffer as ArrayBuffer, parcel.origins.buffer as ArrayBuffer]);
  }

  private received(from: number): Parcel {
    return (receiveMessageOnPort(this.ports[from]!) as { message: Parcel }).message;
  }

  /** Hands states to member 0, which calls `receive` at the same time. */
  bring(parcels: Brought): void {
    this.ports[0]!.postMessage(
      parcels,
      parcels.flatMap(({ bytes, origins }) => [bytes.buffer, origins.buffer] as ArrayBuffer[]),
    );
    this.meet();
  }

  /** At member 0: what the others bring, in their order; nothing once the team is stopped. */
  receive(): Brought[] {
    if (!this.meet()) return [];
    return this.ports.flatMap((port) =>
      port === null ? [] : [(receiveMessageOnPort(port) as { message: Brought }).message],
    );
  }

  /** Waits until all members are here; false if the team was stopped. */
  private meet(): boolean {
    const { words } = this;
    const phase = Atomics.load(words, WORDS.phase);
    if (Atomics.add(words, WORDS.arrived, 1) === this.size - 1) {
      Atomics.store(words, WORDS.arrived, 0);
      Atomics.add(words, WORDS.phase, 1);
      Atomics.notify(words, WORDS.phase);
    } else {
      while (Atomics.load(words, WORDS.phase) === phase && !this.stopped) {
        this.waited(Atomics.wait(words, WORDS.phase, phase, 100));
      }
    }
    return !this.stopped;
  }
}

export interface Sending {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Who hands how many states to whom, so that each has about as many; every member comes to the same answer. */
export function evenOut(counts: readonly number[]): Sending[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const fair = Math.ceil(all / counts.length);
  if (Math.max(...counts) - fair < Math.max(WORTH_SENDING, fair / 16)) return [];
  const sendings: Sending[] = [];
  const over = counts.map((count) => count - fair);
  let to = 0;
  for (let from = 0; from < counts.length; from += 1) {
    while (over[from]! > 0) {
      while (to < counts.length && over[to]! >= 0) to += 1;
      if (to === counts.length) break;
      const count = Math.min(over[from]!, -over[to]!);
      sendings.push({ from, to, count });
      over[from]! -= count;
      over[to]! += count;
    }
  }
  return sendings;
}

import { Configurations } from './configurations.js';
import type { Model } from './model.js';
import { type Operation, operationText } from './operation.js';
import { RegisterModel } from './register.js';

export type HistoryVerdict =
  | { readonly kind: 'accepted'; readonly configurations: number }
  | {
      readonly kind: 'rejected';
      readonly key: string;
      /** A longest order in which operations of this key could have happened one by one. */
      readonly prefix: readonly Operation[];
      /** It has returned, and nothing that could come before it makes room for what it returned. */
      readonly blocking: Operation;
      readonly because: string;
      readonly configurations: number;
    }
  | { readonly kind: 'inconclusive'; readonly because: string; readonly configurations: number };

export interface HistoryBudget {
  /** Pairs of (operations that have happened, state) that are remembered over all keys. */
  readonly maxConfigurations: number;
  /** Whether somebody wants it to end now; asked every few thousand configurations. */
  readonly interrupted?: () => boolean;
}

/** As `checkLinearizable`, of registers that hold `initial` at first. */
export const checkRegisters = (
  operations: readonly Operation[],
  initial: unknown = null,
  budget?: HistoryBudget,
): HistoryVerdict => checkLinearizable(operations, (ofKey) => new RegisterModel(ofKey, initial), budget);

/**
 * Is the history of every key that of the modelled object, one operation at a time, each between its call and its return? Keys are judged
 * one by one, which is enough (Herlihy & Wing 1990, section 3.3: linearizability is local). The search is that of Wing & Gong
 * 1993 with Lowe's memory (2017) of what was tried: exponential at worst in the number of concurrent operations.
 */
export function checkLinearizable(
  operations: readonly Operation[],
  modelOf: (ofKey: readonly Operation[]) => Model,
  budget: HistoryBudget = { maxConfigurations: 10_000_000 },
): HistoryVerdict {
  let configurations = 0;
  let undecided = [...byKey(operations)];
  // One bad key is enough: those that are decided quickly come first, whatever the others would take.
  const rounds = undecided.length > 1 ? firstPatience : [];
  for (const patience of [...rounds, budget.maxConfigurations]) {
    const left: typeof undecided = [];
    for (const [key, ofKey] of undecided) {
      const most = Math.min(patience, budget.maxConfigurations - configurations);
      const search = new Search(ofKey, modelOf(ofKey), most, budget.interrupted);
      const found = search.run();
      configurations += search.configurations;
      if (found === 'none') return rejected(key, search, configurations);
      if (found === 'found') continue;
      if (found === 'interrupted') {
        return { kind: 'inconclusive', because: `it was interrupted${atKey(key)}`, configurations };
      }
      left.push([key, ofKey]);
      if (configurations < budget.maxConfigurations) continue;
      const because = `the budget of ${budget.maxConfigurations} configurations is spent${atKey(key)}`;
      return { kind: 'inconclusive', because, configurations };
    }
    undecided = left;
  }
  return { kind: 'accepted', configurations };
}

/** A history of one object has no keys. */
const atKey = (key: string): string => (key === '' ? '' : ` at key '${key}'`);

/** Configurations for each key in the first rounds. */
const firstPatience: readonly number[] = [20_000, 500_000];

function rejected(key: string, search: Search, configurations: number): HistoryVerdict {
  const { prefix, blocking } = search.furthest();
  const last = prefix.at(-1);
  const after =
    last === undefined ? 'at the beginning' : `after ${prefix.length} operations, the last ${operationText(last)}`;
  const because = `line ${blocking.line}: ${operationText(blocking)} fits nowhere between its call and its return; the longest order ends ${after}`;
  return { kind: 'rejected', key, prefix, blocking, because, configurations };
}

/** By key, without reads of unknown result, which say nothing. */
function byKey(operations: readonly Operation[]): Map<string, Operation[]> {
  const keys = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.f === 'read' && operation.result === undefined) continue;
    const same = keys.get(operation.key) ?? [];
    same.push(operation);
    keys.set(operation.key, same);
  }
  return keys;
}

/** Calls and returns in a list linked both ways; an operation that is put in order leaves the list with both of its ends. */
class Search {
  readonly #operations: readonly Operation[];
  readonly #model: Model;
  readonly #budget: number;
  readonly #tried: Configurations;
  /** Entries 2i + 1 and 2i + 2 are the call and the return of operation i; 0 is the head, the last one the end. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #end: number;
  readonly #stack: { operation: number; state: number; forced: boolean }[] = [];
  readonly #bits: Int32Array;
  #hash = 0;
  #state: number;
  #returnsLeft: number;
  #longest: number[] = [];
  #blocking = -1;

  constructor(
    operations: readonly Operation[],
    model: Model,
    budget: number,
    private readonly interrupted: () => boolean = () => false,
  ) {
    this.#operations = operations;
    this.#model = model;
    this.#budget = budget;
    this.#tried = new Configurations(operations.length);
    this.#end = 2 * operations.length + 1;
    this.#next = new Int32Array(this.#end + 1);
    this.#previous = new Int32Array(this.#end + 1);
    this.#bits = new Int32Array(this.#tried.words);
    this.#state = model.initial;
    this.#returnsLeft = operations.filter((each) => each.return !== Number.POSITIVE_INFINITY).length;
    this.#link();
  }

  get configurations(): number {
    return this.#tried.size;
  }

  furthest(): { prefix: readonly Operation[]; blocking: Operation } {
    return {
      prefix: this.#longest.map((index) => this.#operations[index]!),
      blocking: this.#operations[this.#blocking]!,
    };
  }

  run(): 'found' | 'none' | 'spent' | 'interrupted' {
    let entry = this.#settle();
    while (this.#returnsLeft > 0) {
      const operation = (entry - 1) >> 1;
      // An odd entry is a call: may it be the next to happen?
      if (entry !== this.#end && (entry & 1) === 1) {
        if (this.#tryNext(operation)) {
          if (this.#tried.size > this.#budget) return 'spent';
          if ((this.#tried.size & 4095) === 0 && this.interrupted()) return 'interrupted';
          entry = this.#settle();
        } else entry = this.#next[entry]!;
        continue;
      }
      // A return of something that has not happened yet: too late, what was put in order last must go elsewhere.
      if (this.#blocking < 0 || this.#stack.length > this.#longest.length) {
        this.#longest = this.#stack.map((each) => each.operation);
        this.#blocking = operation;
      }
      const undone = this.#undo();
      if (undone === null) return 'none';
      entry = this.#next[2 * undone + 1]!;
    }
    return 'found';
  }

  /** Puts the operation next in order, if its result allows it and this has not been tried. */
  #tryNext(operation: number): boolean {
    const after = this.#model.step(this.#state, operation);
    if (after < 0) return false;
    const before = this.#stack.length;
    if (this.#model.blind(operation)) this.#putUnseen(operation);
    this.#put(operation, after, false);
    if (this.#tried.add(this.#bits, this.#hash, after)) return true;
    while (this.#stack.length > before) this.#take();
    return false;
  }

  /**
   * What may happen now and changes nothing need not be tried later: from any order in which it comes later it can be moved
   * here. Gives the first entry left.
   */
  #settle(): number {
    let entry = this.#next[0]!;
    while (entry !== this.#end && (entry & 1) === 1) {
      const operation = (entry - 1) >> 1;
      const returns = this.#operations[operation]!.return !== Number.POSITIVE_INFINITY;
      if (returns && this.#model.looksOnly(operation) && this.#model.step(this.#state, operation) >= 0) {
        this.#put(operation, this.#state, true);
        entry = this.#next[0]!;
      } else entry = this.#next[entry]!;
    }
    return this.#next[0]!;
  }

  /** The unseen writes that may happen now, right before the write `next` hides them. */
  #putUnseen(next: number): void {
    let entry = this.#next[0]!;
    while (entry !== this.#end && (entry & 1) === 1) {
      const operation = (entry - 1) >> 1;
      const following = this.#next[entry]!;
      if (operation !== next && this.#model.unseen[operation] === 1) {
        this.#put(operation, this.#model.step(this.#state, operation), true);
        entry = this.#next[0]!;
      } else entry = following;
    }
  }

  #put(operation: number, after: number, forced: boolean): void {
    this.#bits[operation >> 5]! |= 1 << (operation & 31);
    this.#hash ^= this.#tried.toggles(operation);
    this.#stack.push({ operation, state: this.#state, forced });
    this.#state = after;
    if (this.#lift(operation)) this.#returnsLeft -= 1;
  }

  #take(): { operation: number; forced: boolean } | null {
    const top = this.#stack.pop();
    if (top === undefined) return null;
    this.#bits[top.operation >> 5]! &= ~(1 << (top.operation & 31));
    this.#hash ^= this.#tried.toggles(top.operation);
    this.#state = top.state;
    if (this.#unlift(top.operation)) this.#returnsLeft += 1;
    return top;
  }

  /** Takes back the last choice, with all that was forced before and after it; null where there was none. */
  #undo(): number | null {
    let top = this.#take();
    while (top?.forced) top = this.#take();
    if (top === null) return null;
    // Unseen writes that were put right before it were no choice of their own.
    if (this.#model.blind(top.operation)) this.#takeUnseen();
    return top.operation;
  }

  #takeUnseen(): void {
    for (
      let last = this.#stack.at(-1);
      last?.forced && this.#model.unseen[last.operation] === 1;
      last = this.#stack.at(-1)
    ) {
      this.#take();
    }
  }

  #link(): void {
    const entries: number[] = [];
    for (const [index, operation] of this.#operations.entries()) {
      entries.push(2 * index + 1);
      if (operation.return !== Number.POSITIVE_INFINITY) entries.push(2 * index + 2);
    }
    const timeOf = (entry: number): number => {
      const operation = this.#operations[(entry - 1) >> 1]!;
      return (entry & 1) === 1 ? operation.call : operation.return;
    };
    // At the same moment calls come first: such operations count as concurrent.
    entries.sort((a, b) => timeOf(a) - timeOf(b) || (b & 1) - (a & 1) || a - b);
    let last = 0;
    for (const entry of [...entries, this.#end]) {
      this.#next[last] = entry;
      this.#previous[entry] = last;
      last = entry;
    }
  }

  #remove(entry: number): void {
    this.#next[this.#previous[entry]!] = this.#next[entry]!;
    this.#previous[this.#next[entry]!] = this.#previous[entry]!;
  }

  #restore(entry: number): void {
    this.#next[this.#previous[entry]!] = entry;
    this.#previous[this.#next[entry]!] = entry;
  }

  /** true: it has a return. */
  #lift(operation: number): boolean {
    this.#remove(2 * operation + 1);
    const returned = this.#operations[operation]!.return !== Number.POSITIVE_INFINITY;
    if (returned) this.#remove(2 * operation + 2);
    return returned;
  }

  #unlift(operation: number): boolean {
    const returned = this.#operations[operation]!.return !== Number.POSITIVE_INFINITY;
    if (returned) this.#restore(2 * operation + 2);
    this.#restore(2 * operation + 1);
    return returned;
  }
}

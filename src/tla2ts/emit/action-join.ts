/** Where the branches of an action part and where what follows them meets again. */
import type { Core } from '../core.js';
import { action, type Continuation } from './action.js';
import { register, saveMaybes } from './action-assign.js';
import type { Slot, Writer } from './code.js';
import type { Assigned, Scope, Status } from './scope.js';

export type Branch = (fail: string, writer: Writer, k: Continuation) => void;

/** Alternatives one after the other, each followed by what comes after. */
export function alternatives(
  branches: readonly Branch[],
  scope: Scope,
  assigned: Assigned,
  writer: Writer,
  k: Continuation,
): void {
  const restore = saveMaybes(assigned, scope, writer);
  const join = new Join(branches.length > 1 && !k.cheap, assigned, scope, k);
  const written = branches.map((branch) => {
    const label = scope.temporary('branch');
    const out = writer.sibling();
    out.block(`${label}:`, () => {
      restore(out);
      branch(`break ${label};`, out, join.continuation);
    });
    return out;
  });
  join.writeTo(writer);
  for (const out of written) writer.append(out);
}

interface Choice {
  readonly head: string;
  /** `skip`: nothing to do; null: no arm of a CASE is true. */
  readonly core: Core | 'skip' | null;
}

/** IF and CASE: exactly one of the branches is taken. */
export function choose(
  choices: readonly Choice[],
  single: boolean,
  scope: Scope,
  assigned: Assigned,
  fail: string,
  writer: Writer,
  k: Continuation,
): void {
  // Branches with one outcome each simply fall through to what comes after.
  const join = new Join(single || !k.cheap, assigned, scope, k, single);
  const out = writer.sibling();
  for (const { head, core } of choices) {
    out.block(head, () => {
      if (core === null) out.line(`${scope.module.runtime('noCase')}();`);
      else if (core === 'skip') join.continuation.write(assigned, fail, out);
      else action(core, scope, assigned, fail, out, join.continuation);
    });
  }
  if (!single) join.writeTo(writer);
  const merged = single ? join.merged() : assigned;
  writer.append(out);
  if (single) goOn(merged, scope, fail, writer, k);
}

/** Where several branches meet: what follows becomes a function of its own, or stands after them. */
class Join {
  readonly continuation: Continuation;
  private readonly name: string;
  private readonly outcomes: Outcomes;

  constructor(
    private readonly joined: boolean,
    entry: Assigned,
    private readonly scope: Scope,
    private readonly k: Continuation,
    fallThrough = false,
  ) {
    this.name = joined && !fallThrough ? scope.temporary('rest') : '';
    this.outcomes = new Outcomes(entry, scope);
    this.continuation = {
      cheap: joined || k.cheap,
      text: joined ? (fallThrough ? undefined : this.name) : k.text,
      write: (assigned, fail, out) => {
        if (joined) this.outcomes.add(assigned, out);
        if (!joined) k.write(assigned, fail, out);
        else if (!fallThrough) out.line(`${this.name}();`);
      },
    };
  }

  merged(): Assigned {
    return this.outcomes.merge();
  }

  writeTo(writer: Writer): void {
    if (!this.joined) return;
    const merged = this.merged();
    writer.line(`const ${this.name} = ()${this.scope.module.type('void')} => {`);
    writer.indented(() => goOn(merged, this.scope, 'return;', writer, this.k));
    writer.line('};');
  }
}

/**
 * What follows outcomes of which some have assigned everything. After those it is only tested, as in TLC (Tool.java:
 * getNextStatesAllAssigned), and so brings no outcome twice.
 */
export function goOn(assigned: Assigned, scope: Scope, fail: string, writer: Writer, k: Continuation): void {
  const { module } = scope;
  const open = module.specification.variables.filter(({ index }) => assigned[index] === 'maybe');
  if (k.cheap || open.length === 0 || assigned.includes('no') || k.single === true) {
    k.write(assigned, fail, writer);
    return;
  }
  const given = open.map((symbol) => `${register(symbol, scope)} !== ${module.runtime('NONE')}`);
  const all: Assigned = assigned.map(() => 'yes');
  writer.block(`if (${given.join(' && ')})`, () => k.write(all, fail, writer));
  writer.block('else', () => k.write(assigned, fail, writer));
}

/** After an assignment: it may have been the last that some outcomes before it had left. */
export function goOnAfter(
  before: Assigned,
  after: Assigned,
  scope: Scope,
  fail: string,
  writer: Writer,
  k: Continuation,
): void {
  if (after.some((status, index) => status !== before[index])) goOn(after, scope, fail, writer, k);
  else k.write(after, fail, writer);
}

/** The outcomes of what has several, and what is assigned after any of them. */
export class Outcomes {
  private readonly all: { readonly assigned: Assigned; readonly slot: Slot }[] = [];

  constructor(
    private readonly entry: Assigned,
    private readonly scope: Scope,
  ) {}

  /** `out` stands where what follows this outcome is about to be called. */
  add(assigned: Assigned, out: Writer): void {
    this.all.push({ assigned, slot: out.slot() });
  }

  /**
   * What holds in all outcomes; of what has none (FALSE) everything is assigned, since nothing follows it. What some
   * assign is emptied where the others end: it may hold a value of an outcome before.
   */
  merge(): Assigned {
    const { all, scope } = this;
    if (all.length === 0) return this.entry.map(() => 'yes');
    const merged = this.entry.map((_, index): Status => {
      const statuses = new Set(all.map(({ assigned }) => assigned[index]));
      return statuses.size === 1 ? ([...statuses][0] as Status) : 'maybe';
    });
    const { module } = scope;
    for (const symbol of module.specification.variables) {
      if (merged[symbol.index] !== 'maybe') continue;
      for (const { assigned, slot } of all) {
        if (assigned[symbol.index] === 'no') slot.line(`${register(symbol, scope)} = ${module.runtime('NONE')};`);
      }
    }
    return merged;
  }
}

/** Where the branches of an action part and where what follows them meets again. */
import type { Core } from '../core.js';
import { action, type Continuation, register, saveMaybes } from './action.js';
import type { Writer } from './code.js';
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
      join.resetHere(out);
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
      join.resetHere(out);
      if (core === null) out.line(`${scope.module.runtime('noCase')}();`);
      else if (core === 'skip') join.continuation.write(assigned, fail, out);
      else action(core, scope, assigned, fail, out, join.continuation);
    });
  }
  if (!single) join.writeTo(writer);
  const merged = single ? join.merged() : assigned;
  writer.append(out);
  if (single) k.write(merged, fail, writer);
}

/** Where several branches meet: what follows becomes a function of its own, or stands after them. */
class Join {
  readonly continuation: Continuation;
  private readonly name: string;
  private readonly outcomes: Assigned[] = [];
  private readonly resets: { readonly out: Writer; readonly position: number }[] = [];

  constructor(
    private readonly joined: boolean,
    private readonly entry: Assigned,
    private readonly scope: Scope,
    private readonly k: Continuation,
    fallThrough = false,
  ) {
    this.name = joined && !fallThrough ? scope.temporary('rest') : '';
    this.continuation = {
      cheap: joined || k.cheap,
      text: joined ? (fallThrough ? undefined : this.name) : k.text,
      write: (assigned, fail, out) => {
        this.outcomes.push(assigned);
        if (!joined) k.write(assigned, fail, out);
        else if (!fallThrough) out.line(`${this.name}();`);
      },
    };
  }

  /** Notes the start of a branch: registers that only some branches assign are emptied there. */
  resetHere(out: Writer): void {
    this.resets.push({ out, position: out.position });
  }

  merged(): Assigned {
    const merged = this.entry.map((_, index): Status => {
      const statuses = new Set(this.outcomes.map((outcome) => outcome[index]));
      return statuses.size === 1 ? ([...statuses][0] as Status) : statuses.size === 0 ? 'yes' : 'maybe';
    });
    const { module } = this.scope;
    const lines = module.specification.variables
      .filter(({ index }) => this.entry[index] === 'no' && merged[index] === 'maybe')
      .map((symbol) => `${register(symbol, this.scope)} = ${module.runtime('NONE')};`);
    // From the last to the first, so that the places before stay what they are.
    for (const { out, position } of this.resets.splice(0).reverse()) {
      for (const line of lines) out.insert(position, line);
    }
    return merged;
  }

  writeTo(writer: Writer): void {
    const merged = this.merged();
    if (!this.joined) return;
    writer.line(`const ${this.name} = ()${this.scope.module.type('void')} => {`);
    writer.indented(() => this.k.write(merged, 'return;', writer));
    writer.line('};');
  }
}

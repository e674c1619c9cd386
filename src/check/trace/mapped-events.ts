/** Understands the lines of a foreign log by a mapping: which definition of the mapping's module an event asks for. */
import { FALSE_, TRUE_, type Value } from '../../tla/value.js';
import { type LoggedEvent, problem, type Reading, type When } from './event.js';
import { JsonValues } from './json-value.js';
import type { Mapping, Path } from './mapping.js';
import type { MappedCase, MappedDefinition, MappedParameter, MappingModule } from './mapping-module.js';
import type { TraceModel, Wanted } from './model.js';
import type { Hidden, PreparedEvent } from './prepare.js';
import { readWhen } from './read-event.js';
import type { Raw } from './read-trace.js';

/** One for each trace: it knows which nodes have come through their prelude. */
export class MappedEvents {
  readonly #values: JsonValues;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #started = new Set<string>();
  #initial: Int32Array | null = null;

  constructor(
    private readonly mapping: Mapping,
    private readonly module: MappingModule,
    private readonly model: TraceModel,
  ) {
    this.#values = new JsonValues(model.modelValues);
    // The mapping's definitions are the last actions of the model, in their order.
    const first = model.actions.length - module.definitions.length;
    this.#indices = new Map(module.definitions.map(({ name }, index) => [name, first + index]));
  }

  get raw(): Raw {
    return this.mapping.event === null ? 'also' : 'only';
  }

  /** null for an event that is passed over; `own` understands an event in one of our own forms. */
  prepare(
    event: LoggedEvent,
    place: number,
    own: (event: LoggedEvent) => Reading<PreparedEvent>,
  ): Reading<PreparedEvent | null> {
    const { mapping } = this;
    if (mapping.event === null) {
      if (event.action !== null && mapping.skip.has(event.action)) return { ok: true, value: null };
      const prepared = own(event);
      return prepared.ok ? { ok: true, value: { ...prepared.value, hidden: this.#hidden(event) } } : prepared;
    }
    for (const { path, value } of mapping.where) {
      if (JSON.stringify(at(event.raw, path)) !== JSON.stringify(value)) return { ok: true, value: null };
    }
    const name = at(event.raw, mapping.event);
    if (typeof name !== 'string') {
      const path = mapping.event.join('.');
      return problem(
        event.line,
        `expected the event's name under '${path}', found ${JSON.stringify(name) ?? 'nothing'}`,
      );
    }
    if (mapping.skip.has(name) || this.#inPrelude(event.raw, name)) return { ok: true, value: null };
    const cases = this.module.events.get(name);
    if (cases === undefined) {
      if (mapping.skipOthers) return { ok: true, value: null };
      const known = [...this.module.events.keys(), ...mapping.skip].join(', ');
      return problem(event.line, `the mapping has no event '${name}' (it has ${known}; or say "otherwise": "skip")`);
    }
    return this.#foreign(event, place, name, cases);
  }

  /** Whose step a line is, and when; what the line itself says in one of our own forms. */
  when(event: LoggedEvent): Reading<When | null> {
    const { order } = this.mapping;
    if (order === null) return { ok: true, value: event.when ?? null };
    const node = at(event.raw, order.node);
    if (typeof node !== 'string' && typeof node !== 'number') {
      return problem(
        event.line,
        `expected the node under '${order.node.join('.')}', found ${JSON.stringify(node) ?? 'nothing'}`,
      );
    }
    const clock = order.clock === null ? undefined : at(event.raw, order.clock);
    const interval = order.interval?.map((path) => at(event.raw, path));
    return readWhen(event.line, { node: String(node), clock: clock ?? null, interval: interval ?? null });
  }

  #foreign(
    event: LoggedEvent,
    place: number,
    name: string,
    cases: readonly MappedCase[],
  ): Reading<PreparedEvent | null> {
    for (const one of cases) {
      if (one.if !== null) {
        const condition = this.#wanted(event, one.if, name);
        if (!condition.ok) return condition;
        if (!this.#possible(condition.value)) continue;
      }
      if (one.step === null) return { ok: true, value: null };
      const wanted = this.#wanted(event, one.step, name, true, true);
      if (!wanted.ok) return wanted;
      const { step } = one;
      const way = (first: boolean, final: boolean): Wanted => {
        const asked = this.#wanted(event, step, name, first, final);
        return asked.ok ? asked.value : wanted.value;
      };
      const repeat =
        one.atMost === 1
          ? null
          : { first: way(true, false), later: way(false, false), last: way(false, true), atMost: one.atMost };
      const { line } = event;
      const hidden = this.#hidden({ ...event, action: name });
      const prepared = { line, at: place, action: name, wanted: wanted.value, checks: [], before: [], repeat, hidden };
      return { ok: true, value: prepared };
    }
    return problem(event.line, `none of the cases of the mapping's event '${name}' applies: their "if" are all false`);
  }

  #inPrelude(raw: unknown, name: string): boolean {
    const { prelude } = this.mapping;
    if (prelude === null) return false;
    const node = JSON.stringify(at(raw, prelude.node)) ?? '';
    if (this.#started.has(node)) return false;
    if (prelude.events.has(name)) return true;
    this.#started.add(node);
    return false;
  }

  #hidden(event: LoggedEvent): readonly Hidden[] {
    return this.module.hidden.flatMap(({ step, before, max }) => {
      if (before !== null && (event.action === null || !before.has(event.action))) return [];
      const wanted = this.#wanted(event, step, step.label);
      // What the event to come does not say cannot guide a step before it.
      return wanted.ok ? [{ wanted: wanted.value, max }] : [];
    });
  }

  #wanted(event: LoggedEvent, definition: MappedDefinition, name: string, first = true, final = true): Reading<Wanted> {
    const index = this.#indices.get(definition.name) as number;
    const parameters = this.model.actions[index]?.parameters ?? [];
    const args: (Value | null)[] = parameters.map(() => null);
    for (const [place, parameter] of definition.parameters.entries()) {
      if (parameter.kind !== 'field') {
        args[place] = this.#truth(event, parameter, first, final) ? TRUE_ : FALSE_;
        continue;
      }
      const value = this.#field(event.raw, parameter.field);
      if (value !== undefined) args[place] = this.#values.value(value);
      else if (definition.required.has(parameter.field)) {
        const path = this.mapping.fields.get(parameter.field)?.path.join('.') ?? '';
        return problem(event.line, `the event '${name}' lacks '${path}', which its step needs as ${parameter.field}`);
      } else args[place] = FALSE_;
    }
    return { ok: true, value: { actions: [index], args } };
  }

  #truth(event: LoggedEvent, parameter: MappedParameter, first: boolean, final: boolean): boolean {
    if (parameter.kind === 'has') return this.#field(event.raw, parameter.field) !== undefined;
    return parameter.kind === 'first' ? first : final;
  }

  #field(raw: unknown, name: string): unknown {
    const field = this.mapping.fields.get(name);
    if (field === undefined) return undefined;
    const found = at(raw, field.path);
    return typeof found === 'string' && field.table?.has(found) === true ? field.table.get(found) : found;
  }

  /** A condition on the event alone: possible in any state or in none, so that the first one tells. */
  #possible(wanted: Wanted): boolean {
    if (this.#initial === null) {
      this.model.initialStates((state) => {
        this.#initial ??= state.slice();
      });
    }
    let possible = false;
    if (this.#initial !== null) {
      this.model.successors(this.#initial, wanted, () => {
        possible = true;
      });
    }
    return possible;
  }
}

function at(json: unknown, path: Path): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value === null ? undefined : value;
}

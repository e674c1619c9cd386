/** Understands the lines of a foreign log by a mapping: which definition of the mapping's module an event asks for. */
import { nearHint } from '../../core/near.js';
import { resetScratch } from '../../tla/build.js';
import { EvaluationError, FALSE_, TRUE_, type Value } from '../../tla/value.js';
import { type LoggedEvent, problem, type Reading, saidTwice, type When } from './event.js';
import { at, fieldValue, shownField } from './fields.js';
import { JsonValues } from './json-value.js';
import { type Mapping, reads } from './mapping.js';
import type { MappedCase, MappedDefinition, MappedParameter, MappingModule } from './mapping-module.js';
import type { TraceModel, Wanted } from './model.js';
import type { Hidden, PreparedEvent } from './prepared-event.js';
import { readWhen } from './read-event.js';
import { timeOf } from './time.js';

/** One for each trace: it knows which nodes have come through their prelude. */
export class MappedEvents {
  readonly #values: JsonValues;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #started = new Set<string>();
  #initial: Int32Array | null = null;

  /** Nodes that had their first events already. */
  get started(): readonly string[] {
    return [...this.#started];
  }

  set started(nodes: readonly string[]) {
    for (const node of nodes) this.#started.add(node);
  }
  #because: string | null = null;

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

  /** Whether lines are another system's, and the mapping says all of them. */
  get isForeign(): boolean {
    return this.mapping.event !== null;
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
    // A line of text that the mapping's pattern does not match.
    if (event.raw === null) return this.#passed(`the pattern under "line" does not match line ${event.line}`);
    for (const { path, value } of mapping.where) {
      const found = JSON.stringify(at(event.raw, path)) ?? 'nothing';
      if (found === JSON.stringify(value)) continue;
      return this.#passed(`in line ${event.line} '${path.join('.')}' is ${found}, not ${JSON.stringify(value)}`);
    }
    const named = fieldValue(event.raw, mapping.event);
    if (typeof named !== 'string' && typeof named !== 'number') {
      // A text without an event in it is one of those that are not listed.
      if (mapping.event.pattern !== null && mapping.skipOthers) return { ok: true, value: null };
      const place = shownField(mapping.event);
      return problem(
        event.line,
        `expected the event's name under ${place}, ${shownFound(event.raw, at(event.raw, mapping.event.path))}`,
      );
    }
    const name = String(named);
    if (mapping.skip.has(name) || this.#inPrelude(event.raw, name)) return { ok: true, value: null };
    const cases = this.module.events.get(name);
    if (cases === undefined) {
      if (mapping.skipOthers) return this.#passed(`line ${event.line} is an event '${name}', which it does not list`);
      const known = [...this.module.events.keys(), ...mapping.skip].join(', ');
      return problem(
        event.line,
        `the mapping has no event '${name}' (it has ${known}; or say "otherwise": "skip")${nearHint(name, this.module.events.keys())}`,
      );
    }
    const { repeated } = event;
    if (repeated !== undefined && reads(mapping, repeated)) return problem(event.line, saidTwice(repeated));
    return this.#foreign(event, place, name, cases);
  }

  /** Whether one of an event's fields stands at this path, inside or around it: a field of its cases, or of a hidden step before it. */
  reads(event: LoggedEvent, path: readonly string[]): boolean {
    const { mapping, module } = this;
    if (mapping.event === null) return true;
    const name = String(fieldValue(event.raw, mapping.event));
    const cases = (module.events.get(name) ?? []).flatMap(({ if: condition, step }) => [condition, step]);
    const hidden = module.hidden.flatMap(({ step, before }) => (before === null || before.has(name) ? [step] : []));
    const used = [...cases, ...hidden].flatMap((definition) => definition?.parameters ?? []);
    const fields = new Set(used.flatMap((parameter) => ('field' in parameter ? [parameter.field] : [])));
    const place = `${path.join('.')}.`;
    return [...mapping.fields].some(([field, { path: known }]) => {
      const one = `${known.join('.')}.`;
      return fields.has(field) && (one.startsWith(place) || place.startsWith(one));
    });
  }

  /** Why the first line that was passed over was, where it is no event that the mapping names. */
  get because(): string | null {
    return this.#because;
  }

  #passed(because: string): Reading<null> {
    this.#because ??= because;
    return { ok: true, value: null };
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
    const times: number[] = [];
    for (const path of order.interval ?? []) {
      const found = at(event.raw, path);
      const time = timeOf(found);
      if (time === null) {
        const given = found === undefined ? 'nothing' : JSON.stringify(found);
        const expected = 'a time: a number, or text such as "2026-11-26T10:00:00.123Z"';
        return problem(event.line, `expected under '${path.join('.')}' ${expected}, found ${given}`);
      }
      times.push(time);
    }
    const [start = 0, end = 0] = times;
    // Clocks that are apart by no more than the skew put two such events in their order, and one within it in either.
    const interval = times.length === 0 ? null : [start - order.skew / 2, end + order.skew / 2];
    return readWhen(event.line, { node: String(node), clock: clock ?? null, interval });
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
        const possible = this.#possible(event, condition.value, name);
        if (!possible.ok) return possible;
        if (!possible.value) continue;
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
      if (value !== undefined) {
        try {
          args[place] = this.#values.value(value);
        } catch (error) {
          if (!(error instanceof EvaluationError)) throw error;
          return problem(event.line, `the field ${parameter.field} is no value of TLA+: ${error.message}`);
        }
      } else if (definition.required.has(parameter.field)) {
        const field = this.mapping.fields.get(parameter.field);
        const place = field === undefined ? '' : shownField(field);
        return problem(
          event.line,
          `the event '${name}' lacks ${place}, which its step needs as ${parameter.field}${present(event.raw)}`,
        );
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
    return field === undefined ? undefined : fieldValue(raw, field);
  }

  /** A condition on the event alone: possible in any state or in none, so that the first one tells. */
  #possible(event: LoggedEvent, wanted: Wanted, name: string): Reading<boolean> {
    if (this.#initial === null) {
      this.model.initialStates((state) => {
        this.#initial ??= state.slice();
      });
    }
    let possible = false;
    try {
      if (this.#initial !== null) {
        this.model.successors(this.#initial, wanted, () => {
          possible = true;
        });
      }
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
      const because = error.message.replace(/\s*\n\s*/g, ' ');
      return problem(event.line, `an "if" of the mapping's event '${name}' cannot be evaluated: ${because}`);
    }
    return { ok: true, value: possible };
  }
}

/** What a line has instead of the field that was looked for: a name was misspelt, or the line is of another kind. */
const present = (raw: unknown): string =>
  typeof raw === 'object' && raw !== null ? `; the line has ${fieldsOf(raw).join(', ')}` : '';

const shownFound = (raw: unknown, found: unknown): string =>
  found === undefined ? `found nothing${present(raw)}` : `found ${JSON.stringify(found)}`;

const mostShown = 12;

/** Paths of a line's fields. */
function fieldsOf(raw: object): string[] {
  const paths: string[] = [];
  const walk = (value: object, before: string): void => {
    for (const [key, inner] of Object.entries(value)) {
      const isInner = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      if (isInner && Object.keys(inner).length > 0) walk(inner, `${before}${key}.`);
      else paths.push(`${before}${key}`);
    }
  };
  walk(raw, '');
  return paths.length <= mostShown ? paths : [...paths.slice(0, mostShown), '...'];
}

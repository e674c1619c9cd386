import { nearHint } from '../../core/near.js';
import { EvaluationError, type Value } from '../../tla/value.js';
import { type LoggedEvent, type Observation, problem, type Reading } from './event.js';
import { JsonValues } from './json-value.js';
import type { MappedEvents } from './mapped-events.js';
import type { TraceModel, Wanted } from './model.js';
import { type Check, checkOf, completeCheck, unchangedCheck } from './observe.js';
import type { Hidden, PreparedEvent } from './prepared-event.js';

/** What the rest of a trace is understood by, for another thread. */
export interface SavedPreparer {
  readonly events: number;
  readonly skipped: number;
  /** Nodes that have begun; see a mapping's `start`. */
  readonly started: readonly string[];
}

const noChecks: readonly Check[] = [];
const noHidden: readonly Hidden[] = [];

/** Prepares the events of one trace in their order. */
export class Preparer {
  readonly #values: JsonValues;
  readonly #variables: ReadonlyMap<string, number>;
  readonly #actions = new Map<string, readonly number[]>();
  /** Events that were prepared before, by what says that they are the same. */
  readonly #known = new WeakMap<object, PreparedEvent>();
  /** Events so far, and those of them that the mapping passed over. */
  events = 0;
  skipped = 0;

  save(): SavedPreparer {
    return { events: this.events, skipped: this.skipped, started: this.mapped?.started ?? [] };
  }

  resume({ events, skipped, started }: SavedPreparer): void {
    this.events = events;
    this.skipped = skipped;
    if (this.mapped !== null) this.mapped.started = started;
  }

  get passedBecause(): string | null {
    return this.mapped?.because ?? null;
  }

  constructor(
    private readonly model: TraceModel,
    /** What an event does not mention is unchanged. */
    private readonly complete = false,
    private readonly mapped: MappedEvents | null = null,
  ) {
    this.#values = new JsonValues(model.modelValues);
    this.#variables = new Map(model.variables.map((name, index) => [name, index]));
    for (const [index, { name, mapped: asked }] of model.actions.entries()) {
      if (asked !== true) this.#actions.set(name, [...(this.#actions.get(name) ?? []), index]);
    }
  }

  /** null for an event that is passed over. */
  prepare(event: LoggedEvent): Reading<PreparedEvent | null> {
    try {
      this.events += 1;
      const { same } = event;
      if (same !== undefined && this.mapped === null) return this.#again(event, same);
      const prepared =
        this.mapped === null ? this.#own(event) : this.mapped.prepare(event, this.events, (one) => this.#own(one));
      if (prepared.ok && prepared.value === null) this.skipped += 1;
      return prepared;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return problem(event.line, error.message);
    }
  }

  #again(event: LoggedEvent, same: object): Reading<PreparedEvent> {
    const known = this.#known.get(same);
    if (known !== undefined) {
      // Written out: copying by spread costs several times as much, once a line.
      const { action, wanted, checks, before, repeat, hidden } = known;
      const { line } = event;
      return { ok: true, value: { line, at: this.events, action, wanted, checks, before, repeat, hidden } };
    }
    const prepared = this.#own(event);
    if (prepared.ok) this.#known.set(same, prepared.value);
    return prepared;
  }

  #own(event: LoggedEvent): Reading<PreparedEvent> {
    const { line, action, args, observations, before = [] } = event;
    const wanted = this.#wanted(event);
    if (!wanted.ok) return wanted;
    if (action === null && args !== null) return problem(line, 'arguments of no action: the event has no name');
    const checks = this.#checks(line, observations, this.complete);
    if (!checks.ok) return checks;
    const earlier = before.length === 0 ? { ok: true as const, value: noChecks } : this.#checks(line, before, false);
    if (!earlier.ok) return earlier;
    return {
      ok: true,
      value: {
        line,
        at: this.events,
        action,
        wanted: wanted.value,
        checks: checks.value,
        before: earlier.value,
        repeat: null,
        hidden: noHidden,
      },
    };
  }

  #checks(line: number, observations: readonly Observation[], complete: boolean): Reading<readonly Check[]> {
    const checks: Check[] = [];
    for (const observation of observations) {
      const name = observation.variable;
      const variable = this.#variables.get(name) ?? this.#qualified(name);
      if (variable === undefined) {
        const known = this.model.variables.join(', ');
        return problem(
          line,
          `the specification has no variable '${name}' (its variables: ${known})${nearHint(name, this.model.variables)}`,
        );
      }
      checks.push(
        complete && observation.kind === 'partial'
          ? completeCheck(observation.value, name, variable, this.#values)
          : checkOf(observation, name, variable, this.#values),
      );
    }
    if (complete) {
      for (const [name, variable] of this.#variables) {
        if (!checks.some((check) => check.variable === variable)) checks.push(unchangedCheck(name, variable));
      }
    }
    return { ok: true, value: checks };
  }

  /** Quint's traces name the modules around a variable, `bank::accounts::balances`, and its TLA+ may write that with underlines. */
  #qualified(name: string): number | undefined {
    if (!name.includes('::')) return undefined;
    const known = this.#variables;
    return known.get(name.replaceAll('::', '_')) ?? known.get(name.slice(name.lastIndexOf('::') + 2));
  }

  #wanted({ line, action, args, supposed }: LoggedEvent): Reading<Wanted> {
    if (action === null) {
      const actions = this.#actions.get(supposed ?? '') ?? null;
      return { ok: true, value: { actions, args: null } };
    }
    const { model } = this;
    const values = this.#values;
    const actions = this.#actions.get(action);
    const first = actions === undefined ? undefined : model.actions[actions[0] as number];
    if (actions === undefined || first === undefined) {
      const known = [...this.#actions.keys()].join(', ');
      return problem(
        line,
        `the specification has no action '${action}' (its actions: ${known})${nearHint(action, this.#actions.keys())}`,
      );
    }
    if (args === null) return { ok: true, value: { actions, args: null } };
    const { parameters } = first;
    const shown = (): string => `${action}(${parameters.join(', ')})`;
    const read: (Value | null)[] = parameters.map(() => null);
    if (args.kind === 'positional') {
      if (args.values.length > parameters.length) {
        return problem(line, `${args.values.length} arguments for ${shown()}, which has ${parameters.length}`);
      }
      for (const [index, value] of args.values.entries()) read[index] = values.value(value);
    } else {
      for (const name in args.values) {
        const index = parameters.indexOf(name);
        if (index < 0) return problem(line, `${shown()} has no parameter '${name}'${nearHint(name, parameters)}`);
        read[index] = values.value(args.values[name]);
      }
    }
    return { ok: true, value: { actions, args: read } };
  }
}

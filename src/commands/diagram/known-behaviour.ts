/** The behaviour that a checker found for a trace, put into its diagram: the state after each event, and what was not logged. */
import type { Link } from '../../check/trace/layer.js';
import type { TraceModel } from '../../check/trace/model.js';
import type { Value as Json } from '../../core/trace.js';
import type { Step, Update } from '../../report/space-time/diagram.js';
import { displayed } from '../../report/space-time/from-states.js';
import { isEntries, valueText } from '../../report/space-time/viewer/values.js';
import { toJson, type Value } from '../../tla/runtime.js';
import type { Shown } from './source.js';

interface Known {
  readonly action: string;
  readonly args: Step['args'];
  readonly vars: Readonly<Record<string, Json>>;
  readonly updates: readonly Update[];
}

/** States are told by what each step changes, so that 10^5 of them take no more room than their trace. */
export class KnownBehaviour {
  readonly #known = new Map<number, Known>();
  #last: Int32Array | null = null;
  /** Of the variables' values, which repeat. */
  readonly #json = new Map<Value, Json>();

  /** `named`: the trace has the specification's own names, so what it leaves out of a step can be filled in. */
  constructor(readonly named: boolean) {}

  take({ event, action, args, state }: Link, model: TraceModel): void {
    const vars: Record<string, Json> = { ...this.#known.get(event)?.vars };
    const updates: Update[] = [...(this.#known.get(event)?.updates ?? [])];
    for (const [index, name] of model.variables.entries()) {
      const [before, after] = [this.#last?.[index], state[index] as Value];
      if (before === after) continue;
      if (before === undefined) vars[name] = this.#of(after);
      else difference(name, [], this.#of(before), this.#of(after), updates);
    }
    this.#last = Int32Array.from(state);
    const { name = '', parameters = [] } = model.actions[action] ?? {};
    const taken = parameters.map((parameter, i) => ({ name: parameter, value: this.#of(args[i] as Value) }));
    this.#known.set(event, { action: name, args: taken, vars, updates });
  }

  /** `stepOf` gives the diagram's step of an event, from 1. */
  into(shown: Shown, stepOf: (event: number) => number | null): Shown {
    const steps = [...shown.steps];
    for (const [event, { action, args, vars, updates }] of this.#known) {
      const index = stepOf(event + 1);
      const step = index === null ? undefined : steps[index];
      if (index === null || step === undefined) continue;
      steps[index] = {
        ...step,
        ...(this.named && step.action === '' ? { action } : {}),
        ...(this.named && step.args.length < args.length ? { args } : {}),
        changes: { kind: 'partial', vars, updates },
      };
    }
    return { ...shown, steps: this.#known.size === 0 ? shown.steps : steps };
  }

  #of(value: Value): Json {
    const known = this.#json.get(value);
    if (known !== undefined) return known;
    const made = displayed(toJson(value));
    if (this.#json.size > 50_000) this.#json.clear();
    this.#json.set(value, made);
    return made;
  }
}

/** Updates that lead from one value to another: of functions the entries that differ, of sets what came and went. */
function difference(variable: string, path: readonly Json[], before: Json, after: Json, updates: Update[]): void {
  if (before === after) return;
  const add = (operation: Update['operation'], values: readonly Json[]): void => {
    updates.push({ variable, path, operation, values });
  };
  if (isEntries(before) && isEntries(after)) {
    const [had, has] = [Object.keys(before), Object.keys(after)];
    if (had.length === has.length && has.every((key) => key in before)) {
      for (const key of has) difference(variable, [...path, key], before[key] as Json, after[key] as Json, updates);
      return;
    }
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && before.length < after.length) {
    if (before.every((item, i) => valueText(item) === valueText(after[i]))) {
      add('append', after.slice(before.length));
      return;
    }
  }
  const [had, has] = [pairsOf(before), pairsOf(after)];
  if (had !== null && has !== null) {
    const [old, now] = [textsOf(had), textsOf(has)];
    const gone = had.filter(([key]) => !now.has(valueText(key))).map(([key]) => key as Json);
    if (gone.length > 0) add('drop', gone);
    for (const [key, value] of has) {
      if (old.get(valueText(key)) !== valueText(value)) add('put', [key as Json, value as Json]);
    }
    return;
  }
  const [from, to] = [membersOf(before), membersOf(after)];
  if (from !== null && to !== null) {
    const [old, now] = [new Set(from.map(valueText)), new Set(to.map(valueText))];
    const gone = from.filter((member) => !now.has(valueText(member)));
    const come = to.filter((member) => !old.has(valueText(member)));
    if (gone.length + come.length === 0) return;
    if (gone.length > 0) add('delete', gone);
    if (come.length > 0) add('add', come);
    return;
  }
  if (valueText(before) !== valueText(after)) add('set', [after]);
}

type Pairs = readonly (readonly Json[])[];

/** An empty function is an empty sequence, and how a bag begins. */
function pairsOf(value: Json): Pairs | null {
  if (Array.isArray(value)) return value.length === 0 ? [] : null;
  if (typeof value !== 'object' || value === null) return null;
  const pairs = (value as Readonly<Record<string, Json>>)['#map'];
  return Array.isArray(pairs) ? (pairs as Pairs) : null;
}

const textsOf = (pairs: Pairs): Map<string, string> =>
  new Map(pairs.map(([key, value]) => [valueText(key), valueText(value)]));

function membersOf(value: Json): readonly Json[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const members = (value as Readonly<Record<string, Json>>)['#set'];
  return Array.isArray(members) ? members : null;
}

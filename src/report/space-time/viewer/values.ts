/** Values as TLA+ writes them, and states as they grow from what each step tells. */
import type { Value } from '../../../core/trace.js';
import type { StepLine, UpdateLine } from './payload.js';

export type State = Readonly<Record<string, Value>>;
type Entries = Readonly<Record<string, Value>>;

export interface Change {
  /** `rmState[r1]` */
  readonly place: string;
  readonly variable: string;
  /** null: not known before. */
  readonly before: string | null;
  readonly after: string;
  /** Of a set: what came and went, where that is shorter. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

/** An object that stands for a function or record, and not for a tagged value such as `{"#set": [...]}`. */
export function isEntries(value: Value | undefined): value is Entries {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const key in value) if (key.startsWith('#')) return false;
  return true;
}

const tagged = (value: Value | undefined, tag: string): readonly Value[] | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const content = (value as Entries)[tag];
  return Array.isArray(content) ? content : null;
};

export function valueText(value: Value | null | undefined): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `<<${value.map(valueText).join(', ')}>>`;
  const set = tagged(value, '#set');
  if (set !== null) return `{${set.map(valueText).join(', ')}}`;
  const tuple = tagged(value, '#tup');
  if (tuple !== null) return `<<${tuple.map(valueText).join(', ')}>>`;
  const map = tagged(value, '#map');
  if (map !== null) {
    const pairs = map.map((pair) => `${valueText((pair as Value[])[0])} :> ${valueText((pair as Value[])[1])}`);
    return pairs.length === 0 ? '<<>>' : `(${pairs.join(' @@ ')})`;
  }
  const entries = value as Entries;
  for (const tag of ['#bigint', '#model', '#unserializable']) if (tag in entries) return String(entries[tag]);
  const fields = Object.keys(entries);
  return fields.length === 0 ? '<<>>' : `[${fields.map((f) => `${f} |-> ${valueText(entries[f])}`).join(', ')}]`;
}

/** The state after a step, sharing with the one before what the step leaves alone. */
export function stateAfter(before: State, { s, p, u }: StepLine): State {
  if (s !== undefined) return s;
  const known = p === undefined ? before : (merged(before, p) as State);
  if (u === undefined) return known;
  const state: Record<string, Value> = { ...known };
  for (const update of u) state[update[0]] = updated(state[update[0]], update[1], update);
  return state;
}

function merged(before: Value | undefined, part: Value): Value {
  if (!isEntries(part) || !isEntries(before)) return part;
  const after: Record<string, Value> = { ...before };
  for (const key of Object.keys(part)) after[key] = merged(before[key], part[key] as Value);
  return after;
}

function updated(before: Value | undefined, path: readonly Value[], update: UpdateLine): Value {
  const [head, ...rest] = path;
  if (head !== undefined) {
    const entries = isEntries(before) ? before : {};
    const key = typeof head === 'string' ? head : valueText(head);
    return { ...entries, [key]: updated(entries[key], rest, update) };
  }
  const [, , operation, values] = update;
  const members = tagged(before, '#set') ?? [];
  const texts = new Set(values.map(valueText));
  switch (operation) {
    case 'add':
      return { '#set': [...members.filter((member) => !texts.has(valueText(member))), ...values] };
    case 'delete':
      return { '#set': members.filter((member) => !texts.has(valueText(member))) };
    case 'append':
      return [...(Array.isArray(before) ? before : []), ...values];
    case 'put':
    case 'drop': {
      const pairs = (tagged(before, '#map') ?? []) as readonly (readonly Value[])[];
      const at = new Set((operation === 'put' ? values.slice(0, 1) : values).map(valueText));
      const kept = pairs.filter(([key]) => !at.has(valueText(key)));
      return { '#map': operation === 'put' ? [...kept, [...values]] : kept };
    }
    case 'increment':
      return (typeof before === 'number' ? before : 0) + Number(values[0]);
    case 'clear':
      return { '#set': [] };
    default:
      return values[0] ?? '';
  }
}

/** What a step changed; `given` lists variables that are shown even if they stayed as they were. */
export function changesBetween(before: State, after: State): Change[] {
  const changes: Change[] = [];
  for (const variable of Object.keys(after)) compare(variable, variable, before[variable], after[variable], changes, 0);
  return changes;
}

/** Of a set its members, of a function with any arguments its pairs, as text; null of other values. */
function membersText(value: Value | undefined): string[] | null {
  const members = tagged(value, '#set');
  if (members !== null) return members.map(valueText);
  const pairs = Array.isArray(value) && value.length === 0 ? [] : tagged(value, '#map');
  if (pairs === null) return null;
  return pairs.map((pair) => `${valueText((pair as Value[])[0])} :> ${valueText((pair as Value[])[1])}`);
}

function compare(
  place: string,
  variable: string,
  before: Value | undefined,
  after: Value | undefined,
  changes: Change[],
  depth: number,
): void {
  if (before === after) return;
  if (isEntries(before) && isEntries(after) && depth < 3) {
    for (const key of Object.keys(after)) {
      compare(`${place}[${key}]`, variable, before[key], after[key], changes, depth + 1);
    }
    return;
  }
  if (before === undefined && isEntries(after) && depth < 1) {
    for (const key of Object.keys(after)) {
      compare(`${place}[${key}]`, variable, undefined, after[key], changes, depth + 1);
    }
    return;
  }
  const now = valueText(after);
  const was = before === undefined ? null : valueText(before);
  if (was === now) return;
  const [from, to] = [membersText(before), membersText(after)];
  if (from !== null && to !== null && from.length + to.length > 2) {
    const [had, has] = [new Set(from), new Set(to)];
    const added = [...has].filter((member) => !had.has(member));
    const removed = [...had].filter((member) => !has.has(member));
    changes.push({ place, variable, before: was, after: now, added, removed });
  } else changes.push({ place, variable, before: was, after: now });
}

/** States by step, made from the nearest one that is already known. */
export class States {
  readonly #known = new Map<number, State>();
  readonly #initial: State;
  readonly #line: (step: number) => StepLine;
  readonly #every = 256;

  constructor(initial: State, line: (step: number) => StepLine) {
    this.#line = line;
    this.#initial = initial;
  }

  /** -1: before the first step. */
  after(step: number): State {
    let from = step;
    while (from >= 0 && !this.#known.has(from)) from -= 1;
    let state = this.#known.get(from) ?? this.#initial;
    for (let i = from + 1; i <= step; i += 1) {
      state = stateAfter(state, this.#line(i));
      if (i % this.#every === 0) this.#known.set(i, state);
    }
    if (step >= 0) this.#known.set(step, state);
    return state;
  }
}

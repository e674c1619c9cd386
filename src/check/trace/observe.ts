/** Holds what a trace observed against states: is this what the log saw, and if not, where is the difference? */
import { integer } from '../../tla/atoms.js';
import { setOf } from '../../tla/collections.js';
import { EMPTY_SET, EMPTY_TUPLE } from '../../tla/constants.js';
import { except, isFunction, override, singletonFunction } from '../../tla/functions.js';
import { add } from '../../tla/integers.js';
import { member } from '../../tla/membership.js';
import { append } from '../../tla/sequences.js';
import { difference, union } from '../../tla/sets.js';
import { toText } from '../../tla/text.js';
import { EvaluationError, NONE, type Value } from '../../tla/value.js';
import type { Observation, Operation, Update } from './event.js';
import type { JsonValues, Pattern } from './json-value.js';
import type { Known } from './known.js';
import { agrees, entryAt, selected } from './pattern.js';
import type { State } from './state.js';

/** An observation with its values read and its variable found: cheap to hold against many states. */
export interface Check {
  /** Position among the variables. */
  readonly variable: number;
  /** Does the state agree? Only for what says nothing of a change. */
  agrees(state: State): boolean;
  /** Puts down what a step from `before` leads to; false where none agrees. */
  know(before: State, known: Known): boolean;
  /** Where the two differ; null where they agree. */
  difference(before: State, after: State): Difference | null;
}

export interface Difference {
  /** The variable and the way to the place: `rmState["n1"]`. */
  readonly place: string;
  readonly observed: string;
  readonly computed: string;
}

/** Throws an `EvaluationError` where the observation holds something that is no value. */
export function checkOf(observation: Observation, name: string, variable: number, values: JsonValues): Check {
  if (observation.kind === 'partial') {
    const pattern = values.pattern(observation.value);
    return {
      variable,
      agrees: (state) => agrees(pattern, state[variable] as Value),
      know: (_before, known) => known.matches(variable, pattern),
      difference: (_before, after) => findDifference(pattern, after[variable] as Value, name),
    };
  }
  if (observation.updates.length === 0) return unchangedCheck(name, variable);
  const updates = observation.updates.map((update) => preparedUpdate(update, values));
  const expected = (before: State): Value => {
    let value = before[variable] as Value;
    for (const update of updates) value = update(value);
    return value;
  };
  return {
    variable,
    agrees: (state) => expected(state) === state[variable],
    know(before, known) {
      const value = expected(before);
      return value !== NONE && known.is(variable, value);
    },
    difference(before, after) {
      const value = expected(before);
      if (value === after[variable]) return null;
      const observed = value === NONE ? 'an update that cannot be made there' : toText(value);
      return { place: name, observed, computed: toText(after[variable] as Value) };
    },
  };
}

/** The variable keeps its value. */
export function unchangedCheck(name: string, variable: number): Check {
  return {
    variable,
    agrees: () => true,
    know: (before, known) => known.is(variable, before[variable] as Value),
    difference(before, after) {
      if (before[variable] === after[variable]) return null;
      const observed = `${toText(before[variable] as Value)}, as before`;
      return { place: name, observed, computed: toText(after[variable] as Value) };
    },
  };
}

/** What is observed of a variable in a trace that leaves nothing out: entries that are not mentioned are as before. */
export function completeCheck(json: unknown, name: string, variable: number, values: JsonValues): Check {
  const pattern = values.pattern(json);
  let whole: Value | null = null;
  const expected = (before: State): Value => {
    const value = completed(pattern, before[variable] as Value);
    if (value !== NONE) return value;
    // No such entries: then it is the value itself, as of a record where there was none.
    whole ??= orNone(() => values.value(json));
    return whole;
  };
  return {
    variable,
    agrees: (state) => expected(state) === state[variable],
    know(before, known) {
      const value = expected(before);
      return value !== NONE && known.is(variable, value);
    },
    difference(before, after) {
      const value = after[variable] as Value;
      if (expected(before) === value) return null;
      const observed = expected(before);
      return (
        findDifference(pattern, value, name) ?? {
          place: name,
          observed: observed === NONE ? patternText(pattern) : toText(observed),
          computed: toText(value),
        }
      );
    },
  };
}

/** The value before with the entries that the pattern gives; NONE where it has no such entries. */
function completed(pattern: Pattern, value: Value): Value {
  if (pattern.kind === 'value') return pattern.value;
  let result = value;
  for (const { keys, pattern: inner } of pattern.entries) {
    const at = isFunction(result) ? entryAt(result, keys) : null;
    if (at === null) return NONE;
    const changed = completed(inner, at.value);
    if (changed === NONE) return NONE;
    if (changed !== at.value) result = except(result, at.key, changed);
  }
  return result;
}

/** States hold normalized values, and those are equal exactly when their ids are. */
function findDifference(pattern: Pattern, value: Value, place: string): Difference | null {
  if (pattern.kind === 'value') {
    return pattern.value === value ? null : { place, observed: toText(pattern.value), computed: toText(value) };
  }
  for (const { text, keys, pattern: inner } of pattern.entries) {
    const at = isFunction(value) ? entryAt(value, keys) : null;
    if (at !== null && agrees(inner, at.value)) continue;
    const inside = `${place}[${JSON.stringify(text)}]`;
    if (at === null) return { place: inside, observed: patternText(inner), computed: `nothing: ${toText(value)}` };
    const found = findDifference(inner, at.value, inside);
    if (found !== null) return found;
  }
  return null;
}

function patternText(pattern: Pattern): string {
  if (pattern.kind === 'value') return toText(pattern.value);
  return `{${pattern.entries.map(({ text, pattern: inner }) => `${text}: ${patternText(inner)}`).join(', ')}}`;
}

/** The value with one update made; NONE where there is no such place or the value there is of another kind. */
type PreparedUpdate = (value: Value) => Value;

function preparedUpdate({ operation, path, args }: Update, values: JsonValues): PreparedUpdate {
  const steps = path.map((step) => values.keys(step));
  const change = changeOf(operation, args, values);
  const at = (value: Value, index: number): Value => {
    const keys = steps[index];
    if (keys === undefined) return orNone(() => change(value));
    const entry = isFunction(value) ? entryAt(value, keys) : null;
    if (entry === null) return NONE;
    const changed = at(entry.value, index + 1);
    return changed === NONE ? NONE : except(value, entry.key, changed);
  };
  return (value) => (value === NONE ? NONE : at(value, 0));
}

/** Updates have one argument, but for `AddElements` and `RemoveElements`, whose arguments are the elements (`read-updates.ts`). */
function changeOf(operation: Operation, args: readonly unknown[], values: JsonValues): PreparedUpdate {
  const all = args.map((arg) => values.value(arg));
  const elements = setOf(all);
  switch (operation) {
    case 'Update':
      return () => all[0] as Value;
    case 'AddElement':
    case 'AddElements':
      return (value) => (all.every((element) => member(element, value)) ? value : union(value, elements));
    case 'RemoveElement':
    case 'RemoveElements':
      return (value) => difference(value, elements);
    case 'AppendElement':
      return (value) => append(value, all[0] as Value);
    case 'Increment':
      return (value) => add(value, all[0] as Value);
    case 'Clear':
      return (value) => (isFunction(value) ? EMPTY_TUPLE : EMPTY_SET);
    case 'AddElementToBag':
      return (value) => counted(value, all[0] as Value, 1);
    case 'RemoveElementFromBag':
      return (value) => counted(value, all[0] as Value, -1);
  }
}

/** A bag is a function to counts. A count stays at 0 where it was 1, as in `TVOperators.tla` and Ongaro's Raft. */
function counted(bag: Value, element: Value, by: number): Value {
  const count = selected(bag, element);
  if (count !== NONE) return except(bag, element, add(count, integer(by)));
  return by > 0 ? override(bag, singletonFunction(element, integer(by))) : bag;
}

function orNone(evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof EvaluationError) return NONE;
    throw error;
  }
}

/**
 * Arguments that a log does not give, read off what it observed: where `x' = [x EXCEPT ![i] = v]` and the entry that
 * changed is known, i is its key and v is its value, and nothing else is worth a try. What is found holds of every step
 * that agrees with the log, so that no step is lost; what cannot be understood is left open.
 */

import type { Effect, Term } from '../../core/effect.js';
import { string } from '../../tla/atoms.js';
import { domain, isFunction } from '../../tla/functions.js';
import { elementOf, enumerableSize } from '../../tla/lazy.js';
import { subsetOf } from '../../tla/membership.js';
import { equal } from '../../tla/order.js';
import { item, length } from '../../tla/sequences.js';
import { difference } from '../../tla/sets.js';
import { EvaluationError, NONE, type Value } from '../../tla/value.js';
import type { Pattern } from './json-value.js';
import type { Known } from './known.js';
import { agrees, entryAt } from './pattern.js';
import type { State } from './state.js';

/** Fills in arguments that are NONE; false where the action cannot lead to what is known. */
export function inferArguments(
  effects: readonly (Effect | null)[],
  before: State,
  known: Known,
  args: Int32Array,
): boolean {
  for (let missing = countMissing(args); ; ) {
    for (let variable = 0; variable < effects.length; variable += 1) {
      const effect = effects[variable] ?? null;
      const pattern = effect === null ? null : known.pattern(variable);
      if (effect === null || pattern === null) continue;
      if (!leadsTo(effect, before[variable] as Value, pattern, args)) return false;
    }
    // One argument may tell another: with the key, the value of its entry.
    const left = countMissing(args);
    if (left === missing || left === 0) return true;
    missing = left;
  }
}

function countMissing(args: Int32Array): number {
  let count = 0;
  for (const argument of args) if (argument === NONE) count += 1;
  return count;
}

/** A value of which the specification makes no sense tells nothing. */
function leadsTo(effect: Effect, before: Value, after: Pattern, args: Int32Array): boolean {
  try {
    return mayLeadTo(effect, before, after, args);
  } catch (error) {
    if (error instanceof EvaluationError) return true;
    throw error;
  }
}

function mayLeadTo(effect: Effect, before: Value, after: Pattern, args: Int32Array): boolean {
  switch (effect.kind) {
    case 'unchanged':
      return agrees(after, before);
    case 'value':
      return unify(effect.term, after, args);
    case 'entry':
      return entryLeadsTo(effect, before, after, args);
    case 'added':
      return after.kind !== 'value' || onlyElement(effect.elements, before, after.value, args);
    case 'removed':
      return after.kind !== 'value' || onlyElement(effect.elements, after.value, before, args);
    case 'appended': {
      if (after.kind !== 'value') return true;
      const size = length(before);
      if (length(after.value) !== size + 1) return false;
      return unify(effect.term, { kind: 'value', value: item(after.value, size) }, args);
    }
  }
}

type EntryEffect = Effect & { readonly kind: 'entry' };

function entryLeadsTo({ key, effect }: EntryEffect, before: Value, after: Pattern, args: Int32Array): boolean {
  if (!isFunction(before)) return true;
  const changed = changedEntry(before, after);
  if (changed === 'several') return false;
  let at: { readonly key: Value; readonly pattern: Pattern } | null = changed;
  if (changed !== null && !unify(key, { kind: 'value', value: changed.key }, args)) return false;
  if (changed === null) at = entryOfKey(key, before, after, args);
  if (at === null || effect === null) return true;
  const old = entryAt(before, [at.key]);
  return old === null || mayLeadTo(effect, old.value, at.pattern, args);
}

/** The one entry that is known to differ; null where none is. */
function changedEntry(before: Value, after: Pattern): { key: Value; pattern: Pattern } | null | 'several' {
  let found: { key: Value; pattern: Pattern } | null = null;
  if (after.kind === 'entries') {
    for (const { keys, pattern } of after.entries) {
      const entry = entryAt(before, keys);
      // EXCEPT adds no entry.
      if (entry === null) return 'several';
      if (agrees(pattern, entry.value)) continue;
      if (found !== null && found.key !== entry.key) return 'several';
      found = { key: entry.key, pattern };
    }
    return found;
  }
  const { value } = after;
  if (value === before) return null;
  if (!isFunction(value)) return 'several';
  const keys = domain(before);
  if (!equal(keys, domain(value))) return 'several';
  for (let i = 0, n = enumerableSize(keys); i < n; i += 1) {
    const key = elementOf(keys, i);
    const [old, now] = [entryAt(before, [key]), entryAt(value, [key])];
    if (old === null || now === null || old.value === now.value) continue;
    if (found !== null) return 'several';
    found = { key, pattern: { kind: 'value', value: now.value } };
  }
  return found;
}

/** What is known of the entry under a key that is known itself. */
function entryOfKey(
  term: Term,
  before: Value,
  after: Pattern,
  args: Int32Array,
): { key: Value; pattern: Pattern } | null {
  const key = term.kind === 'argument' ? (args[term.index] ?? NONE) : term.kind === 'string' ? string(term.text) : NONE;
  if (key === NONE) return null;
  if (after.kind === 'value') {
    const entry = isFunction(after.value) ? entryAt(after.value, [key]) : null;
    return entry === null ? null : { key: entry.key, pattern: { kind: 'value', value: entry.value } };
  }
  for (const { keys, pattern } of after.entries) {
    const entry = entryAt(before, keys);
    if (entry?.key === key) return { key, pattern };
  }
  return null;
}

/** `larger` may have no more elements than these besides those of `smaller`. */
function onlyElement(elements: readonly Term[], smaller: Value, larger: Value, args: Int32Array): boolean {
  if (!subsetOf(smaller, larger)) return false;
  const added = difference(larger, smaller);
  const size = enumerableSize(added);
  if (size > elements.length) return false;
  const [element] = elements;
  if (size !== 1 || elements.length !== 1 || element === undefined) return true;
  return unify(element, { kind: 'value', value: elementOf(added, 0) }, args);
}

/** Makes the term what the pattern knows, as far as arguments are missing; false where it cannot be. */
function unify(term: Term, pattern: Pattern, args: Int32Array): boolean {
  switch (term.kind) {
    case 'unknown':
      return true;
    case 'argument': {
      const argument = args[term.index] ?? NONE;
      if (argument !== NONE) return agrees(pattern, argument);
      if (pattern.kind === 'value') args[term.index] = pattern.value;
      return true;
    }
    case 'string':
      return agrees(pattern, string(term.text));
    case 'record':
      return pattern.kind === 'value'
        ? unifyEntries(
            term.fields.map(([name, value]) => [string(name), value]),
            pattern.value,
            args,
          )
        : true;
    case 'tuple':
      return pattern.kind === 'value'
        ? unifyEntries(
            term.items.map((value, index) => [(index + 1) << 1, value]),
            pattern.value,
            args,
          )
        : true;
  }
}

function unifyEntries(
  entries: readonly (readonly [key: Value, term: Term])[],
  value: Value,
  args: Int32Array,
): boolean {
  if (!isFunction(value) || enumerableSize(domain(value)) !== entries.length) return false;
  for (const [key, term] of entries) {
    const entry = entryAt(value, [key]);
    if (entry === null || !unify(term, { kind: 'value', value: entry.value }, args)) return false;
  }
  return true;
}

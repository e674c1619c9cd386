/** Makes a specification on which two searches differ smaller, as long as they do. */
import { bothWays, type Case } from './differ.js';
import type { Action, Conjunct, Specification } from './specification.js';

export function shrunk(found: Case, differs = differ): Case {
  let smallest = found;
  for (let again = true; again; ) {
    again = false;
    for (const smaller of smallerThan(smallest)) {
      if (!differs(smaller)) continue;
      smallest = smaller;
      again = true;
      break;
    }
  }
  return smallest;
}

/** A specification that does not compile any more is none. */
function differ(smaller: Case): boolean {
  try {
    return !bothWays(smaller).agree;
  } catch {
    return false;
  }
}

function* smallerThan({ specification, never, first }: Case): Generator<Case> {
  for (const other of parts(specification)) yield { specification: other, never, first };
  for (const less of without(never)) yield { specification, never: less, first };
}

function* without<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let left = 0; left < items.length; left += 1) yield items.filter((_, i) => i !== left);
}

function* replaced<T>(items: readonly T[], smaller: (item: T) => Iterable<T>): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += 1)
    for (const other of smaller(items[at]!)) yield items.map((item, i) => (i === at ? other : item));
}

function* parts(all: Specification): Generator<Specification> {
  if (all.actions.length > 1) for (const actions of without(all.actions)) yield { ...all, actions };
  for (const invariants of without(all.invariants)) yield { ...all, invariants };
  for (const steps of without(all.steps)) yield { ...all, steps };
  if (all.constraint !== null) yield { ...all, constraint: null };
  if (all.symmetric) yield { ...all, symmetric: false };
  for (const definitions of without(all.definitions)) yield { ...all, definitions };
  for (const actions of replaced(all.actions, smallerAction)) yield { ...all, actions };
}

/** An assignment that is left out leaves its variables unchanged. */
function* smallerAction(action: Action): Generator<Action> {
  for (const conjuncts of without(action.conjuncts)) yield { ...action, conjuncts };
  for (const binders of without(action.binders)) yield { ...action, binders };
  const fewer = function* (conjunct: Conjunct): Generator<Conjunct> {
    if (conjunct.kind !== 'assignment' || conjunct.alternatives.length === 1) return;
    for (const alternatives of without(conjunct.alternatives)) yield { ...conjunct, alternatives };
  };
  for (const conjuncts of replaced(action.conjuncts, fewer)) yield { ...action, conjuncts };
}

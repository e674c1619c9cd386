import { toText } from '../../tla/text.js';
import type { Value } from '../../tla/value.js';
import type { Conjunct, State, TraceModel } from './model.js';
import type { Difference } from './observe.js';
import type { PreparedEvent } from './prepare.js';
import type { Attempt } from './verdict.js';

/** States, and attempts of them all together, that an explanation looks at: people read a few. */
const statesExplained = 16;
const attemptsKept = 24;

/**
 * Why does no step go on with `event` from any of these states? Every action that the event may mean is tried; the
 * attempts come nearest first, those that led elsewhere than was observed before those that were not possible.
 */
export function explainRejection(model: TraceModel, event: PreparedEvent, frontier: readonly State[]): Attempt[] {
  const attempts: { attempt: Attempt; distance: number }[] = [];
  for (const state of frontier.slice(0, statesExplained)) {
    const shown = showState(model, state);
    for (const action of event.wanted.actions ?? model.actions.keys()) {
      const stepped = stepsTaken(model, event, state, action, shown);
      for (const attempt of stepped) attempts.push({ attempt, distance: attempt.differences.length });
      if (stepped.length > 0) continue;
      for (const attempt of refusals(model, event, state, action, shown)) {
        attempts.push({ attempt, distance: 100 + distanceOf(attempt.conjuncts) });
      }
    }
  }
  attempts.sort((a, b) => a.distance - b.distance);
  return attempts.slice(0, attemptsKept).map(({ attempt }) => attempt);
}

type Shown = Attempt['state'];

function showState(model: TraceModel, state: State): Shown {
  return Object.fromEntries(model.variables.map((name, index) => [name, toText(state[index] as Value)]));
}

/** The steps by this action, each with what was observed otherwise; none where it is not possible. */
function stepsTaken(model: TraceModel, event: PreparedEvent, state: State, action: number, shown: Shown): Attempt[] {
  const found: Attempt[] = [];
  const { wanted, checks } = event;
  model.successors(state, { actions: [action], args: wanted.args }, (taken, args, next) => {
    if (taken !== action || found.length >= attemptsKept) return;
    const differences: Difference[] = [];
    for (const [index, value] of (wanted.args ?? []).entries()) {
      if (value === null || value === args[index]) continue;
      const place = model.actions[action]?.parameters[index] ?? '';
      differences.push({ place, observed: toText(value), computed: toText(args[index] as Value) });
    }
    for (const check of checks) {
      const difference = check.difference(state, next);
      if (difference !== null) differences.push(difference);
    }
    found.push({ ...attempted(model, action, args), state: shown, differences, conjuncts: [] });
  });
  return found;
}

function refusals(model: TraceModel, event: PreparedEvent, state: State, action: number, shown: Shown): Attempt[] {
  const parameters = model.actions[action]?.parameters ?? [];
  const given = event.wanted.args ?? parameters.map(() => null);
  const findings = model.explain?.(state, action, given) ?? [];
  return findings.map(({ args, conjuncts }) => ({
    ...attempted(model, action, args),
    state: shown,
    differences: [],
    conjuncts,
  }));
}

const attempted = (
  model: TraceModel,
  action: number,
  args: ArrayLike<Value>,
): Pick<Attempt, 'action' | 'args' | 'parameters' | 'named'> => ({
  action: model.actions[action]?.name ?? '',
  args: Array.from(args, toText),
  parameters: model.actions[action]?.parameters ?? [],
  named: true,
});

/**
 * How far a refused action was from being possible: the conjuncts that are false, and among as many the comparisons
 * whose sides, as text, differ less in length (a set that lacks one element before one that lacks most).
 */
function distanceOf(conjuncts: readonly Conjunct[]): number {
  let distance = 0;
  for (const { outcome, left = '', right = '' } of conjuncts) {
    if (outcome === 'true' || outcome === 'not reached') continue;
    distance += 1 + Math.min(Math.abs(left.length - right.length), 999) / 1000;
  }
  return distance;
}

/** One sentence for people: the nearest attempt, and what stood against it. */
export function sentence(event: PreparedEvent, attempts: readonly Attempt[]): string {
  const [nearest] = attempts;
  if (nearest === undefined) {
    return event.action === null
      ? 'no action of the specification is possible there'
      : `${event.action} is not possible there${event.wanted.args === null ? '' : ' with these arguments'}`;
  }
  const call = nearest.args.length === 0 ? nearest.action : `${nearest.action}(${nearest.args.join(', ')})`;
  const [difference] = nearest.differences;
  if (difference !== undefined) {
    return `${call} gives ${difference.place} = ${difference.computed}, observed was ${difference.observed}`;
  }
  const index = nearest.conjuncts.findIndex(({ outcome }) => outcome === 'false' || outcome === 'error');
  const conjunct = nearest.conjuncts[index];
  if (conjunct === undefined) return `${call} is not possible there`;
  const place = `${conjunct.file.slice(conjunct.file.lastIndexOf('/') + 1)}:${conjunct.line}`;
  const sides = conjunct.left === undefined ? '' : `: ${conjunct.left} against ${conjunct.right}`;
  const how = conjunct.outcome === 'error' ? `cannot be evaluated (${conjunct.message})` : 'is false';
  return `${call}: conjunct ${index + 1}, ${conjunct.text}, ${how}${sides} (${place})`;
}

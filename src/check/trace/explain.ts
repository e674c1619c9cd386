import { resetScratch } from '../../tla/build.js';
import { EffortSpent, limited } from '../../tla/effort.js';
import { toText } from '../../tla/text.js';
import { EvaluationError, FALSE_, NONE, type Value } from '../../tla/value.js';
import { distanceOf } from './findings.js';
import type { Conjunct, Finding, TraceModel } from './model.js';
import type { Difference } from './observe.js';
import type { PreparedEvent } from './prepared-event.js';
import type { State } from './state.js';
import type { Attempt } from './verdict.js';

/** States, and attempts of them all together, that an explanation looks at: people read a few. */
const statesExplained = 16;
const attemptsKept = 24;
const othersKept = 3;
const valuesListed = 8;

/**
 * Values that trying one action in one state may make, and all of them together: a second or so. Where arguments are open
 * there may be more of them than anybody can wait for, and the nearest so far will do.
 */
const effortOfOne = 1 << 18;
const effortOfAll = 1 << 21;

/**
 * Why does no step go on with `event` from any of these states? Every action that the event may mean is tried; the
 * attempts come nearest first, those that led elsewhere than was observed before those that were not possible.
 */
export function explainRejection(model: TraceModel, event: PreparedEvent, frontier: readonly State[]): Attempt[] {
  const attempts: { attempt: Attempt; distance: number }[] = [];
  const asked =
    event.wanted.actions ?? [...model.actions.keys()].filter((index) => model.actions[index]?.mapped !== true);
  const effort = new Effort();
  for (const state of frontier.slice(0, statesExplained)) {
    const shown = showState(model, state);
    for (const action of asked) {
      const stepped = stepsTaken(model, event, state, action, shown, effort);
      for (const attempt of stepped) attempts.push({ attempt, distance: attempt.differences.length });
      if (stepped.length > 0) continue;
      for (const attempt of refusals(model, event, state, action, shown, effort)) {
        attempts.push({ attempt, distance: 100 + distanceOf(attempt.conjuncts) });
      }
    }
  }
  attempts.sort((a, b) => a.distance - b.distance);
  const nearest = attempts.slice(0, attemptsKept).map(({ attempt }) => attempt);
  return [...nearest, ...othersThan(asked, model, event, frontier)];
}

/** Actions that the event does not name and that come nearest to what it says: a wrong name, perhaps, or a step that was not logged. */
function othersThan(
  asked: readonly number[],
  model: TraceModel,
  event: PreparedEvent,
  frontier: readonly State[],
): Attempt[] {
  const [state] = frontier;
  if (state === undefined || model.actions.some(({ mapped }, index) => mapped === true && asked.includes(index)))
    return [];
  const shown = showState(model, state);
  const effort = new Effort();
  const others = [...model.actions.keys()].filter((index) => !asked.includes(index));
  const unbound = { ...event, wanted: { actions: null, args: null } };
  const found = others.flatMap((action) => {
    if (model.actions[action]?.mapped === true) return [];
    return stepsTaken(model, unbound, state, action, shown, effort).map((attempt) => ({ ...attempt, named: false }));
  });
  return found.sort((a, b) => a.differences.length - b.differences.length).slice(0, othersKept);
}

type Shown = Attempt['state'];

function showState(model: TraceModel, state: State): Shown {
  return Object.fromEntries(model.variables.map((name, index) => [name, toText(state[index] as Value)]));
}

class Effort {
  #left = effortOfAll;

  /** What cannot be evaluated there, an infinite set of arguments or one of another kind, explains nothing. */
  limit(run: () => void): void {
    if (this.#left <= 0) return;
    try {
      this.#left -= limited(Math.min(effortOfOne, this.#left), run);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
    }
  }
}

/** The steps by this action, each with what was observed otherwise; none where it is not possible. */
function stepsTaken(
  model: TraceModel,
  event: PreparedEvent,
  state: State,
  action: number,
  shown: Shown,
  effort: Effort,
): Attempt[] {
  const found: Attempt[] = [];
  const { wanted, checks } = event;
  const visit = (taken: number, args: ArrayLike<Value>, next: State): void => {
    if (taken !== action) return;
    if (found.length >= attemptsKept) throw new EffortSpent();
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
  };
  const asked = { actions: [action], args: wanted.args };
  effort.limit(() => model.successors(state, asked, visit));
  return found;
}

function refusals(
  model: TraceModel,
  event: PreparedEvent,
  state: State,
  action: number,
  shown: Shown,
  effort: Effort,
): Attempt[] {
  const parameters = model.actions[action]?.parameters ?? [];
  const given = event.wanted.args ?? parameters.map(() => null);
  let findings: readonly Finding[] = [];
  effort.limit(() => {
    findings = model.explain?.(state, action, given) ?? [];
  });
  if (findings.length === 0) return notTaken(model, event, state, action, shown, effort);
  return findings.map(({ args, conjuncts }) => ({
    ...attempted(model, action, args),
    state: shown,
    differences: [],
    conjuncts,
  }));
}

/**
 * The action has no such instance at all: one of its arguments is not among the values that the next-state relation gives it
 * there, as `"n4"` where a constant is `{"n1", "n2", "n3"}`. Which one is it, and which values are there instead?
 */
function notTaken(
  model: TraceModel,
  event: PreparedEvent,
  state: State,
  action: number,
  shown: Shown,
  effort: Effort,
): Attempt[] {
  const parameters = model.actions[action]?.parameters ?? [];
  const given = event.wanted.args ?? parameters.map(() => null);
  const differences = given.flatMap((value, index): Difference[] => {
    if (value === null) return [];
    const others = new Set<string>();
    effort.limit(() => {
      const opened = given.map((arg, place) => (place === index ? null : arg));
      for (const { args } of model.explain?.(state, action, opened) ?? []) others.add(toText(args[index] as Value));
    });
    if (others.size === 0 || others.has(toText(value))) return [];
    const some = [...others].sort();
    const listed = some.slice(0, valuesListed).join(', ') + (some.length > valuesListed ? ', ...' : '');
    return [{ place: parameters[index] ?? '', observed: toText(value), computed: `one of ${listed}` }];
  });
  if (differences.length === 0 && !hasNoInstance(model, state, action, effort)) return [];
  const args = given.map((value) => value ?? NONE);
  return [{ ...attempted(model, action, args), state: shown, differences, conjuncts: [] }];
}

/** Whether the next-state relation gives the action no arguments at all there, as `\E t \in tx : A(t)` where tx is empty. */
function hasNoInstance(model: TraceModel, state: State, action: number, effort: Effort): boolean {
  const { explain, actions } = model;
  const parameters = actions[action]?.parameters ?? [];
  if (explain === undefined || parameters.length === 0) return false;
  let none = false;
  effort.limit(() => {
    const open = parameters.map(() => null);
    none = explain(state, action, open).length === 0;
  });
  return none;
}

const attempted = (
  model: TraceModel,
  action: number,
  args: ArrayLike<Value>,
): Pick<Attempt, 'action' | 'args' | 'parameters' | 'named'> => ({
  action: model.actions[action]?.name ?? '',
  ...shownArguments(model.actions[action]?.parameters ?? [], args),
  named: true,
});

/** A mapping's flags (`has__term`) are no arguments that anybody gave, and neither is a field that the line does not have. */
function shownArguments(
  parameters: readonly string[],
  args: ArrayLike<Value>,
): { args: readonly string[]; parameters: readonly string[] } {
  const isMissing = (name: string): boolean => args[parameters.indexOf(`has__${name}`)] === FALSE_;
  const shown = parameters.flatMap((name, index) => (/^has__|__$/.test(name) || isMissing(name) ? [] : [index]));
  return {
    args: shown.map((index) => (args[index] === undefined || args[index] === NONE ? '?' : toText(args[index]))),
    parameters: shown.map((index) => parameters[index] as string),
  };
}

/** The part of a false conjunct that makes it false, where there is one. */
function deepest(conjunct: Conjunct | undefined): Conjunct | undefined {
  const { parts, joined } = conjunct ?? {};
  const wrong = parts?.filter(({ outcome }) => outcome === 'false' || outcome === 'error') ?? [];
  const [first] = wrong;
  if (first === undefined || conjunct?.left !== undefined) return conjunct;
  if (joined === 'any' || joined === 'some') return wrong.length === 1 ? deepest(first) : conjunct;
  return deepest(joined === 'branch' ? wrong.at(-1) : first);
}

/** One sentence for people: the nearest attempt, and what stood against it. */
export function sentence(event: PreparedEvent, attempts: readonly Attempt[]): string {
  const nearest = attempts.find(({ named }) => named);
  if (nearest === undefined) {
    return event.action === null
      ? 'no action of the specification is possible there'
      : `${event.action} is not possible there${event.wanted.args === null ? '' : ' with these arguments'}`;
  }
  const call = nearest.args.length === 0 ? nearest.action : `${nearest.action}(${nearest.args.join(', ')})`;
  const [difference] = nearest.differences;
  if (difference !== undefined) {
    const { place, computed, observed } = difference;
    return `${call} gives ${place} = ${short(computed)}, observed was ${short(observed)}${otherKind(observed, computed)}`;
  }
  if (nearest.conjuncts.length === 0) {
    return `${call}: no argument is possible there, since a set that ${nearest.parameters.join(' or ')} is taken from is empty`;
  }
  const index = nearest.conjuncts.findIndex(({ outcome }) => outcome === 'false' || outcome === 'error');
  const conjunct = deepest(nearest.conjuncts[index]);
  if (conjunct === undefined) return `${call} is not possible there`;
  const place = `${conjunct.file.slice(conjunct.file.lastIndexOf('/') + 1)}:${conjunct.line}`;
  const sides = conjunct.left === undefined ? '' : `: ${short(conjunct.left)} against ${short(conjunct.right ?? '')}`;
  const how = conjunct.outcome === 'error' ? `cannot be evaluated (${unfit(conjunct.message ?? '')})` : 'is false';
  return `${call}: conjunct ${index + 1}, ${conjunct.text}, ${how}${sides} (${place})`;
}

/** The name of a value in a sentence: the whole of a large one is told below it. */
const short = (text: string): string => (text.length <= 300 ? text : `${text.slice(0, 300)}...`);

/** Of values as they are shown, by kind: how a log writes one. What a model value's name may be is not seen from it. */
const kinds = [
  { kind: 'a number', pattern: /^-?\d+(?:$|, )/, as: 'a number', mapped: 'number' },
  { kind: 'a text', pattern: /^"/, as: 'a text', mapped: 'text' },
  { kind: 'a boolean', pattern: /^(?:TRUE|FALSE)$/, as: 'true or false', mapped: null },
  { kind: 'a set', pattern: /^\{/, as: '{"#set": [...]}', mapped: 'set' },
  { kind: 'a sequence', pattern: /^<</, as: 'a list', mapped: null },
] as const;
const kindOf = (text: string) => kinds.find(({ pattern }) => pattern.test(text));

/** What is of another kind than the specification's value was mostly meant to be the same. '' where it is of the same kind. */
function otherKind(observed: string, computed: string): string {
  const [found, wanted] = [kindOf(observed), kindOf(computed.replace(/^one of /, ''))];
  if (found === undefined || wanted === undefined || found === wanted) return '';
  const mapped = wanted.mapped === null ? '' : `, or say "as": "${wanted.mapped}" in a mapping`;
  return `; ${found.kind} never equals ${wanted.kind}: if that is what it means, log it as ${wanted.as}${mapped}`;
}

/** A value of another kind than the specification's is mostly one that the log writes in another way. */
function unfit(message: string): string {
  const said = message.replace(/\s*\n\s*/g, ' ');
  const number = /non-integer: "[-+]?\d+"$/.test(said);
  const text = /(?:string ".*" with non-string|non-string): -?\d+\.?$/.test(said);
  const set = /non-set: <</.test(said);
  const as = number ? 'number' : text ? 'text' : set ? 'set' : null;
  return as === null ? said : `${said}; in a mapping, a field with "as": "${as}" or with "values" is read as that`;
}

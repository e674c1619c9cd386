/**
 * What an action certainly does to a variable, whatever alternative it takes, in terms of its own parameters: from the
 * value afterwards that a log tells, arguments can be read off instead of being tried one by one. What is not
 * understood here is left out; that costs time, never a step.
 */
import type { Effect, Term } from '../../core/effect.js';
import type { Core, CoreArgument } from '../core.js';
import type { ActionTree, NamedAction } from './program.js';
import { isOperatorValue } from './traverse.js';

const unknown: Term = { kind: 'unknown' };

/** What a parameter, a bound name or a LET definition stands for. */
type Binding = { readonly term: Term } | { readonly core: Core; readonly names: Names };
type Names = ReadonlyMap<object, Binding>;
type Effects = Map<number, Effect>;

/** Definitions within definitions are followed so far; deeper ones say nothing. */
const deepest = 12;

/** By variable; null where nothing is known. */
export function effectsOf(tree: ActionTree, action: NamedAction, variables: number): readonly (Effect | null)[] {
  const found = leaves(tree, action).map((leaf) => {
    const names = new Map<object, Binding>();
    leaf.args.forEach((argument, index) => {
      const bound = argument.kind === 'boundRef' || argument.kind === 'parameterRef';
      if (bound) names.set(argument.symbol, { term: { kind: 'argument', index } });
    });
    return effectsIn(leaf.core, names, 0);
  });
  const all = common(found);
  return Array.from({ length: variables }, (_, index) => all.get(index) ?? null);
}

/** Variables that keep their values in every step of which `core` is true. */
export function unchangedBy(core: Core): readonly number[] {
  const known = unchanged.get(core);
  if (known !== undefined) return known;
  const found = [...effectsIn(core, new Map(), 0)].flatMap(([index, { kind }]) =>
    kind === 'unchanged' ? [index] : [],
  );
  unchanged.set(core, found);
  return found;
}

const unchanged = new WeakMap<Core, readonly number[]>();

type Leaf = Extract<ActionTree, { readonly kind: 'leaf' }>;

function leaves(tree: ActionTree, action: NamedAction): readonly Leaf[] {
  if (tree.kind === 'leaf') return tree.action.index === action.index ? [tree] : [];
  return tree.kind === 'choice' ? tree.branches.flatMap((each) => leaves(each, action)) : leaves(tree.body, action);
}

/** What all alternatives do alike. */
function common(branches: readonly Effects[]): Effects {
  const [first, ...others] = branches;
  if (first === undefined || others.length === 0) return first ?? new Map();
  return new Map(
    [...first].filter(([variable, effect]) => others.every((other) => same(other.get(variable) ?? null, effect))),
  );
}

const same = (a: Effect | Term | null, b: Effect | Term | null): boolean => JSON.stringify(a) === JSON.stringify(b);

function effectsIn(core: Core, names: Names, depth: number): Effects {
  if (depth > deepest) return new Map();
  const within = (inner: Core, known = names): Effects => effectsIn(inner, known, depth + 1);
  switch (core.kind) {
    case 'builtin':
      return builtinEffects(core, names, depth);
    case 'quantifier':
      return core.quantifier === '\\E' ? within(core.body) : new Map();
    case 'if':
      return common([within(core.whenTrue), within(core.whenFalse)]);
    case 'case':
      return common([
        ...core.arms.map((arm) => within(arm.value)),
        ...(core.other === null ? [] : [within(core.other)]),
      ]);
    case 'let':
      return within(core.body);
    case 'call': {
      const inner = entered(core, names);
      return inner === null ? new Map() : within(core.definition.body, inner);
    }
    case 'actionOf':
      return core.form === 'angle' ? within(core.action) : new Map();
    default:
      return new Map();
  }
}

function builtinEffects(core: Core & { kind: 'builtin' }, names: Names, depth: number): Effects {
  const [first, second] = core.args;
  switch (core.operator) {
    case '/\\': {
      const all: Effects = new Map();
      for (const each of core.args) {
        for (const [variable, effect] of effectsIn(each, names, depth + 1)) {
          if (!all.has(variable)) all.set(variable, effect);
        }
      }
      return all;
    }
    case '\\/':
      return common(core.args.map((each) => effectsIn(each, names, depth + 1)));
    case 'UNCHANGED':
      return new Map(variablesOf(first as Core, names, depth).map((index) => [index, { kind: 'unchanged' }]));
    case '=': {
      if (first?.kind !== 'builtin' || first.operator !== "'") return new Map();
      const [index] = variablesOf(first.args[0] as Core, names, depth);
      if (index === undefined || second === undefined) return new Map();
      const isBefore = (other: Core): boolean => other.kind === 'variableRef' && other.symbol.index === index;
      const effect = effectOf(second, names, isBefore, depth);
      return effect === null ? new Map() : new Map([[index, effect]]);
    }
    default:
      return new Map();
  }
}

/** The names inside of a definition that is called; null where it cannot be followed. */
function entered(core: Core & { kind: 'call' }, names: Names): Names | null {
  const { definition, args } = core;
  if (definition.library || definition.recursive || args.some(isOperatorValue)) return null;
  if (definition.parameters.length === 0) return names;
  const inner = new Map(names);
  definition.parameters.forEach((parameter, index) => {
    inner.set(parameter, { core: args[index] as Core, names });
  });
  return inner;
}

/** What a name stands for in the end: never a parameter that is bound to an expression, nor a call that can be followed. */
function resolved(core: Core, names: Names, depth = 0): { core: Core; names: Names } {
  if (depth > deepest) return { core, names };
  if (core.kind === 'boundRef' || core.kind === 'parameterRef') {
    const binding = names.get(core.symbol);
    return binding !== undefined && 'core' in binding
      ? resolved(binding.core, binding.names, depth + 1)
      : { core, names };
  }
  if (core.kind === 'let') return resolved(core.body, names, depth + 1);
  if (core.kind !== 'call') return { core, names };
  const inner = entered(core, names);
  return inner === null ? { core, names } : resolved(core.definition.body, inner, depth + 1);
}

/** The variables of a tuple of them, or the one that it is; those that are no variables are passed over. */
function variablesOf(core: Core, names: Names, depth: number): readonly number[] {
  if (depth > deepest) return [];
  const found = resolved(core, names);
  if (found.core.kind === 'tuple') return found.core.items.flatMap((item) => variablesOf(item, found.names, depth + 1));
  return found.core.kind === 'variableRef' ? [found.core.symbol.index] : [];
}

/** What becomes of a value, where `isBefore` knows what it was before; null if that is not understood. */
function effectOf(
  given: Core,
  around: Names,
  isBefore: (core: Core, names: Names) => boolean,
  depth: number,
): Effect | null {
  const { core, names } = resolved(given, around);
  if (depth > deepest) return null;
  const before = (part: Core | undefined): boolean => {
    if (part === undefined) return false;
    const found = resolved(part, names);
    return isBefore(found.core, found.names);
  };
  if (before(core)) return { kind: 'unchanged' };
  switch (core.kind) {
    case 'except':
      return before(core.base) ? entryEffect(core, names, isBefore, depth) : null;
    case 'if': {
      const whenTrue = effectOf(core.whenTrue, names, isBefore, depth + 1);
      return same(whenTrue, effectOf(core.whenFalse, names, isBefore, depth + 1)) ? whenTrue : null;
    }
    case 'builtin': {
      const [first, second] = core.args;
      const elements = core.operator === '\\cup' && before(second) ? first : second;
      const other = elements === first ? second : first;
      if (core.args.length !== 2 || elements === undefined || !before(other)) break;
      if (core.operator !== '\\cup' && core.operator !== '\\') break;
      const set = resolved(elements, names);
      if (set.core.kind !== 'set') return null;
      const terms = set.core.items.map((item) => termOf(item, set.names));
      return { kind: core.operator === '\\' ? 'removed' : 'added', elements: terms };
    }
    case 'call': {
      const [first, second] = core.args as readonly CoreArgument[];
      const { library, name } = core.definition;
      if (!library || name !== 'Append' || first === undefined || second === undefined) break;
      if (isOperatorValue(first) || isOperatorValue(second) || !before(first)) break;
      return { kind: 'appended', term: termOf(second, names) };
    }
    default:
  }
  const term = termOf(core, names);
  return term.kind === 'unknown' ? null : { kind: 'value', term };
}

/** Of several updates it is not known which entries they leave alone together. */
function entryEffect(
  core: Core & { kind: 'except' },
  names: Names,
  isBefore: (core: Core, names: Names) => boolean,
  depth: number,
): Effect | null {
  const [update, ...others] = core.updates;
  if (update === undefined || others.length > 0) return null;
  const keys = update.path.map(
    (step): Term => (step.kind === 'index' ? termOf(step.value, names) : { kind: 'string', text: step.name }),
  );
  // `@`, or the same entry written out.
  const isEntry = (to: number, part: Core, known: Names): boolean => {
    if (to === keys.length && part.kind === 'boundRef' && part.symbol === update.at) return true;
    if (to === 0) return isBefore(part, known);
    const key = keys[to - 1] as Term;
    const under = (inner: Core): boolean => {
      const found = resolved(inner, known);
      return isEntry(to - 1, found.core, found.names);
    };
    if (part.kind === 'field') return under(part.record) && same(key, { kind: 'string', text: part.name });
    if (part.kind !== 'functionApply' || key.kind === 'unknown') return false;
    return same(termOf(part.argument, known), key) && under(part.function);
  };
  const inner = effectOf(update.value, names, (part, known) => isEntry(keys.length, part, known), depth + 1);
  return keys.reduceRight<Effect | null>((effect, key) => ({ kind: 'entry', key, effect }), inner);
}

/** A value that is made of the action's arguments. */
function termOf(given: Core, around: Names, depth = 0): Term {
  if (depth > deepest) return unknown;
  const { core, names } = resolved(given, around);
  switch (core.kind) {
    case 'boundRef':
    case 'parameterRef': {
      const binding = names.get(core.symbol);
      return binding !== undefined && 'term' in binding ? binding.term : unknown;
    }
    case 'string':
      return { kind: 'string', text: core.value };
    case 'record':
      return { kind: 'record', fields: core.fields.map(({ name, value }) => [name, termOf(value, names, depth + 1)]) };
    case 'tuple':
      return { kind: 'tuple', items: core.items.map((item) => termOf(item, names, depth + 1)) };
    default:
      return unknown;
  }
}

/**
 * What has to be true of every turn of a loop, whatever its names stand for: `LoglineIsMessageEvent("Send", i, j)` of
 * `\E b, e \in 1..Len(log[i]) : SendIfLogged(i, j, <<b, e>>)`. Looked at once, where it is false nothing is tried.
 */
import type { BoundSymbol, Core, ParameterSymbol } from '../core.js';
import { freeNamesOf, isPredicate } from './facts.js';
import { isPure } from './purity.js';
import { isOperatorValue } from './traverse.js';

type Names = ReadonlyMap<ParameterSymbol, Core>;

/** Definitions within definitions are followed so far; deeper ones say nothing. */
const deepest = 8;

/**
 * Conjuncts of the state before the step that mention none of the names. Of `first` only those before which no other conjunct
 * stands: each turn begins with them. `all` gives those further back, too, which a turn may not come to.
 */
export function guardsOf(body: Core, without: readonly BoundSymbol[], which: 'first' | 'all'): readonly Core[] {
  const guards: Core[] = [];
  const isGuard = (core: Core): boolean =>
    core.level <= 1 && isPredicate(core) && isPure(core) && !without.some((symbol) => freeNamesOf(core).has(symbol));
  /** Whether all of it was a guard, so that what comes next is among the first as well. */
  const collect = (core: Core, names: Names, depth: number): boolean => {
    const whole = core.level <= 1 ? replaced(core, names) : null;
    if (whole !== null && isGuard(whole)) {
      guards.push(whole);
      return true;
    }
    if (core.kind === 'builtin' && core.operator === '/\\') {
      return core.args.every((item) => collect(item, names, depth) || which === 'all');
    }
    const inner = core.kind === 'call' && depth < deepest ? entered(core, names) : null;
    return inner !== null && core.kind === 'call' && collect(core.definition.body, inner, depth + 1);
  };
  collect(body, new Map(), 0);
  return guards;
}

/** What the parameters of a called definition stand for; null where its body is not to be followed. */
function entered({ definition, args }: Core & { kind: 'call' }, names: Names): Names | null {
  if (definition.library || definition.recursive || definition.local) return null;
  const inner = new Map<ParameterSymbol, Core>();
  for (const [index, argument] of args.entries()) {
    const value = isOperatorValue(argument) ? null : replaced(argument, names);
    if (value === null) return null;
    inner.set(definition.parameters[index] as ParameterSymbol, value);
  }
  return inner;
}

/** With what its parameters stand for in their place; null where that is not as simple as it looks. */
function replaced(core: Core, names: Names): Core | null {
  if (![...freeNamesOf(core)].some((name) => name.kind === 'parameter' && names.has(name))) {
    // A definition of a LET is known inside it only.
    return [...freeNamesOf(core)].some((name) => name.kind === 'definition') ? null : core;
  }
  const all = (items: readonly Core[]): readonly Core[] | null => {
    const found = items.flatMap((item) => replaced(item, names) ?? []);
    return found.length === items.length ? found : null;
  };
  const levelOf = (items: readonly Core[]) => Math.max(core.level, ...items.map(({ level }) => level)) as Core['level'];
  switch (core.kind) {
    case 'parameterRef':
      return core.args.length === 0 ? (names.get(core.symbol) ?? core) : null;
    case 'builtin': {
      const args = all(core.args);
      return args === null || core.operator === "'" ? null : { ...core, args, level: levelOf(args) };
    }
    case 'tuple':
    case 'set': {
      const items = all(core.items);
      return items === null ? null : { ...core, items, level: levelOf(items) };
    }
    case 'field': {
      const record = replaced(core.record, names);
      return record === null ? null : { ...core, record, level: levelOf([record]) };
    }
    case 'functionApply': {
      const [of, argument] = all([core.function, core.argument]) ?? [];
      return of === undefined || argument === undefined
        ? null
        : { ...core, function: of, argument, level: levelOf([of, argument]) };
    }
    case 'call': {
      if (core.args.some(isOperatorValue)) return null;
      const args = all(core.args as readonly Core[]);
      return args === null ? null : { ...core, args, level: levelOf(args) };
    }
    default:
      return null;
  }
}

/**
 * `\E r \in SUBSET S : r \subseteq E /\ L \subseteq r /\ ...` as written visits 2^|S| sets to find those between L and E. The
 * conjuncts in front bound the loop instead: it adds each subset of (S \cap E) \ L to L, in the same order. Where the runtime does not see through
 * the sets it loops and tests as written.
 */
import type { Core } from '../core.js';
import { usesOf } from '../lower/facts.js';
import { isPure } from '../lower/purity.js';
import type { Writer } from './code.js';
import { value } from './expression.js';
import type { Scope } from './scope.js';

interface Limit {
  readonly kind: 'low' | 'high';
  readonly core: Core;
  readonly conjunct: Core;
}

/** The bounds that the first of these conjuncts give: each kind once, in order. */
export function limitsOf(
  conjuncts: readonly Core[],
  isElement: (core: Core) => boolean,
  isFixed: (core: Core) => boolean,
): readonly Limit[] {
  const limits: Limit[] = [];
  for (const conjunct of conjuncts.flatMap(flat)) {
    if (conjunct.kind !== 'builtin' || conjunct.operator !== '\\subseteq') break;
    const [left, right] = conjunct.args as [Core, Core];
    const limit: Limit | null = isElement(left)
      ? { kind: 'high', core: right, conjunct }
      : isElement(right)
        ? { kind: 'low', core: left, conjunct }
        : null;
    if (limit === null || !isFixed(limit.core) || !isPure(limit.core)) break;
    if (!limits.some(({ kind }) => kind === limit.kind)) limits.push(limit);
  }
  return limits;
}

const flat = (core: Core): readonly Core[] =>
  core.kind === 'builtin' && core.operator === '/\\' ? core.args.flatMap(flat) : [core];

/** What to loop over in place of the set of subsets named `set`, and the element that one of those stands for. */
export interface Subsets {
  readonly set: string;
  readonly element: (text: string) => string;
  /** Text that is true where the conjuncts are not known to hold. */
  readonly untested: string;
  readonly known: readonly Core[];
}

/** null where every conjunct has to be seen to fail: for coverage, and for the place of an error. */
export function narrowSubsets(set: string, limits: readonly Limit[], scope: Scope, writer: Writer): Subsets | null {
  const { module } = scope;
  if (limits.length === 0 || module.options.coverage === true || module.options.places === true) return null;
  const names = { low: module.runtime('NONE'), high: module.runtime('NONE') };
  limits.forEach(({ kind, core }, index) => {
    const name = scope.temporary(kind);
    const text = value(core, scope.child({ setting: 'expression' }));
    // Of a second conjunct TLC sees nothing where the first is never true.
    const reached =
      index === 0 || kind === 'low'
        ? text
        : `${module.runtime('member')}(${names.low}, ${set}) ? ${text} : ${names.low}`;
    writer.line(`const ${name} = ${reached};`);
    names[kind] = name;
  });
  const free = scope.temporary('free');
  writer.line(`const ${free} = ${module.runtime('freeSubsets')}(${set}, ${names.low}, ${names.high});`);
  const range = scope.temporary('set');
  writer.line(`const ${range} = ${free} === ${module.runtime('NONE')} ? ${set} : ${free};`);
  const known = limits.map(({ conjunct }) => conjunct);
  const untested = `${free} === ${module.runtime('NONE')}`;
  if (!limits.some(({ kind }) => kind === 'low')) return { set: range, element: (text) => text, untested, known };
  const base = scope.temporary('base');
  writer.line(`const ${base} = ${free} === ${module.runtime('NONE')} ? ${module.runtime('EMPTY_SET')} : ${names.low};`);
  return { set: range, element: (text) => `${module.runtime('union')}(${base}, ${text})`, untested, known };
}

/** Writes `body`, in which the known conjuncts are tested only where they have to be. */
export function withKnown({ untested, known }: Subsets, scope: Scope, body: () => void): void {
  const { untestedIf } = scope.module;
  for (const conjunct of known) untestedIf.set(conjunct, untested);
  body();
  for (const conjunct of known) untestedIf.delete(conjunct);
}

/**
 * `{E \\in SUBSET S : (\\A e \\in E : P) /\\ Q}` as `{E \\in SUBSET {e \\in S : P} : Q}`, and `E \\subseteq X` in the same place by
 * `SUBSET (S \\cap X)`: the graphs on five nodes are 2^10 sets of edges, found among 2^32 sets of sets of nodes. Null for
 * any other filter. P is evaluated for the same elements as before, since each is in a set of its own that comes into question.
 */
export function narrowedFilter(core: Core & { kind: 'setFilter' }): Core | null {
  const { set, pattern } = core.bound;
  const [symbol] = core.bound.symbols;
  if (symbol === undefined || pattern !== 'name' || set?.kind !== 'builtin' || set.operator !== 'SUBSET') return null;
  const [first, ...rest] = flat(core.body);
  const { span, level } = core;
  const isSubset = (other: Core | null | undefined): boolean => other?.kind === 'boundRef' && other.symbol === symbol;
  const isFixed = (other: Core): boolean => usesOf(other, symbol) === 0 && isPure(other);
  const base = set.args[0] as Core;
  let within: Core | null = null;
  if (first?.kind === 'quantifier' && first.quantifier === '\\A') {
    const [bound, second] = first.bounds;
    const names = bound?.pattern === 'name' && bound.symbols.length > 1;
    if (bound === undefined || second !== undefined || names) return null;
    if (!isSubset(bound.set) || !isFixed(first.body)) return null;
    within = { kind: 'setFilter', bound: { ...bound, set: base }, body: first.body, span, level };
  } else if (first?.kind === 'builtin' && first.operator === '\\subseteq') {
    const [left, right] = first.args as [Core, Core];
    if (!isSubset(left) || !isFixed(right)) return null;
    within = { kind: 'builtin', operator: '\\cap', args: [base, right], span, level };
  }
  if (within === null) return null;
  const subsets: Core = { ...set, args: [within], level };
  if (rest.length === 0) return subsets;
  const body: Core = { kind: 'builtin', operator: '/\\', args: rest, span: core.body.span, level: core.body.level };
  return { ...core, bound: { ...core.bound, set: subsets }, body };
}

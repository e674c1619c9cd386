/** What to do about a name that is not defined: the module that defines it, or how TLA+ writes what was meant. */
import { nearest } from '../../core/near.js';

const defined: Readonly<Record<string, string>> = {
  Naturals: 'Nat + - * ^ < > <= >= .. \\div %',
  Integers: 'Int -.',
  Reals: 'Real Infinity /',
  Sequences: 'Seq Len Head Tail Append SubSeq SelectSeq \\o',
  FiniteSets: 'Cardinality IsFiniteSet',
  Bags: 'IsABag BagToSet SetToBag BagIn EmptyBag BagUnion SubBag BagOfAll BagCardinality CopiesIn (+) (-) \\sqsubseteq',
  TLC: ':> @@ Print PrintT Assert JavaTime TLCGet TLCSet TLCEval Permutations SortSeq RandomElement Any ToString',
};

const modules = new Map(
  Object.entries(defined).flatMap(([module, names]) => names.split(' ').map((name) => [name, module] as const)),
);

/** What other languages write so. */
const habits = new Map([
  ['&&', 'conjunction is written /\\'],
  ['||', 'disjunction is written \\/'],
  [':=', "an action says what x becomes by x' = e"],
]);

/** null if nothing is known; `names`: those that are defined where it stands. */
export function hintFor(name: string, names: Iterable<string>): string | null {
  const module = modules.get(name);
  if (module !== undefined) return `EXTENDS ${module} defines it`;
  const habit = habits.get(name);
  if (habit !== undefined) return habit;
  const near = nearest(name, [...names]);
  return near === null ? null : `did you mean ${near}?`;
}

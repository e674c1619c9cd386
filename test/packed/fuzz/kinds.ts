/** Kinds of values that a random specification has: finite and small, so that its states are few thousands. */
import type { Random } from '../../../src/core/random.js';

export type Kind =
  | { readonly kind: 'number'; readonly most: number }
  | { readonly kind: 'boolean' }
  /** Strings, or the model values of the constant `P`. */
  | { readonly kind: 'name'; readonly of: 'words' | 'P' }
  | { readonly kind: 'function'; readonly keys: Keys; readonly to: Kind }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [string, Kind])[] }
  | { readonly kind: 'set'; readonly of: Kind }
  | { readonly kind: 'sequence'; readonly of: Kind }
  | { readonly kind: 'pair'; readonly first: Kind; readonly second: Kind };

export type Keys = '1..2' | '1..3' | 'P';

const words = ['"a"', '"b"', '"c"'];
export const members = ['p1', 'p2', 'p3'];
export const longest = 2;

export const keyKind = (keys: Keys): Kind =>
  keys === 'P' ? { kind: 'name', of: 'P' } : { kind: 'number', most: keys === '1..2' ? 2 : 3 };
/** A function of two or more numbers from 1 on is also a sequence: 0 is not in its domain. */
export const keyText = (keys: Keys, random: Random): string =>
  keys === 'P' ? random.pick(members) : String(random.between(1, keys === '1..2' ? 2 : 3));

/** Of 46 numbers: a set that has had them all takes two words. */
const scalar = (random: Random): Kind =>
  random.pick<Kind>([
    { kind: 'number', most: random.pick([1, 2, 2, 3, 3, 5, 7, 45]) },
    { kind: 'boolean' },
    { kind: 'name', of: 'words' },
    { kind: 'name', of: 'P' },
  ]);

/** What is an element of a set, or in a function: not larger than a record of scalars. */
function element(random: Random): Kind {
  if (random.chance(0.6)) return scalar(random);
  if (random.chance(0.5)) return { kind: 'pair', first: scalar(random), second: scalar(random) };
  return recordOf(random, scalar);
}

const recordOf = (random: Random, field: (random: Random) => Kind): Kind => ({
  kind: 'record',
  fields: ['f', 'g', 'h'].slice(0, random.between(1, 3)).map((name) => [name, field(random)] as const),
});

export function anyKind(random: Random): Kind {
  const keys = random.pick<Keys>(['1..2', '1..3', 'P']);
  return random.pick<() => Kind>([
    () => scalar(random),
    () => ({ kind: 'function', keys, to: scalar(random) }),
    () => ({ kind: 'function', keys, to: random.chance(0.5) ? element(random) : { kind: 'set', of: scalar(random) } }),
    () => ({ kind: 'function', keys, to: { kind: 'function', keys: '1..2', to: scalar(random) } }),
    () => recordOf(random, (inner) => (inner.chance(0.7) ? scalar(inner) : { kind: 'set', of: scalar(inner) })),
    () => ({ kind: 'set', of: element(random) }),
    () => ({ kind: 'set', of: element(random) }),
    () => ({ kind: 'sequence', of: element(random) }),
  ])();
}

/** An expression for the set of all values of a kind. */
export function domainOf(kind: Kind): string {
  switch (kind.kind) {
    case 'number':
      return `(0..${kind.most})`;
    case 'boolean':
      return 'BOOLEAN';
    case 'name':
      return kind.of === 'P' ? 'P' : `{${words.join(', ')}}`;
    case 'function':
      return `[${kind.keys} -> ${domainOf(kind.to)}]`;
    case 'record':
      return `[${kind.fields.map(([name, of]) => `${name} : ${domainOf(of)}`).join(', ')}]`;
    case 'set':
      return `(SUBSET ${domainOf(kind.of)})`;
    case 'sequence':
      return `(UNION {[1..n -> ${domainOf(kind.of)}] : n \\in 0..${longest}})`;
    case 'pair':
      return `(${domainOf(kind.first)} \\X ${domainOf(kind.second)})`;
  }
}

/** A value, written down. */
export function constantOf(kind: Kind, random: Random, depth = 0): string {
  const some = (of: Kind): string => constantOf(of, random, depth + 1);
  switch (kind.kind) {
    case 'number':
      return String(random.between(0, kind.most));
    case 'boolean':
      return random.pick(['TRUE', 'FALSE']);
    case 'name':
      return random.pick(kind.of === 'P' ? members : words);
    case 'function':
      return `[c${depth} \\in ${kind.keys} |-> ${some(kind.to)}]`;
    case 'record':
      return `[${kind.fields.map(([name, of]) => `${name} |-> ${some(of)}`).join(', ')}]`;
    case 'set':
      return `{${Array.from({ length: random.between(0, 2) }, () => some(kind.of)).join(', ')}}`;
    case 'sequence':
      return `<<${Array.from({ length: random.between(0, longest) }, () => some(kind.of)).join(', ')}>>`;
    case 'pair':
      return `<<${some(kind.first)}, ${some(kind.second)}>>`;
  }
}

export const same = (a: Kind, b: Kind): boolean => JSON.stringify(a) === JSON.stringify(b);

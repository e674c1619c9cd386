/** Invariants in the forms that are taken apart (checks.ts): conjuncts, implications, instances of \A, values of functions. */
import type { Random } from '../../../src/core/random.js';
import { domain, elementsOf, select, toText, type Value } from '../../../src/tla/runtime.js';
import type { Formulas, Named } from './formulas.js';
import { domainOf, type Kind, keyKind } from './kinds.js';

const isScalar = (kind: Kind): boolean => ['number', 'boolean', 'name'].includes(kind.kind);

/** Weak at its ends, or few would hold for long. */
export function randomInvariant(formulas: Formulas, scope: readonly Named[], random: Random, depth: number): string {
  const inner = (more: readonly Named[] = []): string =>
    randomInvariant(formulas, [...scope, ...more], random, depth - 1);
  const weak = (): string => `(${formulas.truth(scope, 2)} \\/ ${formulas.truth(scope, 2)})`;
  if (depth === 0 || random.chance(0.2)) {
    if (random.chance(0.7)) return weak();
    const { text, kind } = random.pick(scope);
    return `(${text} \\in ${domainOf(kind)})`;
  }
  return random.pick([
    () => `(${inner()} /\\ ${inner()})`,
    () => `(${formulas.truth(scope, 2)} => ${inner()})`,
    () => `(IF ${formulas.truth(scope, 1)} THEN ${inner()} ELSE ${inner()})`,
    () => {
      const { kind } = random.pick(scope);
      const text = formulas.fresh();
      return `(LET ${text} == ${formulas.expression(kind, scope, 2)} IN ${inner([{ text, kind }])})`;
    },
    () => {
      const keys = random.pick(['1..2', '1..3', 'P'] as const);
      const text = `k${formulas.fresh()}`;
      return `(\\A ${text} \\in ${keys} : ${inner([{ text, kind: keyKind(keys) }])})`;
    },
    () => {
      const sets = scope.filter(({ kind }) => kind.kind === 'set');
      if (sets.length === 0) return weak();
      const { text: set, kind } = random.pick(sets);
      const text = formulas.fresh();
      const of = (kind as Extract<Kind, { kind: 'set' }>).of;
      return `(\\A ${text} \\in ${set} : ${inner([{ text, kind: of }])})`;
    },
  ])();
}

/** What a variable is in some state. */
export interface Found {
  readonly name: string;
  readonly kind: Kind;
  readonly value: Value;
}

/** An invariant that is violated where the variables have these values, and in no other state if they are all that there are. */
export function excluding(found: readonly Found[], random: Random): string {
  const [{ name, kind, value }, ...rest] = random.shuffle(found.slice()) as [Found, ...Found[]];
  const is = (each: Found): string => `${each.name} = ${toText(each.value)}`;
  const others = rest.length === 0 ? 'FALSE' : `~(${rest.map(is).join(' /\\ ')})`;
  const forms = [
    () => `~(${[...found].map(is).join(' /\\ ')})`,
    () => `(${name} = ${toText(value)} => ${others})`,
    () => `(IF ${name} = ${toText(value)} THEN ${others} ELSE TRUE)`,
    () => `(\\A x \\in {${toText(value)}} : ${name} = x => ${others})`,
    () => `(TRUE /\\ (~(${others}) => ${name} # ${toText(value)}))`,
  ];
  const weaker: (() => string)[] = [];
  if (kind.kind === 'set') {
    const elements = elementsOf(value);
    if (elements.length > 0)
      weaker.push(() => `(\\A x \\in ${name} : x = ${toText(random.pick(elements))} => ${others})`);
  }
  if (kind.kind === 'function') {
    const key = random.pick(elementsOf(domain(value)));
    const there = toText(select(value, key));
    weaker.push(() => `(\\A x \\in ${kind.keys} : x = ${toText(key)} => (${name}[x] = ${there} => ${others}))`);
    if (isScalar(kind.to))
      weaker.push(() => `(~(${others}) => ${name} \\in [${kind.keys} -> ${domainOf(kind.to)} \\ {${there}}])`);
  }
  return weaker.length > 0 && random.chance(0.5) ? random.pick(weaker)() : random.pick(forms)();
}

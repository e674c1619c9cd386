/** Random expressions of a wanted kind, from what is in scope. */
import type { Random } from '../../../src/core/random.js';
import { constantOf, domainOf, type Kind, keyKind, keyText, longest, same } from './kinds.js';

/** A variable, a bound name or a parameter; `text` may be primed. */
export interface Named {
  readonly text: string;
  readonly kind: Kind;
}

/** An operator defined at the top, without a prime in it. */
export interface Operator {
  readonly name: string;
  readonly parameters: readonly Kind[];
  readonly kind: Kind;
}

export class Formulas {
  private names = 0;

  constructor(
    private readonly random: Random,
    readonly operators: Operator[] = [],
  ) {}

  fresh(): string {
    this.names += 1;
    return `b${this.names}`;
  }

  /** Parts of what is in scope that have the kind: `f[k]`, `r.f`, `s[1]` of a pair. */
  private partsOf(scope: readonly Named[], kind: Kind): string[] {
    const parts: string[] = [];
    const visit = ({ text, kind: has }: Named, depth: number): void => {
      if (same(has, kind)) parts.push(text);
      if (depth === 3) return;
      if (has.kind === 'record')
        for (const [name, of] of has.fields) visit({ text: `${text}.${name}`, kind: of }, depth + 1);
      if (has.kind === 'function') visit({ text: `${text}[${this.key(has, scope)}]`, kind: has.to }, depth + 1);
      if (has.kind === 'pair') {
        visit({ text: `${text}[1]`, kind: has.first }, depth + 1);
        visit({ text: `${text}[2]`, kind: has.second }, depth + 1);
      }
    };
    for (const named of scope) visit(named, 0);
    return parts;
  }

  private key({ keys }: Extract<Kind, { kind: 'function' }>, scope: readonly Named[]): string {
    const wanted = keyKind(keys);
    // Names that are bound over the keys; a number of the state may be 0, which is no key, and that is an error.
    const bound = scope.filter(({ text, kind }) => text.startsWith('k') && same(kind, wanted));
    return bound.length > 0 && this.random.chance(0.7) ? this.random.pick(bound).text : keyText(keys, this.random);
  }

  /** Always of the kind; errors are possible where the specification says so (a CHOOSE that finds nothing). */
  expression(kind: Kind, scope: readonly Named[], depth: number): string {
    const { random } = this;
    const parts = this.partsOf(scope, kind);
    const leaf = (): string => (parts.length > 0 && random.chance(0.8) ? random.pick(parts) : constantOf(kind, random));
    if (depth <= 0) return leaf();
    const choice = random.next(10);
    if (choice < 3) return leaf();
    if (choice === 3) return this.conditional(kind, scope, depth);
    if (choice === 4) return this.called(kind, scope, depth) ?? leaf();
    if (choice === 5) return this.let(kind, scope, depth);
    return this.built(kind, scope, depth - 1);
  }

  private conditional(kind: Kind, scope: readonly Named[], depth: number): string {
    const [condition, one, other] = [
      this.truth(scope, depth - 1),
      this.expression(kind, scope, depth - 1),
      this.expression(kind, scope, depth - 1),
    ];
    return this.random.chance(0.7)
      ? `(IF ${condition} THEN ${one} ELSE ${other})`
      : `(CASE ${condition} -> ${one} [] OTHER -> ${other})`;
  }

  private called(kind: Kind, scope: readonly Named[], depth: number): string | null {
    const fitting = this.operators.filter((operator) => same(operator.kind, kind));
    if (fitting.length === 0) return null;
    const { name, parameters } = this.random.pick(fitting);
    if (parameters.length === 0) return name;
    return `${name}(${parameters.map((each) => this.expression(each, scope, depth - 1)).join(', ')})`;
  }

  private let(kind: Kind, scope: readonly Named[], depth: number): string {
    const name = this.fresh();
    const inner: Kind = this.random.chance(0.5) ? kind : { kind: 'boolean' };
    const value = this.expression(inner, scope, depth - 1);
    return `(LET ${name} == ${value} IN ${this.expression(kind, [...scope, { text: name, kind: inner }], depth - 1)})`;
  }

  private built(kind: Kind, scope: readonly Named[], depth: number): string {
    const { random } = this;
    const some = (of: Kind): string => this.expression(of, scope, depth);
    switch (kind.kind) {
      case 'number':
        return this.number(kind.most, scope, depth);
      case 'boolean':
        return this.truth(scope, depth);
      case 'name':
        return this.chosen(kind, scope, depth);
      case 'function': {
        if (random.chance(0.6))
          return `[${some(kind)} EXCEPT ![${this.key(kind, scope)}] = ${this.updated(kind.to, scope, depth)}]`;
        const name = `k${this.fresh()}`;
        const key = { text: name, kind: keyKind(kind.keys) };
        return `[${name} \\in ${kind.keys} |-> ${this.expression(kind.to, [...scope, key], depth)}]`;
      }
      case 'record': {
        const [name, of] = random.pick(kind.fields);
        if (random.chance(0.6)) return `[${some(kind)} EXCEPT !.${name} = ${this.updated(of, scope, depth)}]`;
        return `[${kind.fields.map(([field, each]) => `${field} |-> ${some(each)}`).join(', ')}]`;
      }
      case 'set':
        return this.set(kind, scope, depth);
      case 'sequence': {
        const [name, of] = [this.fresh(), some(kind)];
        const append = `IF Len(${name}) < ${longest} THEN Append(${name}, ${some(kind.of)}) ELSE ${name}`;
        const tail = `IF ${name} # <<>> THEN Tail(${name}) ELSE ${name}`;
        return `(LET ${name} == ${of} IN ${random.chance(0.6) ? append : tail})`;
      }
      case 'pair':
        return `<<${some(kind.first)}, ${some(kind.second)}>>`;
    }
  }

  /** Rarely where there may be none: an error ends the search. */
  private chosen(kind: Kind, scope: readonly Named[], depth: number): string {
    const bound = this.bound(domainOf(kind), kind, scope, depth);
    const choice = `CHOOSE ${bound}`;
    return this.random.chance(0.02)
      ? `(${choice})`
      : `(IF \\E ${bound} THEN ${choice} ELSE ${constantOf(kind, this.random)})`;
  }

  /** From what `text` is to something near it: what comes about by steps has many states. */
  step({ text, kind }: Named, scope: readonly Named[]): string {
    const { random } = this;
    switch (kind.kind) {
      case 'number':
        return `((${text} + 1) % ${kind.most + 1})`;
      case 'boolean':
        return `~${text}`;
      case 'name':
        return random.chance(0.5) ? constantOf(kind, random) : this.expression(kind, scope, 1);
      case 'function':
        return `[${text} EXCEPT ![${this.key(kind, scope)}] = ${this.step({ text: '@', kind: kind.to }, scope)}]`;
      case 'record': {
        const [name, of] = random.pick(kind.fields);
        return `[${text} EXCEPT !.${name} = ${this.step({ text: '@', kind: of }, scope)}]`;
      }
      case 'pair': {
        const [first, second] = [`${text}[1]`, `${text}[2]`];
        return random.chance(0.5)
          ? `<<${this.step({ text: first, kind: kind.first }, scope)}, ${second}>>`
          : `<<${first}, ${this.step({ text: second, kind: kind.second }, scope)}>>`;
      }
      case 'set': {
        const element = this.expression(kind.of, scope, 1);
        return random.chance(0.5)
          ? `(${text} \\cup {${element}})`
          : `(IF ${element} \\in ${text} THEN ${text} \\ {${element}} ELSE ${text} \\cup {${element}})`;
      }
      case 'sequence':
        return `(IF Len(${text}) < ${longest} THEN Append(${text}, ${this.expression(kind.of, scope, 1)}) ELSE Tail(${text}))`;
    }
  }

  /** Not just what is there. */
  change(kind: Kind, scope: readonly Named[], depth: number): string {
    return this.random.chance(0.8) ? this.built(kind, scope, depth) : this.expression(kind, scope, depth);
  }

  /** The value in an EXCEPT, where `@` is what was there. */
  private updated(kind: Kind, scope: readonly Named[], depth: number): string {
    const others = scope.filter(({ text }) => text !== '@');
    return this.expression(kind, [...others, { text: '@', kind }], depth);
  }

  private number(most: number, scope: readonly Named[], depth: number): string {
    const { random } = this;
    const within = (text: string): string => `((${text}) % ${most + 1})`;
    const some = (): string => this.expression({ kind: 'number', most }, scope, depth);
    const sets = scope.filter(({ kind }) => kind.kind === 'set');
    const sequences = scope.filter(({ kind }) => kind.kind === 'sequence');
    if (sets.length > 0 && random.chance(0.3)) return within(`Cardinality(${random.pick(sets).text})`);
    if (sequences.length > 0 && random.chance(0.3)) return within(`Len(${random.pick(sequences).text})`);
    return within(random.chance(0.6) ? `${some()} + 1` : `${some()} ${random.pick(['+', '*'])} ${some()}`);
  }

  private set(kind: Extract<Kind, { kind: 'set' }>, scope: readonly Named[], depth: number): string {
    const { random } = this;
    const some = (): string => this.expression(kind, scope, depth);
    const one = (): string => this.expression(kind.of, scope, depth);
    return random.pick([
      () => `(${some()} \\cup {${one()}})`,
      () => `(${some()} \\cup {${one()}})`,
      () => `(${some()} \\ {${one()}})`,
      () => `(${some()} ${random.pick(['\\cup', '\\cap', '\\'])} ${some()})`,
      () => `{${this.bound(some(), kind.of, scope, depth)}}`,
      () => `(UNION {${some()}, ${some()}})`,
      () => {
        const from = random.pick([...scope.filter((named) => named.kind.kind === 'set'), null]);
        const of = from === null || from.kind.kind !== 'set' ? kind.of : from.kind.of;
        const name = this.fresh();
        const value = this.expression(kind.of, [...scope, { text: name, kind: of }], depth);
        return `{${value} : ${name} \\in ${from === null ? some() : from.text}}`;
      },
    ])();
  }

  /** `x \in S : P`. */
  private bound(set: string, of: Kind, scope: readonly Named[], depth: number): string {
    const name = this.fresh();
    return `${name} \\in ${set} : ${this.truth([...scope, { text: name, kind: of }], depth)}`;
  }

  /** A state predicate, or of two states if what is in scope is primed. */
  truth(scope: readonly Named[], depth: number): string {
    const { random } = this;
    const some = (): string => this.truth(scope, depth - 1);
    if (depth <= 0 || random.chance(0.4)) return this.comparison(scope);
    return random.pick([
      () => `(${some()} /\\ ${some()})`,
      () => `(${some()} \\/ ${some()})`,
      () => `(${some()} => ${some()})`,
      () => `~${some()}`,
      () => `(${some()} ${random.pick(['=', '#', '<=>'])} ${some()})`,
      () => this.quantified(scope, depth - 1),
      () => this.quantified(scope, depth - 1),
      () => this.called({ kind: 'boolean' }, scope, depth) ?? this.comparison(scope),
    ])();
  }

  private quantified(scope: readonly Named[], depth: number): string {
    const { random } = this;
    const sets = scope.filter(({ kind }) => kind.kind === 'set');
    const quantifier = random.pick(['\\A', '\\E']);
    if (sets.length > 0 && random.chance(0.6)) {
      const { text, kind } = random.pick(sets);
      return `(${quantifier} ${this.bound(text, (kind as Extract<Kind, { kind: 'set' }>).of, scope, depth)})`;
    }
    const keys = random.pick(['1..2', '1..3', 'P'] as const);
    const name = `k${this.fresh()}`;
    return `(${quantifier} ${name} \\in ${keys} : ${this.truth([...scope, { text: name, kind: keyKind(keys) }], depth)})`;
  }

  private comparison(scope: readonly Named[]): string {
    const { random } = this;
    if (scope.length === 0) return random.pick(['TRUE', 'FALSE']);
    const { text, kind } = random.pick(scope);
    const other = (of: Kind): string => this.expression(of, scope, 0);
    switch (kind.kind) {
      case 'boolean':
        return text;
      case 'number':
        return `(${text} ${random.pick(['=', '#', '<', '>', '<='])} ${other(kind)})`;
      case 'set':
        return random.pick([
          () => `(${other(kind.of)} \\in ${text})`,
          () => `(${text} \\subseteq ${other(kind)})`,
          () => `(${text} = ${other(kind)})`,
          () => `(Cardinality(${text}) < ${random.between(1, 3)})`,
        ])();
      case 'function':
        return this.comparison([{ text: `${text}[${this.key(kind, scope)}]`, kind: kind.to }]);
      case 'record': {
        const [name, of] = random.pick(kind.fields);
        return random.chance(0.8)
          ? this.comparison([{ text: `${text}.${name}`, kind: of }])
          : `(${text} # ${other(kind)})`;
      }
      case 'sequence':
        return `(${random.chance(0.5) ? `Len(${text}) < ${random.between(1, longest)}` : `${text} # ${other(kind)}`})`;
      default:
        return `(${text} ${random.pick(['=', '#'])} ${other(kind)})`;
    }
  }
}

/**
 * A mapping as a TLA+ module that extends the specification: each event is one definition, its fields the parameters,
 * conditions on the state before in front of the step and those on the state after behind it. So the compiler checks the
 * mapping, guards run before a successor is built, and an explanation is the same tree of conjuncts as of any action.
 */
import { boundsOf, isLoose, type NextRelation } from './argument-bounds.js';
import type { Formula, HiddenAction, MappedEvent, Mapping } from './mapping.js';

export interface MappingModule {
  readonly name: string;
  readonly text: string;
  /** By line of `text`, from 1: what of the mapping stands there. */
  readonly formulas: ReadonlyMap<number, Formula>;
  readonly events: ReadonlyMap<string, readonly MappedCase[]>;
  readonly hidden: readonly MappedHidden[];
  /** All definitions, in the order of the text. */
  readonly definitions: readonly MappedDefinition[];
}

export interface MappedDefinition {
  readonly name: string;
  /** What people know it by: the event, or the hidden action. */
  readonly label: string;
  readonly parameters: readonly MappedParameter[];
  /** Fields without which the event says too little to be a step. */
  readonly required: ReadonlySet<string>;
  /** The action of the specification that its step is by name; null where it is a formula of another kind, or one of several. */
  readonly takes: string | null;
}

export type MappedParameter =
  | { readonly kind: 'field'; readonly field: string }
  /** Whether the event has that field: what speaks of a field that is not there says nothing. */
  | { readonly kind: 'has'; readonly field: string }
  /** Of an event of several steps: whether this is the first, and the last. */
  | { readonly kind: 'first' | 'final' };

export interface MappedCase {
  /** Possible in any state or in none. */
  readonly if: MappedDefinition | null;
  /** null for an event that is passed over. */
  readonly step: MappedDefinition | null;
  /** Steps that one event may be; 1 unless the mapping says `until`. */
  readonly atMost: number;
}

export interface MappedHidden extends Pick<HiddenAction, 'before' | 'max'> {
  readonly step: MappedDefinition;
}

export function mappingModule(
  mapping: Mapping,
  root: string,
  variables: readonly string[],
  next: NextRelation,
): MappingModule {
  return new Builder(mapping, root, variables, next).build();
}

/** `i` for a field i, `has__i` for whether it is there. Nobody's specification ends its names like that. */
const nameOf = (parameter: MappedParameter): string => {
  if (parameter.kind === 'field') return parameter.field;
  return parameter.kind === 'has' ? `has__${parameter.field}` : `${parameter.kind}__`;
};

class Builder {
  readonly #lines: string[] = [];
  readonly #formulas = new Map<number, Formula>();
  readonly #definitions: MappedDefinition[] = [];

  constructor(
    private readonly mapping: Mapping,
    private readonly root: string,
    private readonly variables: readonly string[],
    private readonly next: NextRelation,
  ) {}

  build(): MappingModule {
    const { mapping } = this;
    const name = `${this.root}__Mapping`;
    this.#lines.push(`---- MODULE ${name} ----`, `EXTENDS ${[this.root, ...mapping.extends].join(', ')}`);
    for (const formula of mapping.define) this.#write('', formula, '');
    const events = new Map(
      [...mapping.events].map(([event, cases]) => [event, cases.map((one) => this.#case(event, one))]),
    );
    const hidden = mapping.hidden.map((one): MappedHidden => {
      const { before, max } = one;
      return { before, max, step: this.#hidden(one) };
    });
    this.#lines.push('====', '');
    return {
      name,
      text: this.#lines.join('\n'),
      formulas: this.#formulas,
      events,
      hidden,
      definitions: this.#definitions,
    };
  }

  #case(event: string, one: MappedEvent): MappedCase {
    const { if: condition, skip, atMost, until } = one;
    const guard =
      condition === null
        ? null
        : this.#define(event, [condition], [], false, () => {
            this.#write('  /\\ (', condition, ')');
            this.#lines.push(`  /\\ UNCHANGED <<${this.variables.join(', ')}>>`);
          });
    if (skip) return { if: guard, step: null, atMost: 1 };
    const sets = one.any.map(({ set }) => set);
    const required = [...one.actions, ...sets, ...(until === null ? [] : [until])];
    const optional = [...one.before, ...one.match, ...one.after];
    const several = until !== null;
    const step = this.#define(
      event,
      required,
      optional,
      several,
      () => {
        this.#bound(one.any);
        for (const formula of one.match) this.#condition(formula);
        for (const formula of one.before) this.#condition(formula, several ? ['first__'] : []);
        this.#actions(one.actions, one.any);
        if (until !== null) this.#write('  /\\ final__ = (', until, ')');
        for (const formula of one.after) this.#condition(formula, several ? ['final__'] : []);
      },
      this.#taken(one.actions),
    );
    return { if: guard, step, atMost: several ? atMost : 1 };
  }

  #hidden({ action, any, when }: HiddenAction): MappedDefinition {
    const sets = any.map(({ set }) => set);
    return this.#define(
      action.text,
      [action, ...sets],
      when,
      false,
      () => {
        this.#bound(any);
        for (const formula of when) this.#condition(formula);
        this.#actions([action], any);
      },
      this.#taken([action]),
    );
  }

  #define(
    label: string,
    required: readonly Formula[],
    optional: readonly Formula[],
    several: boolean,
    body: () => void,
    takes: string | null = null,
  ): MappedDefinition {
    const must = new Set(required.flatMap((formula) => this.#fieldsOf(formula)));
    const may = new Set(optional.flatMap((formula) => this.#fieldsOf(formula)));
    const parameters: MappedParameter[] = [...new Set([...must, ...may])].map((field) => ({ kind: 'field', field }));
    for (const field of may) if (!must.has(field)) parameters.push({ kind: 'has', field });
    if (several) parameters.push({ kind: 'first' }, { kind: 'final' });
    const name = `Mapped__${this.#definitions.length + 1}`;
    const definition = { name, label, parameters, required: must, takes };
    this.#definitions.push(definition);
    const [first] = [...required, ...optional];
    const list = parameters.length === 0 ? '' : `(${parameters.map(nameOf).join(', ')})`;
    if (first !== undefined) this.#formulas.set(this.#lines.length + 1, first);
    this.#lines.push(`${name}${list} ==`);
    this.#missing = new Set([...may].filter((field) => !must.has(field)));
    body();
    return definition;
  }

  #missing: ReadonlySet<string> = new Set();

  #bound(any: MappedEvent['any']): void {
    for (const { name, set } of any) this.#write(`  \\E ${name} \\in (`, set, ') :');
  }

  /** A step by the name of one of the specification's actions has arguments that the next-state relation gives it. */
  #actions(actions: readonly Formula[], any: MappedEvent['any']): void {
    const [only] = actions;
    const drawn = new Map(any.map(({ name, set }) => [name, set.text]));
    const bounds = (action: Formula): readonly string[] =>
      boundsOf(action.text, this.next.sets, drawn).filter((bound) => !this.#speaksOf(bound, action));
    if (actions.length === 1 && only !== undefined) {
      for (const bound of bounds(only)) this.#write('  /\\ ', { ...only, text: bound }, '');
      this.#write('  /\\ (', only, ')');
      this.#hold(actions);
      return;
    }
    for (const [index, action] of actions.entries()) {
      const before = index === 0 ? '  /\\ \\/ ' : '     \\/ ';
      const among = bounds(action).map((bound) => `${bound} /\\ `);
      this.#write(`${before}${among.join('')}(`, action, ')');
    }
    this.#hold(actions);
  }

  /** Behind the step: where all variables have their values it is only looked at. Stuttering is cheaper to see than any step. */
  #hold(actions: readonly Formula[]): void {
    const loose = actions.find((action) => isLoose(action.text, this.next));
    if (loose === undefined) return;
    const text = `UNCHANGED <<${this.variables.join(', ')}>> \\/ ${this.next.name}`;
    this.#write('  /\\ (', { ...loose, text }, ')');
  }

  #taken([only, ...others]: readonly Formula[]): string | null {
    const [, name = ''] = /^\s*([A-Za-z_]\w*)\s*(?:\([\s\S]*\))?\s*$/.exec(only?.text ?? '') ?? [];
    return others.length === 0 && this.next.sets.has(name) ? name : null;
  }

  /** Whether a bound has names that mean a field here and something of the specification there. */
  #speaksOf(bound: string, action: Formula): boolean {
    const own = new Set(this.#fieldsOf(action));
    return this.#fieldsOf({ ...action, text: bound }).some((field) => !own.has(field));
  }

  /** A condition that speaks of a field counts only where the event has it. */
  #condition(formula: Formula, when: readonly string[] = []): void {
    const missing = this.#fieldsOf(formula).filter((field) => this.#missing.has(field));
    const flags = [...when, ...missing.map((field) => `has__${field}`)];
    this.#write(`  /\\ ${flags.length === 0 ? '' : `${flags.join(' /\\ ')} => `}(`, formula, ')');
  }

  #write(before: string, formula: Formula, after: string): void {
    for (const [index, line] of formula.text.split('\n').entries()) {
      const start = index === 0 ? before : ' '.repeat(before.length);
      this.#formulas.set(this.#lines.length + 1, formula);
      this.#lines.push(`${start}${line}`);
    }
    this.#lines[this.#lines.length - 1] += after;
  }

  #fieldsOf(formula: Formula): string[] {
    const words = formula.text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/(?<![.\\\w!])[A-Za-z_]\w*/g) ?? [];
    return [...new Set(words)].filter((word) => this.mapping.fields.has(word));
  }
}

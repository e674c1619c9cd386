/** Which actions of a specification traces have taken, and which disjuncts and branches of theirs. */
import type { Link } from './layer.js';
import type { Conjunct, TraceModel } from './model.js';
import type { State } from './state.js';

export interface Coverage {
  readonly actions: readonly ActionCoverage[];
}

export interface ActionCoverage {
  readonly action: string;
  /** It is no action of the specification but an event of the log, or a hidden step, as the mapping calls it. */
  readonly event?: true;
  /** Steps of the behaviours found; hidden ones count. */
  readonly taken: number;
  /** Disjuncts and branches that were looked at, each with how often it held when the action was taken. */
  readonly parts: readonly PartCoverage[];
}

export interface PartCoverage {
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly held: number;
}

export class CoverageCounter {
  readonly #taken: number[];
  readonly #parts: Map<string, { text: string; file: string; line: number; held: number }>[];
  #before: State | null = null;
  /** The state that a behaviour begins in; null where there are several. */
  #initial: State | null | undefined;
  /** By name, how often a mapped step was certainly this disjunct of what it says, an action of the specification. */
  readonly #within = new Map<string, number>();
  readonly #own: ReadonlySet<string>;

  constructor(private readonly model: TraceModel) {
    this.#taken = model.actions.map(() => 0);
    this.#parts = model.actions.map(() => new Map());
    this.#own = new Set(model.actions.flatMap(({ name, mapped }) => (mapped === true ? [] : [name])));
  }

  /** A behaviour begins. */
  begin(): void {
    this.#before = null;
  }

  /** Its next step. */
  step({ action, args, state }: Link): void {
    this.#taken[action] = (this.#taken[action] ?? 0) + 1;
    const before = this.#before ?? this.#beginning();
    this.#before = state;
    if (before === null) return;
    const [taken] = this.model.explain?.(before, action, args, true, state) ?? [];
    if (taken !== undefined) this.#note(action, taken.conjuncts);
    if (this.model.actions[action]?.mapped !== true) return;
    // Of several actions that an event may be the log says none: that the behaviour which was found took one of them proves nothing.
    for (const { conjuncts } of this.model.explain?.(before, action, args, true).slice(0, 1) ?? []) {
      const [name, ...others] = new Set(conjuncts.flatMap((conjunct) => this.#disjuncts(conjunct)));
      // A disjunct that only says what will be is true of every state: of two it is not known which was taken.
      if (name !== undefined && others.length === 0) this.#within.set(name, (this.#within.get(name) ?? 0) + 1);
    }
  }

  #beginning(): State | null {
    if (this.#initial !== undefined) return this.#initial;
    const states: State[] = [];
    this.model.initialStates((state) => states.push(state.slice()));
    this.#initial = states.length === 1 ? (states[0] as State) : null;
    return this.#initial;
  }

  /** Names of the specification's actions that stand as disjuncts in a conjunct, and are possible. */
  #disjuncts({ parts = [], joined }: Conjunct): readonly string[] {
    // Of two that are possible it is not known which was taken.
    if (joined === 'any' && parts.filter(({ outcome }) => outcome === 'true').length !== 1) return [];
    return parts.flatMap((part) => {
      const [, name = ''] = /^([A-Za-z_]\w*)(?:\(|$)/.exec(part.text) ?? [];
      const isOwn = joined === 'any' && part.outcome === 'true' && this.#own.has(name);
      return isOwn ? [name] : this.#disjuncts(part);
    });
  }

  #note(action: number, conjuncts: readonly Conjunct[]): void {
    for (const { parts, joined } of conjuncts) {
      if (parts === undefined) continue;
      // Instances of a quantifier are no branches of the text, and neither is the condition of an IF.
      const branches = joined === 'any' ? parts : joined === 'branch' ? parts.slice(1) : [];
      for (const part of branches) this.#count(action, part);
      this.#note(action, parts);
    }
  }

  #count(action: number, { text, file, line, outcome }: Conjunct): void {
    const key = `${file}:${line}:${text}`;
    const known = this.#parts[action]?.get(key) ?? { text, file, line, held: 0 };
    if (outcome === 'true') known.held += 1;
    this.#parts[action]?.set(key, known);
  }

  coverage(): Coverage {
    const actions = new Map<string, { taken: number; parts: PartCoverage[] }>();
    const events: typeof actions = new Map();
    const add = (to: typeof actions, name: string, taken: number, parts: readonly PartCoverage[]): void => {
      const known = to.get(name) ?? { taken: 0, parts: [] };
      to.set(name, { taken: known.taken + taken, parts: [...known.parts, ...parts] });
    };
    for (const [index, { name, mapped, takes }] of this.model.actions.entries()) {
      const taken = this.#taken[index] ?? 0;
      const parts = [...(this.#parts[index]?.values() ?? [])];
      if (mapped !== true) add(actions, name, taken, parts);
      // An event that was never taken is told by the log itself.
      if (mapped !== true || taken === 0) continue;
      if (takes !== undefined) add(actions, takes, taken, parts);
      add(events, name, taken, takes === undefined ? parts : []);
    }
    for (const [name, taken] of this.#within) add(actions, name, taken, []);
    return {
      actions: [
        ...[...actions].map(([action, { taken, parts }]) => ({ action, taken, parts })),
        ...[...events].map(([action, { taken, parts }]) => ({ action, event: true as const, taken, parts })),
      ],
    };
  }
}

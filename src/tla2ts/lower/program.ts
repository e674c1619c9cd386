/**
 * What `lower` hands to `emit`: which formulas of the specification are checked and how, with the configuration's
 * replacements carried out, and the next-state relation split into its named actions.
 */
import type { Core, Definition, Specification } from '../core.js';

/** A formula with the name under which a person knows it. */
export interface NamedFormula {
  readonly name: string;
  readonly body: Core;
}

/** A property that one step or one state can refute. */
export interface StepProperty extends NamedFormula {
  /** `init`: of initial states; `action`: `[][A]_v`, the body is the `[A]_v`. */
  readonly kind: 'init' | 'action';
}

export interface Program {
  readonly specification: Specification;
  readonly init: Core | null;
  readonly next: ActionTree | null;
  /** The definition that it is, as the root module knows it; null where it is an expression. */
  readonly nextName: string | null;
  readonly actions: readonly NamedAction[];
  /** Definitions that were asked for as actions by themselves; they take no part in `next`. Their indices go on. */
  readonly extraActions: readonly ExtraAction[];
  readonly invariants: readonly NamedFormula[];
  readonly stepProperties: readonly StepProperty[];
  /** Properties that only whole behaviours refute. */
  readonly temporalProperties: readonly NamedFormula[];
  /** Temporal conjuncts of the specification itself: fairness, as they stand. */
  readonly fairness: readonly Core[];
  readonly constraints: readonly NamedFormula[];
  readonly actionConstraints: readonly NamedFormula[];
  readonly assumptions: readonly NamedFormula[];
  readonly symmetry: Core | null;
  readonly view: Core | null;
  readonly alias: Core | null;
  readonly postconditions: readonly NamedFormula[];
}

/** An action of the specification by its name there: the smallest definition around a leaf of the next-state relation. */
export interface NamedAction {
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly string[];
}

/** A definition taken as one action: its own parameters, then the names that it binds by \E at its head. */
export interface ExtraAction extends NamedAction {
  readonly definition: Definition;
  readonly tree: ActionTree;
}

/** The next-state relation down to its leaves; choices are in the order of the text, as TLC takes them. */
export type ActionTree =
  | { readonly kind: 'choice'; readonly branches: readonly ActionTree[] }
  | { readonly kind: 'exists'; readonly core: Core & { readonly kind: 'quantifier' }; readonly body: ActionTree }
  | { readonly kind: 'let'; readonly core: Core & { readonly kind: 'let' }; readonly body: ActionTree }
  | { readonly kind: 'enter'; readonly core: Core & { readonly kind: 'call' }; readonly body: ActionTree }
  | {
      readonly kind: 'leaf';
      readonly core: Core;
      readonly action: NamedAction;
      /** By parameter of the action: the expression in the leaf's scope that is its argument. */
      readonly args: readonly Core[];
    };

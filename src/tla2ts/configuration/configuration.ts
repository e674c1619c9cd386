import type { Name, Span } from '../ast.js';

/** A value as a configuration can write it; a word that is no other value is a model value, equal only to itself. */
export type ConfigurationValue =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'modelValue'; readonly name: string }
  | { readonly kind: 'set'; readonly items: readonly ConfigurationValue[] };

/** `N = 3`, `Op(a, 1) = 2` and, with `module`, `N =[Mod] 3`: the constant (or definition) has this value. */
export interface ConstantValue {
  /** With a path where it has one: `M!N`. */
  readonly name: Name;
  readonly args: readonly ConfigurationValue[];
  /** Only in this module's text; null is the root module and what it extends. */
  readonly module: Name | null;
  readonly value: ConfigurationValue;
  readonly span: Span;
}

/** `N <- Def` and, with `module`, `N <-[Mod] Def`: the definition stands wherever the name does. */
export interface Replacement {
  readonly name: Name;
  readonly module: Name | null;
  readonly by: Name;
  readonly span: Span;
}

/** A TLC configuration file: what to check of a specification, and what its constants are. */
export interface Configuration {
  readonly file: string;
  readonly specification: Name | null;
  readonly init: Name | null;
  readonly next: Name | null;
  readonly constants: readonly ConstantValue[];
  readonly replacements: readonly Replacement[];
  readonly invariants: readonly Name[];
  readonly properties: readonly Name[];
  readonly constraints: readonly Name[];
  readonly actionConstraints: readonly Name[];
  readonly postconditions: readonly Name[];
  readonly symmetry: Name | null;
  readonly view: Name | null;
  readonly alias: Name | null;
  /** null where the file does not say; TLC then checks. */
  readonly checkDeadlock: boolean | null;
}

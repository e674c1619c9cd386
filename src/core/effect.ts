/** What an action does to a variable: the compiler finds it, generated text tells it, the trace checker reads it. */

/** A value that is made of an action's arguments. */
export type Term =
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [name: string, value: Term])[] }
  | { readonly kind: 'tuple'; readonly items: readonly Term[] }
  | { readonly kind: 'unknown' };

/** What becomes of a value in a step. */
export type Effect =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'value'; readonly term: Term }
  /** Nothing but the entry under `key` changes, and that as `effect` says; null: in any way. */
  | { readonly kind: 'entry'; readonly key: Term; readonly effect: Effect | null }
  | { readonly kind: 'added' | 'removed'; readonly elements: readonly Term[] }
  | { readonly kind: 'appended'; readonly term: Term };

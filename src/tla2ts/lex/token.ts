import type { Operator } from './operators.js';

/**
 * What a token is. Keywords and punctuation are their own kind, by the first of their spellings: `VARIABLES` is a
 * `VARIABLE`, `LEMMA` a `PROPOSITION`, `≜` a `==`.
 * `junction` is an operator that can also be the bullet of a list (`/\`, `\/`, but not `\land`).
 * `step` is the beginning of a proof step: `<1>2.`; `end` the end of the text.
 */
export type TokenKind =
  | 'identifier'
  | 'number'
  | 'string'
  | 'operator'
  | 'junction'
  | 'step'
  | 'module'
  | 'separator'
  | 'endModule'
  | 'end'
  | 'outdent'
  | Keyword
  | Punctuation;

export type Keyword = (typeof keywords)[number];
export type Punctuation = (typeof punctuation)[number];

export interface Token {
  readonly kind: TokenKind;
  /** Identifiers as written, operators in canonical spelling, numbers and strings as in the source. */
  readonly text: string;
  readonly operator: Operator | null;
  readonly line: number;
  readonly column: number;
  /** Column of the last character: no token but a module's header is longer than a line, and that one neither. */
  readonly endColumn: number;
  /** Offset of the first character in the text. */
  readonly start: number;
}

const keywords = [
  'ACTION',
  'ASSUME',
  'ASSUMPTION',
  'BY',
  'CASE',
  'CHOOSE',
  'CONSTANT',
  'DEF',
  'DEFINE',
  'ELSE',
  'EXCEPT',
  'EXTENDS',
  'HAVE',
  'HIDE',
  'IF',
  'IN',
  'INSTANCE',
  'LAMBDA',
  'LET',
  'LOCAL',
  'MODULE',
  'NEW',
  'OBVIOUS',
  'OMITTED',
  'ONLY',
  'OTHER',
  'PICK',
  'PROOF',
  'PROPOSITION',
  'PROVE',
  'QED',
  'RECURSIVE',
  'SF_',
  'STATE',
  'SUFFICES',
  'TAKE',
  'TEMPORAL',
  'THEN',
  'THEOREM',
  'USE',
  'VARIABLE',
  'WF_',
  'WITH',
  'WITNESS',
] as const;

const keywordSynonyms: Readonly<Record<string, Keyword>> = {
  ACTIONS: 'ACTION',
  AXIOM: 'ASSUMPTION',
  CONSTANTS: 'CONSTANT',
  COROLLARY: 'PROPOSITION',
  DEFS: 'DEF',
  LEMMA: 'PROPOSITION',
  TEMPORALS: 'TEMPORAL',
  VARIABLES: 'VARIABLE',
};

const punctuation = [
  ',',
  ':',
  '::',
  '.',
  '_',
  '==',
  '(',
  ')',
  '[',
  ']',
  ']_',
  '{',
  '}',
  '<<',
  '>>',
  '>>_',
  '!',
  '->',
  '<-',
  '|->',
  '\\A',
  '\\E',
  '\\AA',
  '\\EE',
  '[]ASSUME',
  '[]PROVE',
] as const;

const punctuationSynonyms: Readonly<Record<string, Punctuation>> = {
  '\\forall': '\\A',
  '\\exists': '\\E',
  '∀': '\\A',
  '∃': '\\E',
  '≜': '==',
  '∷': '::',
  '→': '->',
  '←': '<-',
  '↦': '|->',
  '⟨': '<<',
  '⟩': '>>',
  '⟩_': '>>_',
};

/** Words that are no identifiers, with their kind; `WF_` and `SF_` are found by the scanner instead. */
export const keywordSpellings: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ...keywords.map((word) => [word, word] as const),
  ...Object.entries(keywordSynonyms),
]);

export const punctuationSpellings: ReadonlyMap<string, Punctuation> = new Map<string, Punctuation>([
  ...punctuation.map((mark) => [mark, mark] as const),
  ...Object.entries(punctuationSynonyms),
]);

/** A word, reserved or not: what may name a field after a dot (`r.THEN`). */
export const isWord = (token: Token): boolean =>
  token.kind === 'identifier' || (token.kind !== 'outdent' && /^[A-Z]+_?$/.test(token.text) && token.kind !== 'string');

/** How a message names a token. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the file';
    case 'identifier':
      return `'${token.text}'`;
    case 'module':
      return "'---- MODULE'";
    case 'separator':
      return "'----'";
    case 'endModule':
      return "'===='";
    default:
      return token.text.length > 40 ? `'${token.text.slice(0, 40)}...'` : `'${token.text}'`;
  }
}

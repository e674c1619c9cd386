/**
 * The order in which TLC first sees the strings of a specification. TLC orders strings by it, so CHOOSE over a set of
 * strings depends on it (util/UniqueString.java: compareTo). SANY interns every token of a module while it parses it, the
 * root first, then what is extended, then what is instantiated (SpecObj.java: loadSpec); the contents of string literals
 * follow when modules are analysed, those that a module depends on before itself (calculateDependencies). Names from the
 * configuration come before all of these; whoever evaluates interns them first.
 */
import type { SourceFile } from './core.js';
import { scan } from './lex/scan.js';
import { readEscapes } from './lex/string.js';
import type { Token } from './lex/token.js';
import { literalTokens } from './literal-order.js';

/** What counts of one module. */
interface Words {
  readonly words: readonly string[];
  readonly literals: readonly string[];
  readonly extended: readonly string[];
  readonly instantiated: readonly string[];
}

/**
 * The strings that `sources` (root first) mention as literals or as names of fields, in TLC's order.
 */
export function stringOrder(sources: readonly SourceFile[]): string[] {
  const modules = new Map(sources.map((source) => [source.module, wordsOf(source)]));
  const wanted = new Set(sources.flatMap((source) => stringsOf(scan(source.file, source.text).tokens)));
  const lookUp = (name: string): Words | undefined => modules.get(name) ?? standardModules.get(name);
  const root = sources[0]!.module;
  const order = new Set<string>(builtIn);
  for (const name of parseOrder(root, lookUp)) for (const word of lookUp(name)!.words) order.add(word);
  for (const name of analysisOrder(root, lookUp)) for (const literal of lookUp(name)!.literals) order.add(literal);
  return [...order].filter((text) => wanted.has(text));
}

function wordsOf({ file, text }: SourceFile): Words {
  const { tokens } = scan(file, text);
  // The end of the text is a token, too, without a text: the string "" is seen where it is written.
  const words = tokens.filter(({ kind }) => kind !== 'end').map(({ text }) => text);
  const extended: string[] = [];
  const instantiated: string[] = [];
  tokens.forEach((token, index) => {
    if (token.kind === 'INSTANCE') instantiated.push(tokens[index + 1]?.text ?? '');
    if (token.kind !== 'EXTENDS') return;
    for (let i = index + 1; tokens[i]?.kind === 'identifier'; i += 2) {
      extended.push(tokens[i]!.text);
      if (tokens[i + 1]?.text !== ',') break;
    }
  });
  return { words, literals: literalsOf(literalTokens(file, text, tokens)), extended, instantiated };
}

const literalsOf = (tokens: readonly Token[]): string[] =>
  tokens.filter((token) => token.kind === 'string').map(({ text }) => readEscapes(text));

/** Literals, and what stands where a field's name stands. */
function stringsOf(tokens: readonly Token[]): string[] {
  const fields = tokens.filter((token, index) => {
    if (token.kind !== 'identifier') return false;
    const next = tokens[index + 1]?.text;
    return next === '|->' || next === ':' || tokens[index - 1]?.text === '.';
  });
  // What ToString gives may have been a word of the text already.
  const converts = tokens.some(({ text }) => text === 'ToString');
  const shown = converts ? tokens.filter(({ kind }) => kind === 'number' || kind === 'string') : [];
  return [...literalsOf(tokens), ...[...fields, ...shown].map(({ text }) => text)];
}

/** The operators that SANY knows before it reads anything, in the order that TLC gives them. */
const builtIn = (
  "STRING FALSE TRUE BOOLEAN = /= . ' => SUBSET UNION DOMAIN \\in \\notin ~> [] <> ENABLED UNCHANGED [ ^ / * - -. + < > ... .. " +
  '| || && & $$ $ ?? %% % ## ++ -- ** // ^^ @@ !! :> := ::= ~ /\\ \\/ <=> # <= =< >= \\cap \\cup @'
).split(' ');

type LookUp = (name: string) => Words | undefined;

/** Again and again the first module that is extended but not read; only if there is none, one that is instantiated. */
function parseOrder(root: string, lookUp: LookUp): string[] {
  const read = new Set([root]);
  for (;;) {
    const next = unread(root, read, lookUp, false, new Set()) ?? unread(root, read, lookUp, true, new Set());
    if (next === null) return [...read];
    read.add(next);
  }
}

function unread(
  name: string,
  read: ReadonlySet<string>,
  lookUp: LookUp,
  instances: boolean,
  visited: Set<string>,
): string | null {
  const module = lookUp(name);
  if (module === undefined || visited.has(name)) return null;
  visited.add(name);
  const known = (other: string): boolean => lookUp(other) !== undefined;
  const candidates = (instances ? module.instantiated : module.extended).filter(known);
  const next = candidates.find((other) => !read.has(other));
  if (next !== undefined) return next;
  for (const other of [...module.extended, ...module.instantiated].filter((each) => read.has(each))) {
    const found = unread(other, read, lookUp, instances, visited);
    if (found !== null) return found;
  }
  return null;
}

/** What a module extends and instantiates comes before it. */
function analysisOrder(root: string, lookUp: LookUp): string[] {
  const done = new Set<string>();
  const begun = new Set<string>();
  const visit = (name: string): void => {
    const module = lookUp(name);
    if (module === undefined || begun.has(name)) return;
    begun.add(name);
    for (const other of [...module.extended, ...module.instantiated]) visit(other);
    done.add(name);
  };
  visit(root);
  return [...done];
}

const standard = (extended: string, instantiated: string, words: string): Words => ({
  words: words.split(' '),
  literals: [],
  extended: extended === '' ? [] : extended.split(' '),
  instantiated: instantiated === '' ? [] : instantiated.split(' '),
});

/** The words of TLC's own modules in order of first use, where a specification might have a string of the same name. */
const standardModules: ReadonlyMap<string, Words> = new Map([
  ['Naturals', standard('', '', 'Naturals Nat a b n')],
  ['Integers', standard('Naturals', '', 'Integers Naturals Int a')],
  ['Reals', standard('Integers', '', 'Reals Integers Real a b m Infinity i r')],
  [
    'Sequences',
    standard('', 'Naturals', 'Sequences Naturals Seq S n Nat Len s t i Append e Head Tail SubSeq m SelectSeq Test F'),
  ],
  [
    'FiniteSets',
    standard(
      '',
      'Naturals Sequences',
      'FiniteSets Naturals Sequences IsFiniteSet S seq Seq s n Len Cardinality CS T x',
    ),
  ],
  [
    'TLC',
    standard(
      '',
      'Naturals Sequences FiniteSets',
      'TLC Naturals Sequences FiniteSets Print out val PrintT Assert v JavaTime n Nat TLCGet i TLCSet d e x f g ' +
        'Permutations S w SortSeq s Op Perm p Len j RandomElement Any ToString a b TLCEval',
    ),
  ],
  [
    'Bags',
    standard(
      'TLC',
      'Naturals',
      'Bags TLC Naturals IsABag B n Nat BagToSet SetToBag S e BagIn EmptyBag B1 B2 d Sum f DSum elt BagUnion SubBag ' +
        'RemoveFromDom x y Combine BagSet i Biggest Range r s RSB BB BagOfAll F BagCardinality CopiesIn',
    ),
  ],
]);

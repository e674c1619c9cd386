/**
 * Every operator symbol that TLA+ knows, with its fixity, its range of precedence and the ways to spell it.
 *
 * Source: Lamport, "Specifying Systems" (2002), table 6 (section 15.2.1), whose numbers these are; the Unicode spellings
 * and the few corrections since (`\wr` is not associative) are those of the TLA+ tools.
 */
export type Fixity = 'prefix' | 'infix' | 'postfix';

export interface Operator {
  /** The canonical ASCII spelling, the one that the syntax tree uses. */
  readonly text: string;
  readonly fixity: Fixity;
  /** Where two neighbours' ranges overlap, neither binds tighter, and the expression needs parentheses. */
  readonly low: number;
  readonly high: number;
  /** `a op b op c` means `(a op b) op c`; otherwise it is an error. No operator of TLA+ associates to the right. */
  readonly associative: boolean;
}

const spellings = new Map<string, Operator>();
const byText = new Map<string, Operator>();

/** Each item is the canonical spelling, then its synonyms, apart by spaces. */
function define(fixity: Fixity, low: number, high: number, associative: boolean, items: readonly string[]): void {
  for (const item of items) {
    const all = item.split(' ');
    const operator: Operator = { text: all[0] as string, fixity, low, high, associative };
    byText.set(operator.text, operator);
    for (const spelling of all) spellings.set(spelling, operator);
  }
}

const left = (low: number, high: number, ...items: string[]): void => define('infix', low, high, true, items);
const none = (low: number, high: number, ...items: string[]): void => define('infix', low, high, false, items);

none(1, 1, '=> ⇒');
none(2, 2, '-+-> ⇸', '<=> \\equiv ≡ ⇔', '~> ↝');
left(3, 3, '/\\ \\land ∧', '\\/ \\lor ∨');
define('prefix', 4, 4, true, ['~ \\lnot \\neg ¬']);
define('prefix', 4, 15, false, ['ENABLED', 'UNCHANGED', '[] □', '<> ◇']);
none(5, 5, '=', '# /= ≠', '<', '<= =< \\leq ≤', '>', '>= \\geq ≥', '\\in ∈', '\\notin ∉');
none(5, 5, '\\subset ⊂', '\\subseteq ⊆', '\\supset ⊃', '\\supseteq ⊇');
none(5, 5, '\\sqsubset ⊏', '\\sqsubseteq ⊑', '\\sqsupset ⊐', '\\sqsupseteq ⊒');
none(5, 5, '\\prec ≺', '\\preceq ⪯', '\\succ ≻', '\\succeq ⪰', '\\ll ≪', '\\gg ≫');
none(5, 5, '\\approx ≈', '\\asymp ≍', '\\cong ≅', '\\doteq ≐', '\\propto ∝', '\\sim ∼', '\\simeq ≃');
none(5, 5, '|- ⊢', '|= ⊨', '-| ⊣', '=| ⫤', ':= ≔', '::= ⩴');
left(5, 14, '\\cdot ⋅');
left(6, 6, '@@');
none(7, 7, ':>', '<:');
none(8, 8, '\\');
left(8, 8, '\\cup \\union ∪', '\\cap \\intersect ∩');
none(9, 9, '.. ‥', '... …');
left(9, 13, '$', '$$', '##', '?? ⁇', '\\sqcap ⊓', '\\sqcup ⊔', '\\uplus ⊎');
none(9, 13, '!! ‼');
none(9, 14, '\\wr ≀');
left(10, 10, '+', '++', '\\oplus (+) ⊕');
left(10, 11, '|', '|| ‖', '%%');
none(10, 11, '%');
define('prefix', 10, 13, false, ['SUBSET', 'UNION', 'DOMAIN']);
left(10, 13, '\\X \\times ×');
left(11, 11, '-', '--', '\\ominus (-) ⊖');
define('prefix', 12, 12, false, ['-.']);
left(13, 13, '*', '**', '&', '&&', '\\o \\circ ∘', '\\bullet ●', '\\bigcirc ◯', '\\star ⋆');
left(13, 13, '\\odot (.) ⊙', '\\otimes (\\X) ⊗');
none(13, 13, '/', '//', '\\div ÷', '\\oslash (/) ⊘');
none(14, 14, '^', '^^');
define('postfix', 15, 15, false, ["'", '^+ ⁺', '^*', '^#']);

/** Every spelling, ASCII and Unicode, with its operator. */
export const operatorSpellings: ReadonlyMap<string, Operator> = spellings;

/** The operator with this canonical spelling; undefined where there is none. */
export const operatorOf = (text: string): Operator | undefined => byText.get(text);

/** `-` in front of an operand: written `-`, called `-.`. */
export const negation = byText.get('-.') as Operator;

export const cartesianProduct = byText.get('\\X') as Operator;

/** `tighter` binds its operand for sure before `looser` does: the ranges do not touch. */
export const bindsTighter = (tighter: Operator, looser: Operator): boolean => tighter.low > looser.high;

/**
 * The operators of the language itself: arity, what level each operand may have at most, and whether the operand's
 * level counts for the result. Source: Specifying Systems, table 3 (p. 270) and section 17.2; the figures agree with
 * SANY's table of built-in operators.
 */
import type { Level } from '../core.js';

export interface Builtin {
  readonly arity: number;
  /** Least level of the result. */
  readonly level: Level;
  /** Highest level of every operand. */
  readonly maximum: Level;
  /** The result is at least as high as its operands. False for the operators that do not commute with `=`. */
  readonly transparent: boolean;
}

function builtin(arity: number, level: Level, maximum: Level, transparent: boolean): Builtin {
  return { arity, level, maximum, transparent };
}

const constant = builtin(0, 0, 0, true);
const connective = builtin(2, 0, 3, true);
const relation = builtin(2, 0, 2, true);
const prefix = builtin(1, 0, 2, true);

export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ['TRUE', constant],
  ['FALSE', constant],
  ['BOOLEAN', constant],
  ['STRING', constant],
  ['/\\', connective],
  ['\\/', connective],
  ['=>', connective],
  ['<=>', connective],
  ['~', builtin(1, 0, 3, true)],
  ['=', relation],
  ['#', relation],
  ['\\in', relation],
  ['\\notin', relation],
  ['\\cup', relation],
  ['\\cap', relation],
  ['\\', relation],
  ['\\subseteq', relation],
  ['\\X', relation],
  ['SUBSET', prefix],
  ['UNION', prefix],
  ['DOMAIN', prefix],
  ["'", builtin(1, 2, 1, false)],
  ['UNCHANGED', builtin(1, 2, 1, false)],
  ['ENABLED', builtin(1, 1, 2, false)],
  ['\\cdot', builtin(2, 2, 2, false)],
  ['[]', builtin(1, 3, 3, false)],
  ['<>', builtin(1, 3, 3, false)],
  ['~>', builtin(2, 3, 3, false)],
  ['-+->', builtin(2, 3, 3, false)],
]);

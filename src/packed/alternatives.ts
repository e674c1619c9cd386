/** Quantifiers where the tree forks: an alternative for each choice of elements. */
import { elementOf, enumerableSize, type Value } from '../tla/runtime.js';
import type { Environment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { bindRange, type Range, setOfBound } from './loops.js';
import { isSetPart, type Symbolic } from './symbols.js';

/** Ends the evaluation in alternatives, `body` with the names of each; sets are evaluated before any of them. */
export function overRanges(
  evaluator: Evaluator,
  ranges: readonly Range[],
  names: Environment,
  body: (names: Environment) => void,
): void {
  const sets = ranges.map(({ bound }) => evaluator.symbolic(setOfBound(bound), names));
  // As in TLC the first name's elements come by turns: its loop is the innermost.
  const nest = (index: number, inner: Environment): void => {
    const range = ranges[index];
    if (range === undefined) body(inner);
    else overElements(evaluator, sets[index]!, (element) => nest(index - 1, bindRange(range, element, inner)));
  };
  nest(ranges.length - 1, names);
}

/** As `overRanges`, of the elements of one set. */
export function overElements(evaluator: Evaluator, set: Symbolic, body: (element: Value) => void): void {
  const { layout, symbols, trees } = evaluator;
  if (isSetPart(set)) {
    const number = set.shape.set;
    trees.forkEach(number, (place) => body(layout.sets[number]!.elements[place]!));
    return;
  }
  const whole = symbols.force(set);
  const size = enumerableSize(whole);
  if (size === 1) body(elementOf(whole, 0));
  else trees.fork(size, (i) => body(elementOf(whole, i)));
}

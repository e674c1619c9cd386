/** Where an evaluation failed: what failed is evaluated once more, compiled so that errors know their expression. */
import { basename } from 'node:path';
import { constantsFrom } from '../../check/constants.js';
import type { SearchResult } from '../../check/explore/result.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { EvaluationError, resetScratch } from '../../tla/runtime.js';
import type { Place } from '../../tla2ts/emit/place.js';
import { compileModel, instantiate, type Model } from './load.js';

export interface ErrorPlace extends Omit<Place, 'calls'> {
  /** The uses of definitions around it, innermost first. */
  readonly within: readonly { readonly name: string; readonly file: string; readonly line: number }[];
}

/** null if nothing failed, or nothing fails when it is evaluated again (chance, a register, the clock). */
export function locateError(model: Model, { violation }: SearchResult): ErrorPlace | null {
  if (violation === null || (violation.kind !== 'error' && violation.kind !== 'assert')) return null;
  const compiled = compileModel({ ...model, places: true }, false, () => {});
  const specification = instantiate(compiled, constantsFrom(compiled.constants), 'located');
  const states = violation.trace.map(({ values }) => values);
  for (const evaluate of candidates(specification, states)) {
    try {
      evaluate();
    } catch (error) {
      resetScratch();
      if (!(error instanceof EvaluationError)) return null;
      const [innermost, ...around] = error.places.map((place) => compiled.places[place]!);
      if (innermost === undefined) return null;
      const within = [innermost, ...around].flatMap(({ calls, file, line }, index) =>
        calls === null || index === 0 ? [] : [{ name: calls, file: basename(file), line }],
      );
      const { file, line, column, text } = innermost;
      return { file: basename(file), line, column, text, within };
    }
  }
  return null;
}

/** What may have failed after this behaviour, in the order in which a search evaluates it. */
function* candidates(
  specification: CompiledSpecification,
  states: readonly (readonly number[])[],
): Generator<() => unknown> {
  const nothing = (): void => {};
  const last = states.at(-1);
  if (last === undefined) {
    for (const { holds } of specification.assumptions) yield holds;
    yield () => specification.init(nothing);
    for (const { holds } of specification.postconditions) yield holds;
    return;
  }
  specification.load(states.at(-2) ?? last, 0);
  specification.loadNext(last, 0);
  for (const { holdsNext } of specification.constraints) yield holdsNext;
  if (states.length > 1) {
    for (const { holds } of [...specification.actionConstraints, ...specification.stepProperties]) yield holds;
  }
  specification.load(last, 0);
  for (const { holds } of [...specification.invariants, ...specification.initialProperties]) yield holds;
  yield () => {
    const { constraints, actionConstraints, stepProperties } = specification;
    specification.next(() => {
      for (const { holdsNext } of constraints) holdsNext();
      for (const { holds } of [...actionConstraints, ...stepProperties]) holds();
    });
  };
}

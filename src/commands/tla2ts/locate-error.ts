/** Where an evaluation failed: what failed is evaluated once more, compiled so that errors know their expression. */
import { basename } from 'node:path';
import { constantsFrom } from '../../check/constants.js';
import type { SearchResult } from '../../check/explore/result.js';
import type { Evaluated, TemporalFormula } from '../../check/liveness/formula.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { EvaluationError, resetScratch } from '../../tla/runtime.js';
import type { Place } from '../../tla2ts/emit/place.js';
import { compileModel, instantiate, type Model } from './load.js';

export interface ErrorPlace extends Omit<Place, 'calls'> {
  /** The uses of definitions around it, innermost first. */
  readonly within: readonly Use[];
}

interface Use {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** How often, of a recursion. */
  readonly times?: number;
}

/** A recursion's uses are one, with their number, where the innermost stands. */
function counted(uses: readonly Use[]): readonly Use[] {
  const times = new Map<string, number>();
  const keyOf = ({ name, file, line }: Use): string => `${name} ${file} ${line}`;
  for (const use of uses) times.set(keyOf(use), (times.get(keyOf(use)) ?? 0) + 1);
  const first = uses.filter((use, index) => uses.findIndex((other) => keyOf(other) === keyOf(use)) === index);
  return first.map((use) => {
    const all = times.get(keyOf(use)) ?? 1;
    return all > 1 ? { ...use, times: all } : use;
  });
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
      const uses = around.flatMap(({ calls, file, line }) =>
        calls === null ? [] : [{ name: calls, file: basename(file), line }],
      );
      const { file, line, column, text } = innermost;
      return { file: basename(file), line, column, text, within: counted(uses) };
    }
  }
  return null;
}

/** What may have failed after this behaviour, in the order in which a search evaluates it. */
function* candidates(
  specification: CompiledSpecification,
  states: readonly (readonly number[])[],
): Generator<() => unknown> {
  const { view } = specification;
  const last = states.at(-1);
  if (last === undefined) {
    for (const { holds } of specification.assumptions) yield holds;
    yield () => specification.init(() => view?.current());
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
  const propositions = propositionsOf(specification);
  for (const { kind, holds } of propositions) if (kind === 'state') yield holds;
  yield () => {
    const { constraints, actionConstraints, stepProperties } = specification;
    specification.next(() => {
      for (const { holdsNext } of constraints) holdsNext();
      view?.next();
      for (const { holds } of [...actionConstraints, ...stepProperties]) holds();
      for (const { kind, holds } of propositions) if (kind === 'step') holds();
    });
  };
}

/** What temporal properties and fairness ask of states and steps. */
function propositionsOf({ liveness }: CompiledSpecification): readonly Evaluated[] {
  if (liveness === null) return [];
  const leaves = (formula: TemporalFormula): readonly Evaluated[] => {
    if (formula.kind === 'state' || formula.kind === 'step') return [formula];
    if (formula.kind === 'constant') return [];
    return 'items' in formula ? formula.items.flatMap(leaves) : leaves(formula.of);
  };
  return [...liveness.fairness(), ...liveness.properties.map(({ formula }) => formula())].flatMap(leaves);
}

/** `explore --coverage`: how often actions were taken, and how far their conjuncts were reached. */
import { basename } from 'node:path';
import type { CompiledSpecification } from '../../check/specification.js';
import { grouped } from '../../core/grouped.js';
import type { Place } from '../../tla2ts/emit/place.js';

export interface CoverageReport {
  readonly actions: readonly { readonly name: string; readonly taken: number }[];
  /** In the order of the text. */
  readonly conjuncts: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly text: string;
    /** Times that everything before it was true, and times that it was true itself. */
    readonly reached: number;
    readonly holds: number;
  }[];
}

/** null if the specification was not compiled to count. */
export function coverageOf(specification: CompiledSpecification, counted: readonly Place[]): CoverageReport | null {
  const { coverage, actions } = specification;
  if (coverage === undefined) return null;
  const taken = [...coverage.actions];
  const conjuncts = counted.map(({ file, line, column, text }, index) => ({
    file: basename(file),
    line,
    column,
    text,
    reached: coverage.conjuncts[2 * index]!,
    holds: coverage.conjuncts[2 * index + 1]!,
  }));
  const byPlace = [...conjuncts].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
  return { actions: taken.map((times, index) => ({ name: actions[index]!.name, taken: times })), conjuncts: byPlace };
}

/** What was never taken or never true is marked with an exclamation mark. */
export function coverageLines({ actions, conjuncts }: CoverageReport): string[] {
  const number = (n: number): string => grouped(n).padStart(14);
  const mark = (never: boolean): string => (never ? '! ' : '  ');
  const never = actions.filter(({ taken }) => taken === 0).length;
  const untrue = conjuncts.filter(({ holds }) => holds === 0).length;
  return [
    'Coverage: how often each action was taken',
    ...actions.map(({ name, taken }) => `${mark(taken === 0)}${number(taken)}  ${name}`),
    '',
    'Coverage: how often each conjunct was reached, and was true',
    ...conjuncts.map(
      ({ file, line, column, text, reached, holds }) =>
        `${mark(holds === 0)}${number(reached)}${number(holds)}  ${file}:${line}:${column}: ${text}`,
    ),
    '',
    `Never taken: ${never} of ${actions.length} actions; never true: ${untrue} of ${conjuncts.length} conjuncts.`,
    '',
  ];
}

/** Levels across INSTANCE: what may be substituted for what, and what an instantiated definition asks of its users. */
import type { Span } from '../ast.js';
import type { CoreArgument, Level, ParameterSymbol } from '../core.js';
import type { DeclaredSymbol, ResolvedModule } from '../resolve/module-table.js';
import { type LevelReport, levelNames, levelOf } from './level.js';
import { isOperator, operatorSummary } from './operator.js';
import { LevelSummary, type LevelSymbol } from './summary.js';

export type Values = ReadonlyMap<DeclaredSymbol, CoreArgument>;
/** By declared symbol; null for an operator parameter that is passed on. */
export type ValueSummaries = ReadonlyMap<DeclaredSymbol, LevelSummary | null>;

export function summariesOf(values: Values, report: LevelReport): ValueSummaries {
  const summaries = new Map<DeclaredSymbol, LevelSummary | null>();
  for (const [symbol, value] of values) {
    const summary = isOperator(value) ? operatorSummary(value, report) : levelOf(value, new LevelSummary([]), report);
    summaries.set(symbol, summary);
  }
  return summaries;
}

/**
 * Reports substitutions that the levels forbid: in a module with variables or actions a constant is a constant and a
 * variable a state function at most; an operator must be Leibniz and accept what the module gives it.
 */
export function checkSubstitution(
  module: ResolvedModule,
  values: Values,
  summaries: ValueSummaries,
  span: Span,
  report: LevelReport,
): void {
  for (const [symbol, value] of values) {
    const summary = summaries.get(symbol);
    if (summary === undefined || summary === null) continue;
    const declared: Level = module.isConstant ? 3 : symbol.kind === 'constant' ? 0 : 1;
    const asked = module.constraints.maxima.get(symbol) ?? 3;
    const maximum = declared < asked ? declared : asked;
    if (summary.level > maximum) {
      report(
        'TLA313',
        `the substitution for ${symbol.name} of module ${module.name} is ${levelNames[summary.level]} level`,
        value.span === symbol.span ? span : value.span,
        maximum === 0 ? 'constant level' : `at most ${levelNames[maximum]} level`,
      );
    }
    if (!isOperator(value)) continue;
    if (summary.parameters.some((_, index) => !summary.isLeibniz(index))) {
      report('TLA312', `a non-Leibniz operator for ${symbol.name} of module ${module.name}`, value.span);
    }
    for (const [position, level] of (module.constraints.minima.get(symbol) ?? []).entries()) {
      if (summary.maximumOf(position) < level) {
        report(
          'TLA314',
          `module ${module.name} gives ${symbol.name} an argument of ${levelNames[level]} level`,
          value.span,
          'an operator that accepts it',
        );
      }
    }
  }
  for (const { operator, position, parameter } of module.constraints.dependences) {
    const given = summaries.get(operator as DeclaredSymbol);
    const argument = summaries.get(parameter as DeclaredSymbol);
    if (given == null || argument == null) continue;
    if (argument.level > given.maximumOf(position)) {
      report(
        'TLA315',
        `module ${module.name} applies ${operator.name} to ${parameter.name}, here of ${levelNames[argument.level]} level`,
        span,
        `at most ${levelNames[given.maximumOf(position)]} level`,
      );
    }
  }
}

/** The bounds that the expressions of the substitution put on what is around it. */
export function substitutionConstraints(summaries: ValueSummaries): LevelSummary {
  const constraints = new LevelSummary([]);
  for (const summary of summaries.values()) if (summary !== null) constraints.mergeConstraints(summary);
  return constraints;
}

/**
 * The summary of a copy from that of its origin. Whatever level the origin asks of a declared constant, in a module that has
 * variables or actions it must be a constant, and a variable a state function (Subst.java: getSubLCSet).
 */
export function substitutedSummary(
  module: ResolvedModule,
  origin: LevelSummary,
  parameters: readonly ParameterSymbol[],
  values: Values,
  summaries: ValueSummaries,
  constraints: LevelSummary,
): LevelSummary {
  const summary = new LevelSummary(parameters);
  summary.level = origin.level;
  const free = (symbol: LevelSymbol): readonly LevelSymbol[] | null => {
    const value = values.get(symbol as DeclaredSymbol);
    if (value === undefined) return null;
    if (isOperator(value) && value.kind === 'parameterOperator') return [value.symbol];
    const of = summaries.get(symbol as DeclaredSymbol);
    return of == null ? [] : [...of.counting].filter((inner) => !of.isOwn(inner));
  };
  const occurrences = (symbol: LevelSymbol): readonly LevelSymbol[] => {
    const of = summaries.get(symbol as DeclaredSymbol);
    if (of == null) return free(symbol) ?? [symbol];
    return [...of.occurring].filter((inner) => !of.isOwn(inner));
  };
  for (const symbol of origin.counting) {
    const level = summaries.get(symbol as DeclaredSymbol)?.level ?? 0;
    if (level > summary.level) summary.level = level;
    for (const inner of free(symbol) ?? [symbol]) summary.counting.add(inner);
  }
  for (const symbol of origin.occurring) {
    for (const inner of occurrences(symbol)) {
      summary.occurring.add(inner);
      if (origin.nonLeibniz.has(symbol)) summary.nonLeibniz.add(inner);
    }
  }
  for (const [symbol, maximum] of origin.maxima) {
    const given = free(symbol);
    const declared = (symbol as DeclaredSymbol).kind === 'constant' ? 0 : 1;
    for (const inner of given ?? [symbol])
      summary.bound(inner, given === null || module.isConstant ? maximum : declared);
  }
  for (const [symbol, levels] of origin.minima) {
    for (const operator of values.has(symbol as DeclaredSymbol) ? operatorsFor(values, symbol) : [symbol]) {
      for (const [position, level] of levels.entries()) summary.require(operator, position, level);
    }
  }
  for (const { operator, position, parameter } of origin.dependences) {
    const given = summaries.get(operator as DeclaredSymbol);
    const inner = free(parameter) ?? [parameter];
    if (given != null) {
      for (const symbol of inner) summary.bound(symbol, given.maximumOf(position));
      continue;
    }
    for (const symbol of values.has(operator as DeclaredSymbol) ? operatorsFor(values, operator) : [operator]) {
      for (const one of inner) summary.depend(symbol, position, one);
      const level = summaries.get(parameter as DeclaredSymbol)?.level;
      if (level !== undefined) summary.require(symbol, position, level);
    }
  }
  summary.mergeConstraints(constraints);
  return summary;
}

function operatorsFor(values: Values, symbol: LevelSymbol): readonly LevelSymbol[] {
  const value = values.get(symbol as DeclaredSymbol);
  return value !== undefined && isOperator(value) && value.kind === 'parameterOperator' ? [value.symbol] : [];
}

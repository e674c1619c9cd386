/**
 * What a definition (or a substituted expression, or a whole module) says about levels to those who use it. The rules
 * are those of Specifying Systems, section 17.2, in the form that "level-checking" of SANY gives them: the level of
 * `F(a)` is not a number of F but depends on which parameters count, and F may bound what it can be given.
 */
import type { Level, ParameterSymbol } from '../core.js';
import type { DeclaredSymbol } from '../resolve/module-table.js';

/** Whose level is not known inside a definition: its parameters and what its module declares. */
export type LevelSymbol = DeclaredSymbol | ParameterSymbol;

/** The operator parameter `operator` is given, at `position`, an expression whose level depends on `parameter`. */
export interface Dependence {
  readonly operator: LevelSymbol;
  readonly position: number;
  readonly parameter: LevelSymbol;
}

export class LevelSummary {
  readonly parameters: readonly ParameterSymbol[];
  /** With constants for all parameters. */
  level: Level = 0;
  /** Symbols whose level counts for the level of the whole. */
  readonly counting = new Set<LevelSymbol>();
  /** All symbols that occur. */
  readonly occurring = new Set<LevelSymbol>();
  /** Symbols that occur under a prime, ENABLED or temporal operator: `e = f` does not give `F(e) = F(f)` for them. */
  readonly nonLeibniz = new Set<LevelSymbol>();
  /** Highest level that a symbol may have. */
  readonly maxima = new Map<LevelSymbol, Level>();
  /** Level that an operator parameter must accept at least, by position. */
  readonly minima = new Map<LevelSymbol, Level[]>();
  readonly dependences: Dependence[] = [];

  constructor(parameters: readonly ParameterSymbol[]) {
    this.parameters = parameters;
  }

  /** Highest level that the argument at `index` may have. */
  maximumOf(index: number): Level {
    return this.maxima.get(this.parameters[index] as ParameterSymbol) ?? 3;
  }

  counts(index: number): boolean {
    return this.counting.has(this.parameters[index] as ParameterSymbol);
  }

  isLeibniz(index: number): boolean {
    return !this.nonLeibniz.has(this.parameters[index] as ParameterSymbol);
  }

  bound(symbol: LevelSymbol, maximum: Level): void {
    const old = this.maxima.get(symbol) ?? 3;
    if (maximum < old) this.maxima.set(symbol, maximum);
  }

  require(operator: LevelSymbol, position: number, minimum: Level): void {
    let levels = this.minima.get(operator);
    if (levels === undefined) {
      levels = new Array<Level>(operator.kind === 'variable' ? 0 : operator.arity).fill(0);
      this.minima.set(operator, levels);
    }
    if (minimum > (levels[position] ?? 0)) levels[position] = minimum;
  }

  depend(operator: LevelSymbol, position: number, parameter: LevelSymbol): void {
    if (!this.dependsOn(operator, position, parameter)) this.dependences.push({ operator, position, parameter });
  }

  dependsOn(operator: LevelSymbol, position: number, parameter: LevelSymbol): boolean {
    return this.dependences.some(
      (known) => known.operator === operator && known.position === position && known.parameter === parameter,
    );
  }

  isOwn(symbol: LevelSymbol): boolean {
    return symbol.kind === 'parameter' && this.parameters.includes(symbol);
  }

  /** Takes over everything that `other` says about symbols that are not its own parameters, but for levels. */
  mergeConstraints(other: LevelSummary): void {
    for (const [symbol, maximum] of other.maxima) if (!other.isOwn(symbol)) this.bound(symbol, maximum);
    for (const [operator, levels] of other.minima) {
      if (other.isOwn(operator)) continue;
      for (const [position, level] of levels.entries()) this.require(operator, position, level);
    }
    for (const { operator, position, parameter } of other.dependences) {
      if (!other.isOwn(operator) && !other.isOwn(parameter)) this.depend(operator, position, parameter);
    }
    for (const symbol of other.occurring) if (!other.isOwn(symbol)) this.occurring.add(symbol);
    for (const symbol of other.nonLeibniz) if (!other.isOwn(symbol)) this.nonLeibniz.add(symbol);
  }
}

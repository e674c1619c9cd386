/** Operators standing by themselves, as arguments or substitutions. */
import { assert } from '../../core/assert.js';
import type { Span } from '../ast.js';
import type { CoreArgument, OperatorValue } from '../core.js';
import { builtins } from '../resolve/builtins.js';
import { resolved } from '../resolve/definition.js';
import { type LevelReport, levelOf } from './level.js';
import { LevelSummary } from './summary.js';

export function isOperator(arg: CoreArgument): arg is OperatorValue {
  switch (arg.kind) {
    case 'definitionOperator':
    case 'lambda':
    case 'builtinOperator':
    case 'parameterOperator':
      return true;
    default:
      return false;
  }
}

/** The summary of an operator standing as an argument. */
export function operatorSummary(value: OperatorValue, report: LevelReport | null): LevelSummary | null {
  switch (value.kind) {
    case 'definitionOperator':
      return resolved(value.definition).summary;
    case 'lambda':
      return levelOf(value.body, new LevelSummary(value.parameters), report);
    case 'builtinOperator':
      return builtinSummary(value.operator, value.span);
    case 'parameterOperator':
      return null;
  }
}

const builtinSummaries = new Map<string, LevelSummary>();

function builtinSummary(operator: string, span: Span): LevelSummary {
  const known = builtinSummaries.get(operator);
  if (known !== undefined) return known;
  const builtin = builtins.get(operator);
  assert(builtin !== undefined, `no builtin operator ${operator}`);
  const parameters = Array.from({ length: builtin.arity }, (_, index) => {
    return { kind: 'parameter', name: `_${index + 1}`, arity: 0, span } as const;
  });
  const summary = new LevelSummary(parameters);
  summary.level = builtin.level;
  for (const parameter of parameters) {
    summary.bound(parameter, builtin.maximum);
    if (builtin.transparent) summary.counting.add(parameter);
    else summary.nonLeibniz.add(parameter);
  }
  builtinSummaries.set(operator, summary);
  return summary;
}

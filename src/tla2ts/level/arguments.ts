/** What a definition asks of operators that are handed to it, and what it gives to them. */
import type { Span } from '../ast.js';
import type { CoreArgument, Definition } from '../core.js';
import { resolved } from '../resolve/definition.js';
import { type LevelReport, levelNames } from './level.js';
import { isOperator } from './operator.js';
import { atMost, type Place } from './place.js';
import type { LevelSummary } from './summary.js';

/** An operator argument must accept what the definition gives to it whatever its own arguments are. */
export function checkOperatorArgument(
  definition: Definition,
  index: number,
  arg: CoreArgument,
  given: LevelSummary | null,
  user: LevelSummary,
  report: LevelReport,
): void {
  const { summary } = resolved(definition);
  const parameter = summary.parameters[index];
  if (!isOperator(arg) || parameter === undefined) return;
  const minima = summary.minima.get(parameter) ?? [];
  if (arg.kind === 'parameterOperator') {
    for (const [position, level] of minima.entries()) user.require(arg.symbol, position, level);
    return;
  }
  for (const [position, level] of minima.entries()) {
    if (given !== null && given.maximumOf(position) < level) {
      report(
        'TLA316',
        `${definition.name} gives its operator argument ${index + 1} ${levelNames[level]}-level arguments`,
        arg.span,
        `an operator that accepts them`,
      );
    }
  }
}

/** Where the definition applies one of its arguments to another (`Apply(F(_), x) == F(x)`). */
export function givenTo(
  definition: Definition,
  args: readonly CoreArgument[],
  operators: readonly (LevelSummary | null)[],
  index: number,
  place: Place,
): Place {
  const { summary } = resolved(definition);
  let inner = place;
  for (const { operator, position, parameter } of summary.dependences) {
    if (parameter !== summary.parameters[index]) continue;
    const at = summary.parameters.indexOf(operator as never);
    const arg = args[at];
    if (arg === undefined || !isOperator(arg)) continue;
    const given = operators[at] ?? null;
    if (given !== null) {
      inner = atMost(inner, given.maximumOf(position));
      if (!given.isLeibniz(position) && inner.leibniz) inner = { ...inner, leibniz: false };
    } else if (arg.kind === 'parameterOperator') {
      inner = { ...inner, under: { operator: arg.symbol, position, next: inner.under } };
    }
  }
  return inner;
}

export function checkGiven(
  definition: Definition,
  args: readonly CoreArgument[],
  operators: readonly (LevelSummary | null)[],
  span: Span,
  user: LevelSummary,
  report: LevelReport,
): void {
  const { summary } = resolved(definition);
  for (const { operator, position, parameter } of summary.dependences) {
    const at = summary.parameters.indexOf(operator as never);
    const arg = args[summary.parameters.indexOf(parameter as never)];
    const op = args[at];
    if (op === undefined || !isOperator(op)) continue;
    const level = arg === undefined ? 0 : isOperator(arg) ? 0 : arg.level;
    const given = operators[at] ?? null;
    if (given !== null && level > given.maximumOf(position)) {
      report(
        'TLA317',
        `${definition.name} applies its argument ${at + 1} to one of ${levelNames[level]} level`,
        span,
        `at most ${levelNames[given.maximumOf(position)]} level`,
      );
    } else if (given !== null && arg === undefined) {
      user.bound(parameter, given.maximumOf(position));
    } else if (op.kind === 'parameterOperator') user.require(op.symbol, position, level);
  }
}

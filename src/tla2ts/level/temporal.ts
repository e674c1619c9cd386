import type { Core } from '../core.js';
import type { LevelReport } from './level.js';

/** Temporal formulas must not tell stuttering steps apart (Specifying Systems, section 8.1). */
export function checkTemporal(node: Extract<Core, { kind: 'builtin' }>, report: LevelReport): void {
  const { operator, args, span } = node;
  const [first] = args;
  switch (operator) {
    case '[]':
      if (first?.level === 2 && first.kind !== 'let' && !(first.kind === 'actionOf' && first.form === 'box')) {
        report('TLA320', '[] of an action that tells stuttering steps apart', span, '[][A]_v');
      }
      return;
    case '<>':
      if (first?.level === 2 && first.kind !== 'let' && !(first.kind === 'actionOf' && first.form === 'angle')) {
        report('TLA321', '<> of an action that tells stuttering steps apart', span, '<><<A>>_v');
      }
      return;
    case '~>':
    case '-+->':
      for (const arg of args) {
        if (arg.level === 2) {
          report('TLA322', `an action as operand of ${operator}`, arg.span, 'a state predicate or temporal formula');
        }
      }
      return;
    case '/\\':
    case '\\/':
    case '=>':
    case '<=>':
      if (args.some((arg) => arg.level === 3) && args.some((arg) => arg.level === 2)) {
        report('TLA323', `${operator} joins an action and a temporal formula`, span, 'only one of the two');
      }
      return;
    default:
  }
}

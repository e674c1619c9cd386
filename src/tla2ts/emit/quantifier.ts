import type { Core } from '../core.js';
import type { Code } from './code.js';
import { lifted } from './returning.js';
import type { Scope } from './scope.js';
import { unsupported } from './unsupported.js';

/** `\A` and `\E` inside an expression; at the end of a function `returning` writes their loops in place. */
export function quantifierExpression(core: Core & { kind: 'quantifier' }, scope: Scope): Code {
  if (core.quantifier === '\\AA' || core.quantifier === '\\EE') return unsupported(core, 'temporal quantification');
  return lifted(core, scope);
}

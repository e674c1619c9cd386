/** Between ids and JavaScript's truth values. */
import { kindName } from './order.js';
import { toText } from './text.js';
import { FALSE_, fail, TRUE_, type Value } from './value.js';

/** The truth of a boolean value; an error for any other value. `context` names the expression's role. */
export function isTrue(value: Value, context = 'a boolean expression'): boolean {
  if (value === TRUE_) return true;
  if (value === FALSE_) return false;
  return fail(
    `Expected a boolean as ${context}, but did not find one; the ${kindName(value)} value is:\n${toText(value)}`,
  );
}

/** The shape of native operators: ids in, an id out; operator arguments are JavaScript functions on ids. */
import { bigintOf, isInteger } from '../atoms.js';
import { kindName } from '../order.js';
import { toText } from '../text.js';
import { fail, type Value } from '../value.js';

export type Unary = (a: Value) => Value;
export type Binary = (a: Value, b: Value) => Value;

/** What every operator here is an instance of. */
export type NativeOperator = (...args: never[]) => Value;
export type NativeModule = Readonly<Record<string, NativeOperator>>;

/** An integer argument as a JavaScript number. */
export function integerArgument(value: Value, operator: string, place: string): number {
  if ((value & 1) === 0) return value >> 1;
  if (!isInteger(value)) wrongArgument(value, operator, place, 'an integer');
  const n = bigintOf(value);
  if (n < -(2n ** 53n) || n > 2n ** 53n) wrongArgument(value, operator, place, 'an integer below 2^53');
  return Number(n);
}

export function naturalArgument(value: Value, operator: string, place: string): number {
  const n = integerArgument(value, operator, place);
  return n >= 0 ? n : wrongArgument(value, operator, place, 'a natural number');
}

export function wrongArgument(value: Value, operator: string, place: string, wanted: string): never {
  return fail(
    `The ${place} argument of ${operator} should be ${wanted}, but instead it is the ${kindName(value)}:\n${toText(value)}`,
  );
}

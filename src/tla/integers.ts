/**
 * Integer arithmetic on ids. Small integers stay in int32 arithmetic (`n << 1`, so that sums need no shift); what leaves
 * 31 bits becomes a BIG value and exact arithmetic on it, where TLC reports an overflow.
 */
import { bigInteger, bigintOf, isInteger } from './atoms.js';
import { toText } from './text.js';
import { fail, type Value } from './value.js';

export function add(a: Value, b: Value): Value {
  if (((a | b) & 1) === 0) {
    const sum = a + b;
    if (sum === (sum | 0)) return sum;
  }
  return bigInteger(operand(a, '+', 'first') + operand(b, '+', 'second'));
}

export function subtract(a: Value, b: Value): Value {
  if (((a | b) & 1) === 0) {
    const difference = a - b;
    if (difference === (difference | 0)) return difference;
  }
  return bigInteger(operand(a, '-', 'first') - operand(b, '-', 'second'));
}

export function negate(a: Value): Value {
  if ((a & 1) === 0 && a !== -(2 ** 31)) return -a | 0;
  return bigInteger(-operand(a, '-', 'only'));
}

export function multiply(a: Value, b: Value): Value {
  if (((a | b) & 1) === 0) {
    const result = (a >> 1) * b;
    if (result === (result | 0)) return result | 0;
  }
  return bigInteger(operand(a, '*', 'first') * operand(b, '*', 'second'));
}

/** `a \div b`, rounded down. */
export function divide(a: Value, b: Value): Value {
  if (((a | b) & 1) === 0 && b !== 0 && b !== -2) return Math.floor(a / b) << 1;
  const dividend = operand(a, '\\div', 'first');
  const divisor = operand(b, '\\div', 'second');
  if (divisor === 0n) return fail('The second argument of \\div is 0.');
  const quotient = dividend / divisor;
  return bigInteger(quotient * divisor !== dividend && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient);
}

/** `a % b`, between 0 and b - 1; b must be positive. */
export function modulo(a: Value, b: Value): Value {
  if (((a | b) & 1) === 0 && b > 0) {
    const rest = a % b;
    return rest < 0 ? rest + b : rest | 0;
  }
  const dividend = operand(a, '%', 'first');
  const divisor = operand(b, '%', 'second');
  if (divisor <= 0n)
    return fail(`The second argument of % should be a positive number, but instead it is:\n${divisor}`);
  const rest = dividend % divisor;
  return bigInteger(rest < 0n ? rest + divisor : rest);
}

/** `a ^ b` for b >= 0. */
export function power(a: Value, b: Value): Value {
  const base = operand(a, '^', 'first');
  const exponent = operand(b, '^', 'second');
  if (exponent < 0n)
    return fail(`The second argument of ^ should be a natural number, but instead it is:\n${exponent}`);
  if (base === 0n && exponent === 0n) return fail('0^0 is undefined.');
  if (exponent > 65536n && base !== 0n && base !== 1n && base !== -1n) return fail(`${base}^${exponent} is too big.`);
  return bigInteger(base ** exponent);
}

export function lessThan(a: Value, b: Value): boolean {
  return ((a | b) & 1) === 0 ? a < b : operand(a, '<', 'first') < operand(b, '<', 'second');
}

export function atMost(a: Value, b: Value): boolean {
  return ((a | b) & 1) === 0 ? a <= b : operand(a, '<=', 'first') <= operand(b, '<=', 'second');
}

export function greaterThan(a: Value, b: Value): boolean {
  return ((a | b) & 1) === 0 ? a > b : operand(a, '>', 'first') > operand(b, '>', 'second');
}

export function atLeast(a: Value, b: Value): boolean {
  return ((a | b) & 1) === 0 ? a >= b : operand(a, '>=', 'first') >= operand(b, '>=', 'second');
}

function operand(value: Value, operator: string, place: string): bigint {
  if (isInteger(value)) return bigintOf(value);
  return fail(`The ${place} argument of ${operator} should be an integer, but instead it is:\n${toText(value)}`);
}

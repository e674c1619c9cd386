/** Modules Naturals, Integers and Reals, and the community modules Bitwise, Combinatorics and DyadicRationals. */
import { bigInteger, integer } from '../atoms.js';
import {
  add,
  atLeast,
  atMost,
  divide,
  greaterThan,
  lessThan,
  modulo,
  multiply,
  negate,
  power,
  subtract,
} from '../integers.js';
import { INT, NAT, REAL } from '../lazy.js';
import { interval } from '../sets.js';
import { bool, fail, type Value } from '../value.js';
import { integerArgument, naturalArgument } from './operators.js';

export const Naturals = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '^': power,
  '\\div': divide,
  '%': modulo,
  '..': interval,
  '<': (a: Value, b: Value) => bool(lessThan(a, b)),
  '>': (a: Value, b: Value) => bool(greaterThan(a, b)),
  '<=': (a: Value, b: Value) => bool(atMost(a, b)),
  '>=': (a: Value, b: Value) => bool(atLeast(a, b)),
  Nat: () => NAT,
};

export const Integers = { ...Naturals, '-.': negate, Int: () => INT };

/** Division is defined where it is exact: TLC has no reals. */
export const Reals = {
  ...Integers,
  '/': (a: Value, b: Value) => {
    const divisor = integerArgument(b, '/', 'second');
    if (divisor === 0 || modulo(a, integer(Math.abs(divisor))) !== integer(0)) return fail('Reals are not supported.');
    return divide(a, b);
  },
  Real: () => REAL,
};

/**
 * `Not` flips the bits below the highest one set, and shiftR is a logical shift of 32 bits; negative numbers are taken in two's
 * complement: as in Bitwise.java, whatever the module says.
 */
export const Bitwise = {
  '&': (a: Value, b: Value) => bitwise(a, b, '&', (x, y) => x & y),
  '|': (a: Value, b: Value) => bitwise(a, b, '|', (x, y) => x | y),
  '^^': (a: Value, b: Value) => bitwise(a, b, '^^', (x, y) => x ^ y),
  Not: (a: Value) => {
    const x = integerArgument(a, 'Not', 'first');
    return integer(x <= 0 ? 0 : ~x & (0x7fffffff >> (Math.clz32(x) - 1)));
  },
  shiftR: (n: Value, places: Value) =>
    integer((integerArgument(n, 'shiftR', 'first') >>> integerArgument(places, 'shiftR', 'second')) | 0),
};

export const Combinatorics = {
  choose: (n: Value, k: Value) => {
    const from = naturalArgument(n, 'choose', 'first');
    const taken = naturalArgument(k, 'choose', 'second');
    let count = taken > from ? 0n : 1n;
    for (let i = 0; i < taken && count > 0n; i++) count = (count * BigInt(from - i)) / BigInt(i + 1);
    return bigInteger(count);
  },
};

function bitwise(a: Value, b: Value, operator: string, f: (x: bigint, y: bigint) => bigint): Value {
  const x = BigInt(integerArgument(a, operator, 'first'));
  return bigInteger(f(x, BigInt(integerArgument(b, operator, 'second'))));
}

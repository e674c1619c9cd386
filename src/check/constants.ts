/** The constants of a model, from data as a configuration file has them. */
import {
  bigInteger,
  bool,
  EvaluationError,
  fail,
  modelValue,
  setOf,
  string,
  toText,
  tupleOf,
  type Value,
} from '../tla/runtime.js';
import type { Constants } from './specification.js';

export type ConstantData =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'modelValue'; readonly name: string }
  | { readonly kind: 'set'; readonly items: readonly ConstantData[] };

export interface GivenConstant {
  readonly name: string;
  /** Of `Op(a, 1) = 2` the arguments. */
  readonly args: readonly ConstantData[];
  readonly value: ConstantData;
}

export function constantValue(data: ConstantData): Value {
  switch (data.kind) {
    case 'number':
      return bigInteger(data.value);
    case 'string':
      return string(data.value);
    case 'boolean':
      return bool(data.value);
    case 'modelValue':
      return modelValue(data.name);
    case 'set':
      return setOf(data.items.map(constantValue));
  }
}

export function constantsFrom(given: readonly GivenConstant[]): Constants {
  const values = new Map(
    given.filter(({ args }) => args.length === 0).map(({ name, value }) => [name, constantValue(value)]),
  );
  const applications = new Map<string, Map<Value, Value>>();
  for (const { name, args, value } of given) {
    if (args.length === 0) continue;
    const table = applications.get(name) ?? new Map<Value, Value>();
    table.set(tupleOf(args.map(constantValue)), constantValue(value));
    applications.set(name, table);
  }
  return {
    value: (name) => values.get(name) ?? missing(name),
    operator: (name) => {
      const table = applications.get(name);
      if (table === undefined) {
        // As TLC takes `Op = 3`: the same whatever it is applied to.
        const value = values.get(name) ?? missingOperator(name);
        return () => value;
      }
      return (...args) =>
        table.get(tupleOf(args)) ?? fail(`${name}${toText(tupleOf(args))} has no value in the configuration`);
    },
  };
}

/** Of a constant that nobody gave. */
export class NoValue extends EvaluationError {}

function missingOperator(name: string): never {
  throw new NoValue(
    `the constant operator ${name} has no value; give it one in the configuration: CONSTANT ${name} <- a definition's name, or ${name}(1) = ... for each argument`,
  );
}

function missing(name: string): never {
  throw new NoValue(`the constant ${name} has no value; give it one in the configuration: CONSTANT ${name} = ...`);
}

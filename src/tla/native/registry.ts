/**
 * Operators of the standard and community modules in TypeScript, by module and TLA+ name. They take and give ids;
 * booleans are boxed; operator arguments are JavaScript functions on ids. What is not here is compiled from its TLA+
 * definition. The hot ones have direct counterparts in runtime.ts (`add`, `len`, `append`, ...).
 */
import { Bags, BagsExt } from './bags.js';
import { GraphViz, SVG } from './drawing.js';
import { CSV, IOUtils, Json } from './files.js';
import { FiniteSets, FiniteSetsExt, Randomization } from './finite-sets.js';
import { Functions } from './functions.js';
import { Graphs, UndirectedGraphs, VectorClocks } from './graphs.js';
import { Bitwise, Combinatorics, Integers, Naturals, Reals } from './numbers.js';
import type { NativeModule, NativeOperator } from './operators.js';
import { Sequences, SequencesExt } from './sequences.js';
import { Statistics } from './statistics.js';
import { TLC, TLCExt } from './tlc.js';

export const native = {
  Naturals,
  Integers,
  Reals,
  Sequences,
  FiniteSets,
  Bags,
  TLC,
  TLCExt,
  Randomization,
  Json,
  SequencesExt,
  FiniteSetsExt,
  Functions,
  BagsExt,
  Bitwise,
  Combinatorics,
  IOUtils,
  CSV,
  Graphs,
  UndirectedGraphs,
  VectorClocks,
  Statistics,
  SVG,
  GraphViz,
} as const;

const modules: ReadonlyMap<string, NativeModule> = new Map(Object.entries(native));

/** The native operator, or undefined: then its TLA+ definition counts. */
export function nativeOperator(module: string, name: string): NativeOperator | undefined {
  const operators = modules.get(module);
  return operators !== undefined && Object.hasOwn(operators, name) ? operators[name] : undefined;
}

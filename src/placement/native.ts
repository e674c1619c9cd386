/** Native placements: the addon's one class, given its strategy by name. */
import { addon } from '../addon.js';
import type { Isa, NativeOptions, SharedPlacement } from './placement.js';

/** The best instruction set that this machine has: name it beside every figure. */
export const isa = addon.isa as Isa;

/** Throws a TypeError or RangeError that names the argument it refuses. */
export function createNative(kind: string, options: NativeOptions): SharedPlacement {
  const { nodes, weights, zones, names, parameter, isa } = options;
  return new addon.NativePlacement(kind, nodes, {
    weights: weights && Float64Array.from(weights),
    zones: zones && uint32Array('zones', zones),
    names,
    parameter,
    isa,
  });
}

/** Attaches to what `share` gave, in any worker of the process; no table is copied. */
export function attachPlacement(shared: number): SharedPlacement {
  return new addon.NativePlacement(shared);
}

/** Uint32Array.from would wrap -1 and 2^32 around without a word. */
function uint32Array(name: string, values: readonly number[]): Uint32Array {
  const wrong = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= 0xffff_ffff);
  if (wrong >= 0) throw new RangeError(`nines: options.${name}[${wrong}] must be a whole number from 0 to 2^32 - 2`);
  return Uint32Array.from(values);
}

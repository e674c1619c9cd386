/** What must hold of a state found for the first time. */
import { resetScratch } from '../../tla/runtime.js';
import type { CompiledSpecification, Invariant } from '../specification.js';
import { kindOfError, messageOf } from './ending.js';
import type { Found } from './outcome.js';

/** All variables changed. */
export const ALL = -1;

/**
 * What is wrong with the state in the current registers, or null. `changed` tells the variables in which it differs from
 * its predecessor (bit `index % 32` of each), which satisfied the invariants; ALL if it is initial, and then only it must
 * satisfy the properties of initial states too.
 */
export function wrongWith(
  specification: CompiledSpecification,
  changed: number,
  initial: boolean,
): Pick<Found, 'kind' | 'name'> | null {
  const { invariants, initialProperties } = specification;
  try {
    for (let i = 0; i < invariants.length; i += 1)
      if (!stillHolds(invariants[i]!, changed)) return { kind: 'invariant', name: invariants[i]!.name };
    if (initial) {
      for (const property of initialProperties) if (!property.holds()) return { kind: 'property', name: property.name };
    }
    return null;
  } catch (error) {
    const name = messageOf(error);
    resetScratch();
    return { kind: 'error', name };
  }
}

/** What is wrong with the step in the registers, or null. */
export function wrongStep({ stepProperties }: CompiledSpecification): Pick<Found, 'kind' | 'name'> | null {
  try {
    for (let i = 0; i < stepProperties.length; i += 1) {
      const property = stepProperties[i]!;
      if (!property.holds()) return { kind: 'property', name: property.name };
    }
    return null;
  } catch (error) {
    const name = messageOf(error);
    resetScratch();
    return { kind: kindOfError(name), name };
  }
}

/** Of a state whose predecessor satisfies the invariant, and from which it differs in the variables of `changed`. */
function stillHolds({ parts, holds }: Invariant, changed: number): boolean {
  if (parts === undefined || changed === ALL) return holds();
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i]!;
    if ((part.reads & changed) !== 0 && !part.holds()) return false;
  }
  return true;
}

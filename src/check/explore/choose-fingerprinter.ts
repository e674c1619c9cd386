/** What identifies the states of a specification: all variables, a view, orbits under symmetry, or views of those. */
import { symmetryGroup } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import { type Fingerprinter, OrbitViewFingerprinter, PlainFingerprinter, ViewFingerprinter } from './fingerprint.js';
import { SymmetryFingerprinter } from './symmetry.js';

export function fingerprinterFor(specification: CompiledSpecification): Fingerprinter {
  const { view, symmetry } = specification;
  const width = specification.variables.length;
  const group = symmetry === null ? null : symmetryGroup(symmetry());
  if (group === null) return view === null ? new PlainFingerprinter(width) : new ViewFingerprinter(view);
  if (view === null) return new SymmetryFingerprinter(width, group);
  return new OrbitViewFingerprinter(view, (states, offset) => specification.loadNext(states, offset), width, group);
}

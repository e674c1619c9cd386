/** What TLC counts once more where it cannot evaluate an invariant. */
import type { CompiledSpecification } from '../specification.js';
import type { Batch } from './batch.js';
import { ALL, wrongWith } from './state-checks.js';

/**
 * Where an invariant of the successor in `slot` cannot be evaluated, TLC takes all steps of its predecessor again, to tell which
 * expression failed (ModelChecker.java: doNext); what is new of those behind it, up to slot `last`, is counted as distinct and
 * queued on the way. `wrongStep`: the slot of a step that violates a property, where that ends.
 */
export function replayed(
  specification: CompiledSpecification,
  batch: Batch,
  slot: number,
  last: number,
  wrongStep: number,
): { distinct: number; left: number } {
  const width = specification.variables.length;
  const more = { distinct: 0, left: 0 };
  for (let next = slot + 1; next <= last && batch.predecessors[next] === batch.predecessors[slot]; next += 1) {
    if (batch.isNew[next] !== 0) {
      const inside = batch.outside[next] === 0;
      if (inside) more.distinct += 1;
      specification.load(batch.states, next * width);
      if (wrongWith(specification, ALL, false) !== null) break;
      if (inside && next !== wrongStep) more.left += 1;
    }
    if (next === wrongStep) break;
  }
  return more;
}

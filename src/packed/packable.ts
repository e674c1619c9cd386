/** Which models the packed search takes, by their form; what their states are like turns out on the way. */
import type { CompiledSpecification } from '../check/specification.js';
import type { Core } from '../tla2ts/core.js';
import type { ActionTree, Program } from '../tla2ts/lower/program.js';
import { isPure } from '../tla2ts/lower/purity.js';

/** Why a model is for the general search, or null. */
export function whyNotPacked(program: Program, specification: CompiledSpecification): string | null {
  if (program.next === null || specification.variables.length === 0) return 'it has no steps';
  if (specification.view !== null) return 'it has a VIEW';
  if (specification.liveness !== null) return 'it has temporal properties';
  if (specification.actionConstraints.length > 0) return 'it has an ACTION_CONSTRAINT';
  const formulas = [...program.invariants, ...program.constraints, ...program.stepProperties].map(({ body }) => body);
  return [...partsOf(program.next), ...formulas].every(isPure) ? null : 'what it evaluates depends on what was before';
}

/** Every expression of a next-state relation. */
function partsOf(tree: ActionTree): Core[] {
  switch (tree.kind) {
    case 'leaf':
      return [tree.core];
    case 'choice':
      return tree.branches.flatMap(partsOf);
    default:
      return [tree.core, ...partsOf(tree.body)];
  }
}

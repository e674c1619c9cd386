/** What is checked once: assumptions before a search, postconditions after it. */
import { resetScratch } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import { messageOf } from './ending.js';
import type { SearchResult, ViolationKind } from './result.js';

/** null if every assumption holds. */
export function checkAssumptions(specification: CompiledSpecification): SearchResult | null {
  for (const assumption of specification.assumptions) {
    const problem = evaluate(assumption);
    if (problem !== null)
      return failed(problem.error === null ? 'assumption' : 'error', problem.error ?? assumption.name);
  }
  return null;
}

/** The result itself, or the first postcondition that is false. TLC evaluates them whatever the search found. */
export function checkPostconditions(specification: CompiledSpecification, result: SearchResult): SearchResult {
  for (const postcondition of specification.postconditions) {
    const problem = evaluate(postcondition);
    if (problem === null || result.verdict === 'violation') continue;
    const kind = problem.error === null ? 'property' : 'error';
    const name = problem.error ?? postcondition.name;
    return { ...result, verdict: 'violation', because: null, violation: { kind, name, trace: [] } };
  }
  return result;
}

function evaluate(formula: { readonly name: string; holds(): boolean }): { readonly error: string | null } | null {
  try {
    return formula.holds() ? null : { error: null };
  } catch (error) {
    const message = messageOf(error);
    resetScratch();
    return { error: `${formula.name}: ${message}` };
  }
}

function failed(kind: ViolationKind, name: string): SearchResult {
  return {
    verdict: 'violation',
    violation: { kind, name, trace: [] },
    because: null,
    generated: 0,
    distinct: 0,
    left: 0,
    depth: 0,
  };
}

/** Warnings about what a configuration asks to be checked and what that is worth, as TLC gives them. */
import type { Configuration } from '../configuration/configuration.js';
import type { Specification } from '../core.js';
import type { Diagnostic } from '../diagnostic.js';
import type { NamedFormula } from './program.js';

/** What is to be checked of a specification with variables needs a behaviour, as in TLC (SpecProcessor.java); null if it is named. */
export function missingBehaviour(configuration: Configuration, { variables }: Specification): Diagnostic | null {
  const { init, next, file } = configuration;
  if (variables.length === 0 || (init !== null && next !== null)) return null;
  const what = init === null ? 'initial predicate' : 'next-state relation';
  const expected = init === null ? 'SPECIFICATION Spec, or INIT Init and NEXT Next' : 'NEXT Next beside INIT';
  const span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { code: 'TLA422', severity: 'error', message: `the configuration names no ${what}`, span, expected };
}

export function cautions(
  { properties, symmetry, view, alias }: Configuration,
  { name, visible }: Specification,
  temporalProperties: readonly NamedFormula[],
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { text, span } of properties) {
    if (visible.get(text)?.level !== 1) continue;
    const message = `PROPERTY ${text} speaks of one state, and is checked of initial states only`;
    found.push({ code: 'TLA420', severity: 'warning', message, span, expected: `INVARIANT ${text}, or []${text}` });
  }
  const [first] = temporalProperties;
  if (symmetry !== null && first !== undefined) {
    const message = `with SYMMETRY a violation of the temporal property ${first.name} may be missed`;
    found.push({
      code: 'TLA421',
      severity: 'warning',
      message,
      span: symmetry.span,
      expected: 'temporal properties in a configuration without SYMMETRY',
    });
  }
  if (view !== null && first !== undefined) {
    const message = `with VIEW the verdict on the temporal property ${first.name} says little: states that look alike count as one`;
    found.push({
      code: 'TLA424',
      severity: 'warning',
      message,
      span: view.span,
      expected: 'temporal properties in a configuration without VIEW',
    });
  }
  // TLC checks such a specification, and says so in every state of a counterexample instead of the alias.
  if (alias !== null && !visible.has(alias.text)) {
    found.push({
      code: 'TLA425',
      severity: 'warning',
      message: `ALIAS ${alias.text} is not defined in ${name}: states are shown as they are`,
      span: alias.span,
      expected: `a definition of ${alias.text}, or no ALIAS`,
    });
  }
  return found;
}

/** Invariants, taken apart into conjuncts with what each reads, so that a search may leave out those that cannot have changed. */
import type { Core, Definition } from '../core.js';
import type { NamedFormula } from '../lower/program.js';
import { isPure } from '../lower/purity.js';
import { readsOf } from '../lower/reads.js';
import { predicate } from './expression.js';
import { registersOf } from './recall.js';
import { lifted } from './returning.js';
import type { Scope } from './scope.js';

/** One member of `invariants` (see check/specification.ts). */
export function invariantPredicate({ name, body }: NamedFormula, scope: Scope): string {
  const { options } = scope.module;
  const head = `\n      { name: ${JSON.stringify(name)}, `;
  const whole = !isPure(body) || options.places === true || options.coverage === true;
  if (whole) return `${head}holds: () => ${predicate(body, scope)}, },`;
  const parts = conjunctsOf(body).map((conjunct) => {
    const kept = conjunct.kind !== 'call' && registersOf(conjunct, scope) !== null;
    return { reads: readMask(conjunct), text: kept ? lifted(conjunct, scope).text : predicate(conjunct, scope) };
  });
  const all = `holds: () => ${predicate(body, scope)}`;
  const texts = parts.map(({ reads, text }) => `{ reads: ${reads}, holds: () => ${text} }`);
  return `${head}${all}, parts: [${texts.join(', ')}] },`;
}

/**
 * Through definitions without parameters, which people name conjunctions by; not into one that a replacement of the
 * configuration made mention itself (`Inv <- MyInv` where `MyInv == Inv /\\ ...`).
 */
function conjunctsOf(core: Core, entered: readonly Definition[] = []): readonly Core[] {
  if (core.kind === 'builtin' && core.operator === '/\\') return core.args.flatMap((arg) => conjunctsOf(arg, entered));
  if (core.kind === 'call' && core.args.length === 0 && !core.definition.library && !core.definition.recursive) {
    const { definition } = core;
    if (entered.includes(definition)) return [core];
    const inside = conjunctsOf(definition.body, [...entered, definition]);
    if (inside.length > 1) return inside;
  }
  return [core];
}

function readMask(core: Core): number {
  const { current, next } = readsOf(core);
  let mask = 0;
  for (const index of [...current, ...next]) mask |= 1 << (index % 32);
  return mask;
}

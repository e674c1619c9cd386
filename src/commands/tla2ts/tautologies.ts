/** Properties that nothing can refute: TLC refuses to check nothing else, and says nothing where there are others. */
import { tautologiesOf } from '../../check/liveness/tautology.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { UsageError } from '../exit.js';

/** A usage error if constants make each temporal property true, a warning if they make some true. */
export function refuseTautologies(
  config: string,
  { liveness }: CompiledSpecification,
  warn: (text: string) => void,
): void {
  if (liveness === null) return;
  const found = tautologiesOf(liveness);
  const names = [...new Set(found.map(({ name }) => name))];
  if (names.length === 0) return;
  const all = found.length === liveness.properties.length && found.every(({ evident }) => evident);
  const what = names.length === 1 ? `PROPERTY ${names[0]} is true` : `PROPERTIES ${names.join(', ')} are true`;
  const text = `${config}: ${what} of every behaviour, whatever the specification says`;
  if (all) throw new UsageError(`${text}; look for a set that is empty or a constant that decides it, or leave it out`);
  warn(`${text}; nothing is checked by it`);
}

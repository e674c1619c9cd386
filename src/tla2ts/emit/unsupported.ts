import type { Core } from '../core.js';
import type { Diagnostic } from '../diagnostic.js';

/** A construct outside what is compiled; `compile` turns it into its diagnostic. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
  readonly diagnostic: Diagnostic;

  constructor(core: Core, what: string) {
    super(`not supported: ${what}`);
    this.diagnostic = { code: 'TLA501', severity: 'error', message: `not supported: ${what}`, span: core.span };
  }
}

export function unsupported(core: Core, what: string): never {
  throw new Unsupported(core, what);
}

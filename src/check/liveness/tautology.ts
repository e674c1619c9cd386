/** Temporal properties that ask for nothing: whatever the specification, every behaviour satisfies them. */
import { EvaluationError, resetScratch } from '../../tla/runtime.js';
import type { TemporalFormula } from './formula.js';
import type { Liveness } from './liveness.js';

export interface Tautology {
  readonly name: string;
  /** Without a look at what stands below `[]` and `<>`: these TLC sees, too (tlc2/tool/liveness/LNConj.java: simplify). */
  readonly evident: boolean;
}

/** Those that constants alone make true, as `\A p \in {} : <>Done(p)` is, and `<>TRUE`. */
export function tautologiesOf({ properties }: Liveness): readonly Tautology[] {
  return properties.flatMap(({ name, formula }) =>
    isTrue(formula, true) ? [{ name, evident: isTrue(formula, false) }] : [],
  );
}

function isTrue(formula: () => TemporalFormula, below: boolean): boolean {
  try {
    return truthOf(formula(), below) === true;
  } catch (error) {
    // Told where the property is checked.
    if (!(error instanceof EvaluationError)) throw error;
    resetScratch();
    return false;
  }
}

/** null: it depends on the behaviour, as far as constants tell. `below`: also those below `[]` and `<>`. */
function truthOf(formula: TemporalFormula, below: boolean): boolean | null {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'state':
    case 'step':
      return null;
    case 'not': {
      const of = truthOf(formula.of, below);
      return of === null ? null : !of;
    }
    case 'always':
    case 'eventually':
      return below ? truthOf(formula.of, below) : null;
    case 'and':
    case 'or': {
      const decides = formula.kind === 'or';
      const items = formula.items.map((item) => truthOf(item, below));
      if (items.includes(decides)) return decides;
      return items.includes(null) ? null : !decides;
    }
  }
}

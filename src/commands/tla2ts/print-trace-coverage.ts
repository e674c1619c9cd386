/** What a corpus of traces has taken of a specification. */
import type { ActionCoverage, Coverage, PartCoverage } from '../../check/trace/coverage.js';
import { print, style } from '../terminal.js';
import type { FileResult } from './print-trace-result.js';

/** Of the accepted traces together: a rejected one has no behaviour of the specification to count. */
export function totalCoverage(results: readonly FileResult[]): Coverage {
  const actions = new Map<string, { taken: number; parts: Map<string, PartCoverage> }>();
  for (const result of results) {
    if ('error' in result || result.coverage === undefined) continue;
    const counts = result.verdict.kind === 'accepted' ? 1 : 0;
    for (const { action, taken, parts } of result.coverage.actions) {
      const total = actions.get(action) ?? { taken: 0, parts: new Map<string, PartCoverage>() };
      total.taken += taken * counts;
      for (const part of parts) {
        const key = `${part.file}:${part.line}:${part.text}`;
        const held = (total.parts.get(key)?.held ?? 0) + part.held * counts;
        total.parts.set(key, { ...part, held });
      }
      actions.set(action, total);
    }
  }
  return {
    actions: [...actions].map(
      ([action, { taken, parts }]): ActionCoverage => ({ action, taken, parts: [...parts.values()] }),
    ),
  };
}

export function notTaken({ actions }: Coverage, required: readonly string[]): readonly string[] {
  return required.filter((name) => (actions.find(({ action }) => action === name)?.taken ?? 0) === 0);
}

export function printCoverage({ actions }: Coverage, missing: readonly string[]): void {
  const covered = actions.filter(({ taken }) => taken > 0).length;
  print(`${covered} of ${actions.length} actions were taken`);
  for (const { action, taken, parts } of actions) {
    print(`  ${taken === 0 ? style.bad('never') : String(taken).padStart(5)}  ${action}`);
    for (const { text, file, line, held } of parts) {
      print(`         ${held === 0 ? 'never' : String(held).padStart(5)}  ${text} (${file}:${line})`);
    }
  }
  if (missing.length > 0) print(`${style.bad('never taken, though required')}: ${missing.join(', ')}`);
}

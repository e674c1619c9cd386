/** What a corpus of traces has taken of a specification. */
import type { ActionCoverage, Coverage, PartCoverage } from '../../check/trace/coverage.js';
import { print, style } from '../terminal.js';
import type { FileResult } from './print-trace-result.js';

interface Counted {
  taken: number;
  readonly parts: Map<string, PartCoverage>;
}

/** Of the accepted traces together: a rejected one has no behaviour of the specification to count. */
export function totalCoverage(results: readonly FileResult[]): Coverage {
  const actions = new Map<string, Pick<ActionCoverage, 'action' | 'event'> & Counted>();
  for (const result of results) {
    if ('error' in result || result.coverage === undefined) continue;
    const counts = result.verdict.kind === 'accepted' ? 1 : 0;
    for (const { taken, parts, ...named } of result.coverage.actions) {
      const name = `${named.action}${named.event === true ? ' of the log' : ''}`;
      const total = actions.get(name) ?? { ...named, taken: 0, parts: new Map<string, PartCoverage>() };
      total.taken += taken * counts;
      for (const part of parts) {
        const key = `${part.file}:${part.line}:${part.text}`;
        const held = (total.parts.get(key)?.held ?? 0) + part.held * counts;
        total.parts.set(key, { ...part, held });
      }
      actions.set(name, total);
    }
  }
  return {
    actions: [...actions.values()].map(({ parts, ...one }): ActionCoverage => ({ ...one, parts: [...parts.values()] })),
  };
}

export function notTaken({ actions }: Coverage, required: readonly string[]): readonly string[] {
  return required.filter((name) => actions.every(({ action, taken }) => action !== name || taken === 0));
}

export function printCoverage({ actions }: Coverage, missing: readonly string[]): void {
  const own = actions.filter(({ event }) => event !== true);
  print(`${own.filter(({ taken }) => taken > 0).length} of ${own.length} actions were taken`);
  printRows(own);
  const events = actions.filter(({ event }) => event === true);
  if (events.length > 0) print('by events and hidden steps of the mapping');
  printRows(events);
  if (missing.length > 0) print(`${style.bad('never taken, though required')}: ${missing.join(', ')}`);
}

function printRows(rows: readonly ActionCoverage[]): void {
  for (const { action, taken, parts } of rows) {
    print(`  ${taken === 0 ? style.bad('never') : String(taken).padStart(5)}  ${action}`);
    for (const { text, file, line, held } of parts) {
      print(`         ${held === 0 ? 'never' : String(held).padStart(5)}  ${text} (${file}:${line})`);
    }
  }
}

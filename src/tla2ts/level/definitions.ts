import type { Level } from '../core.js';
import type { ResolvedDefinition } from '../resolve/definition.js';
import { highest, type LevelReport, levelOf } from './level.js';
import { LevelSummary } from './summary.js';

/**
 * Summaries of definitions that may refer to each other. A recursive operator is first taken to be constant with
 * arguments that count, then once more with what came out; what still changes after that cannot, because levels only
 * rise and every recursive operator of the group got the highest level of all.
 */
export function summarise(definitions: readonly ResolvedDefinition[], report: LevelReport | null): void {
  const recursive = definitions.filter((definition) => definition.recursive);
  for (const definition of recursive) definition.summary = assumedOfRecursive(definition);
  if (recursive.length > 0) {
    for (const definition of definitions) {
      const found = levelOf(definition.body, new LevelSummary(definition.parameters), null);
      if (definition.recursive) {
        definition.summary.level = highest(definition.summary.level, found.level);
        definition.summary.mergeConstraints(found);
        for (const symbol of found.counting) definition.summary.counting.add(symbol);
      } else definition.summary = found;
    }
    const level = recursive.reduce<Level>((high, definition) => highest(high, definition.summary.level), 0);
    for (const definition of recursive) {
      definition.summary.level = level;
      for (const other of recursive) {
        for (const symbol of other.summary.counting) {
          if (!other.summary.isOwn(symbol)) definition.summary.counting.add(symbol);
        }
        for (const symbol of other.summary.occurring) {
          if (!other.summary.isOwn(symbol)) definition.summary.occurring.add(symbol);
        }
      }
    }
  }
  for (const definition of definitions) {
    const summary = new LevelSummary(definition.parameters);
    if (definition.recursive) {
      summary.level = definition.summary.level;
      for (const symbol of definition.summary.counting) summary.counting.add(symbol);
    }
    levelOf(definition.body, summary, report);
    if (definition.recursive && report !== null) {
      for (const [index, parameter] of definition.parameters.entries()) {
        if (summary.maximumOf(index) < 2) {
          report(
            'TLA318',
            `recursive operator ${definition.name} primes its parameter ${parameter.name}`,
            parameter.span,
          );
        }
      }
    }
    definition.summary = summary;
  }
}

/** Before anything is known of a recursive operator; SANY assumes the same. */
export function assumedOfRecursive(definition: ResolvedDefinition): LevelSummary {
  const summary = new LevelSummary(definition.parameters);
  for (const parameter of definition.parameters) {
    summary.counting.add(parameter);
    summary.bound(parameter, 2);
  }
  return summary;
}

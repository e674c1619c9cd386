/** The constants that traces are checked with: those of a file or of a trace's header, and what the specification assumes of them. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CompiledSpecification } from '../../check/specification.js';
import { readConstants } from '../../check/trace/constants-file.js';
import { JsonValues } from '../../check/trace/json-value.js';
import { nearHint } from '../../core/near.js';
import * as tla from '../../tla/runtime.js';
import type { Compiled } from '../../tla2ts/compile.js';
import type { ConfigurationValue } from '../../tla2ts/configuration/configuration.js';
import { sourceText } from '../../tla2ts/emit/place.js';
import { UsageError } from '../exit.js';

/** What is wrong with constants that the trace itself gives, in its header. */
export class HeaderError extends UsageError {}

/** Where a trace cannot be checked because of its header that is told with its line; else it is nothing of the trace. */
export const toldOfTrace = (error: UsageError, trace: string, headerLine: number): string =>
  error instanceof HeaderError ? `${trace}:${headerLine}: ${error.message}` : error.message;

/** Those of a trace's header, by name. */
export function constantsOfHeader(
  header: Readonly<Record<string, unknown>>,
  declared: readonly string[],
): ReadonlyMap<string, tla.Value> {
  const read = readConstants(JSON.stringify(header), declared, new JsonValues(new Set()));
  if (!read.ok) throw new HeaderError(`the trace's header: ${read.problem.message}`);
  const [other] = read.value.unknown;
  if (other === undefined) return read.value.values;
  const known = declared.join(', ') || 'none';
  throw new HeaderError(
    `the trace's header: the specification has no constant '${other}' (its constants: ${known})${nearHint(other, declared)}`,
  );
}

/** Of an error of evaluation that is due to a constant without a value: all that have none, and where they may be given. */
export function withoutValue(message: string, compiled: Compiled, given: ReadonlyMap<string, tla.Value>): string {
  const [, first] = /^the constant (\w+) has no value/.exec(message) ?? [];
  if (first === undefined) return message;
  const { constants, configuration, program } = compiled;
  const known = new Set([...given.keys(), ...[...constants, ...configuration.replacements].map(nameOf)]);
  const others = program.specification.constants
    .filter(({ name, arity }) => arity === 0 && name !== first && !known.has(name))
    .map(({ name }) => name);
  const nor = others.length === 0 ? '' : `, nor ${others.length === 1 ? 'has' : 'have'} ${others.join(', ')}`;
  const file = [first, ...others].map((name) => `"${name}": value`).join(', ');
  return `${message.replace('has no value', `has no value${nor}`)}\nor in a file of constants: --constants FILE with {${file}}`;
}

const nameOf = ({ name }: { readonly name: string | { readonly text: string } }): string =>
  typeof name === 'string' ? name : name.text;

/** What the specification assumes of its constants; TLC, too, looks at it before anything else. `inHeader`: some are the trace's. */
export function requireAssumptions(
  { assumptions }: CompiledSpecification,
  { program }: Compiled,
  inHeader: boolean,
): void {
  const refusal = (message: string): UsageError => (inHeader ? new HeaderError(message) : new UsageError(message));
  for (const [index, { holds }] of assumptions.entries()) {
    const body = program.assumptions[index]?.body;
    if (body === undefined) continue;
    const { file, line } = body.span;
    const shown = `ASSUME ${sourceText(body, program.specification)} (${basename(file)}:${line})`;
    try {
      if (holds()) continue;
    } catch (error) {
      if (!(error instanceof tla.EvaluationError)) throw error;
      throw refusal(`${shown} cannot be evaluated: ${error.message.replace(/\s*\n\s*/g, ' ')}`);
    }
    throw refusal(`${shown} is false of the constants that are given`);
  }
}

export function constantsIn(
  file: string,
  declared: readonly string[],
  warn: (text: string) => void,
): Map<string, tla.Value> {
  const reading = readConstants(readFileSync(file, 'utf8'), declared, new JsonValues(new Set()));
  if (!reading.ok) throw new UsageError(`${file}:${reading.problem.line}: ${reading.problem.message}`);
  const { values, unknown } = reading.value;
  if (unknown.length > 0) {
    warn(
      `${file}: passed over ${unknown.join(', ')}: the specification's constants are ${declared.join(', ') || 'none'}`,
    );
  }
  return new Map(values);
}

export function modelValuesIn(value: ConfigurationValue): readonly string[] {
  if (value.kind === 'modelValue') return [value.name];
  return value.kind === 'set' ? value.items.flatMap(modelValuesIn) : [];
}

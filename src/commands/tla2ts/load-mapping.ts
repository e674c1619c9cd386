/** Reads a mapping and makes the module of it that is compiled with the specification; what is wrong in either is told of the mapping. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { NextRelation } from '../../check/trace/argument-bounds.js';
import type { Formula, Mapping } from '../../check/trace/mapping.js';
import { type MappingModule, mappingModule } from '../../check/trace/mapping-module.js';
import { readMapping } from '../../check/trace/read-mapping.js';
import { withoutMark } from '../../core/json-lines.js';
import { parseConfiguration } from '../../tla2ts/configuration/parse.js';
import type { Specification } from '../../tla2ts/core.js';
import { type Diagnostic, formatDiagnostic } from '../../tla2ts/diagnostic.js';
import { compileFront } from '../../tla2ts/front.js';
import { argumentSets } from '../../tla2ts/lower/argument-sets.js';
import { lower } from '../../tla2ts/lower/lower.js';
import { UsageError } from '../exit.js';
import type { Model } from './load.js';

export interface LoadedMapping {
  readonly mapping: Mapping;
  readonly module: MappingModule;
}

/** A diagnostic of the mapping's module, told of the mapping. */
export function inMapping(
  diagnostic: Diagnostic,
  map: string,
  module: MappingModule,
  fields: readonly string[],
): string {
  const { span } = diagnostic;
  const root = module.name.replace(/__Mapping$/, '');
  const message = diagnostic.message.replaceAll(module.name, `${root}, nor under "define" in ${basename(map)}`);
  if (span.file !== map) return formatDiagnostic({ ...diagnostic, message });
  const formula = module.formulas.get(span.line);
  if (formula === undefined) return `${map}: ${message}`;
  return `${map}:${formula.line}: ${formula.place}: ${message}${undefinedHint(message, root, fields)}${diagnostic.hint === undefined ? '' : `; ${diagnostic.hint}`}\n  in ${formula.text}`;
}

function undefinedHint(message: string, root: string, fields: readonly string[]): string {
  const [, name] = /^(\S+) is not defined$/.exec(message) ?? [];
  if (name === undefined) return '';
  if (!/^[A-Za-z]/.test(name)) return `; ${root} extends no module that has it: say "extends": ["Integers"]`;
  const known = fields.length === 0 ? 'none' : fields.join(', ');
  return `: neither ${root} has it, nor is it one of the mapping's fields (${known})`;
}

export function mappingOf(map: string, { file, configuration, folders }: Model): LoadedMapping {
  if (statSync(map).isDirectory()) throw new UsageError(`${map}: is a folder; name a mapping file in it`);
  const read = readMapping(withoutMark(readFileSync(map, 'utf8')));
  if (!read.ok) throw new UsageError(`${map}:${read.problem.line}: ${read.problem.message}`);
  const { value, diagnostics } = compileFront(file, folders);
  if (value === null) {
    throw new UsageError(`${file} cannot be compiled\n${diagnostics.map(formatDiagnostic).join('\n')}`);
  }
  const variables = value.variables.map(({ name }) => name);
  const cases = [...read.value.events.values()].flat();
  const wrong = [
    ...cases.flatMap(({ after }) => after.flatMap((formula) => ofBefore(formula, variables))),
    ...cases.flatMap(({ before, match }) => [...before, ...match].flatMap(ofAfter)),
    ...read.value.hidden.flatMap(({ when }) => when.flatMap(ofAfter)),
  ];
  if (wrong[0] !== undefined) throw new UsageError(`${map}:${wrong[0]}`);
  const next = nextOf(value, configuration);
  return { mapping: read.value, module: mappingModule(read.value, basename(file, '.tla'), variables, next) };
}

/** A formula under `after` that speaks of no state afterwards: it was meant to, and a prime was left out. */
function ofBefore({ text, line, place }: Formula, variables: readonly string[]): readonly string[] {
  const code = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  if (/'|\bUNCHANGED\b/.test(code)) return [];
  const words = new Set(code.match(/(?<![.\\\w!])[A-Za-z_]\w*/g));
  const name = variables.find((variable) => words.has(variable));
  if (name === undefined) return [];
  return [
    `${line}: ${place}: ${name} is the value before the step, afterwards it is ${name}': write ${name}' in ${text}, ` +
      'or {"expression": "value"}, which is read in the state afterwards',
  ];
}

/** A formula of the state before a step that speaks of the state after it. */
function ofAfter({ text, line, place }: Formula): readonly string[] {
  const primed = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').includes("'");
  return primed
    ? [`${line}: ${place}: ${text} has a prime, and is read in the state before the step: see "after"`]
    : [];
}

/** What the configuration may be wrong in is told when the mapping's module is compiled with it. */
function nextOf(specification: Specification, { file, text }: Model['configuration']): NextRelation {
  const configured = parseConfiguration(file, text).value;
  const program = configured === null ? null : lower(specification, configured).value?.program;
  if (program?.next == null) return { name: null, sets: new Map() };
  return { name: program.nextName, sets: argumentSets(program.next, program.specification) };
}

export const extended = (model: Model, map: string, module: MappingModule): Model => ({
  ...model,
  extension: {
    file: map,
    name: module.name,
    text: module.text,
    actions: module.definitions.map(({ name }) => name),
  },
});

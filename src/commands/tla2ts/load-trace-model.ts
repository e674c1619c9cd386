/** Compiles a specification for checking traces: constants may come from JSON, and a configuration need not be there. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { constantsFrom } from '../../check/constants.js';
import type { CompiledSpecification, Constants } from '../../check/specification.js';
import type { ArgumentSets } from '../../check/trace/argument-bounds.js';
import { compiledModel } from '../../check/trace/compiled-model.js';
import { readConstants } from '../../check/trace/constants-file.js';
import { findingsOf } from '../../check/trace/findings.js';
import { JsonValues } from '../../check/trace/json-value.js';
import { MappedEvents } from '../../check/trace/mapped-events.js';
import type { Formula, Mapping } from '../../check/trace/mapping.js';
import { type MappingModule, mappingModule } from '../../check/trace/mapping-module.js';
import type { Action, Conjunct, TraceModel } from '../../check/trace/model.js';
import { readMapping } from '../../check/trace/read-mapping.js';
import { interchangeable } from '../../check/trace/symmetry.js';
import { withoutMark } from '../../core/json-lines.js';
import * as tla from '../../tla/runtime.js';
import type { Compiled } from '../../tla2ts/compile.js';
import type { ConfigurationValue } from '../../tla2ts/configuration/configuration.js';
import { parseConfiguration } from '../../tla2ts/configuration/parse.js';
import type { Specification } from '../../tla2ts/core.js';
import { type Diagnostic, formatDiagnostic } from '../../tla2ts/diagnostic.js';
import { sourceText } from '../../tla2ts/emit/place.js';
import { compileFront } from '../../tla2ts/front.js';
import { argumentSets } from '../../tla2ts/lower/argument-sets.js';
import { specificationFormulas } from '../../tla2ts/lower/behaviour.js';
import { lower } from '../../tla2ts/lower/lower.js';
import { UsageError } from '../exit.js';
import { compileModel, diagnosticsOf, findModel, instantiate, type Model, requireFolders } from './load.js';

export interface TraceModelOptions {
  readonly config?: string;
  /** Folders of modules besides the specification's. */
  readonly library?: readonly string[];
  readonly constants?: string;
  readonly map?: string;
  /** Compile so that errors of evaluation know their expression: slower, for a second run after one has failed. */
  readonly places?: boolean;
}

/** A specification with constants, ready to check traces. */
export interface LoadedTraceModel {
  readonly model: TraceModel;
  /** SHA-256 of the specification's text. */
  readonly hash: string;
  readonly name: string;
  readonly complete: boolean;
  /** How lines of the log are understood, with a mapping. */
  readonly mapped?: () => MappedEvents;
}

export function loadTraceModel(file: string, options: TraceModelOptions, warn: (text: string) => void): TraceModel {
  return new TraceModels(file, options, warn).withConstants(null).model;
}

/** One specification, compiled once, with the constants of each trace that brings its own. */
export class TraceModels {
  readonly #model: Model;
  readonly #compiled: Compiled;
  readonly #mapping: { readonly mapping: Mapping; readonly module: MappingModule } | null;
  readonly #given: ReadonlyMap<string, tla.Value>;
  readonly #declared: readonly string[];
  readonly #loaded = new Map<string, LoadedTraceModel>();

  constructor(
    private readonly file: string,
    private readonly options: TraceModelOptions,
    private readonly warn: (text: string) => void,
  ) {
    const plain = modelFor(file, options.config, options.library ?? []);
    this.#mapping = options.map === undefined ? null : mappingOf(options.map, plain);
    this.#model = this.#mapping === null ? plain : extended(plain, options.map ?? '', this.#mapping.module);
    this.#compiled = this.#compile(this.#model);
    tla.internInOrder(this.#compiled.internOrder);
    this.#declared = this.#compiled.program.specification.constants.map(({ name }) => name);
    this.#given = options.constants === undefined ? new Map() : constantsIn(options.constants, this.#declared, warn);
  }

  get hash(): string {
    return this.#compiled.hash;
  }

  /** The specification's name, also where a mapping extends it. */
  get name(): string {
    return basename(this.file, '.tla');
  }

  /** The events of a foreign log and what else its mapping takes; null without such a mapping. */
  get eventNames(): readonly string[] | null {
    const { mapping, module } = this.#mapping ?? { mapping: null, module: null };
    if (module === null || mapping?.event === null) return null;
    return [...new Set(module.definitions.map(({ label }) => label))];
  }

  get actionNames(): readonly string[] {
    return [...new Set(this.#compiled.program.actions.map(({ name }) => name))];
  }

  get mapping(): Mapping | null {
    return this.#mapping?.mapping ?? null;
  }

  /** `constants`: as the header of a trace has them; null for none. Those of a file go before, then a configuration's. */
  withConstants(constants: Readonly<Record<string, unknown>> | null): LoadedTraceModel {
    const key = JSON.stringify(constants);
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const made = this.#load(constants);
    this.#loaded.set(key, made);
    return made;
  }

  #load(header: Readonly<Record<string, unknown>> | null): LoadedTraceModel {
    const compiled = this.#compiled;
    const given = new Map(this.#given);
    if (header !== null) {
      const read = readConstants(JSON.stringify(header), this.#declared, new JsonValues(new Set()));
      if (!read.ok) throw new UsageError(`the trace's header: ${read.problem.message}`);
      for (const [name, value] of read.value.values) if (!given.has(name)) given.set(name, value);
    }
    const configured = compiled.constants.filter(({ name }) => !given.has(name));
    const fallback = constantsFrom(configured);
    const constants: Constants = { ...fallback, value: (name) => given.get(name) ?? fallback.value(name) };
    const modelValues = new Set(configured.flatMap(({ value }) => modelValuesIn(value)));
    try {
      const specification = instantiate(compiled, constants, this.name);
      this.#assume(specification);
      const model = compiledModel(
        specification,
        modelValues,
        this.#explain(constants),
        this.#naming(),
        this.#interchangeable(constants),
      );
      const shared = { model, hash: compiled.hash, name: this.name };
      if (this.#mapping === null) return { ...shared, complete: false };
      const { mapping, module } = this.#mapping;
      return { ...shared, complete: mapping.complete, mapped: () => new MappedEvents(mapping, module, model) };
    } catch (error) {
      if (!(error instanceof tla.EvaluationError)) throw error;
      throw new UsageError(
        `${this.file}: ${error.message}\nor in a file of constants: --constants FILE with {"Name": value}`,
      );
    }
  }

  /** What the specification assumes of its constants; TLC, too, looks at it before anything else. */
  #assume({ assumptions }: CompiledSpecification): void {
    const { assumptions: formulas, specification } = this.#compiled.program;
    for (const [index, { holds }] of assumptions.entries()) {
      const body = formulas[index]?.body;
      if (body === undefined) continue;
      const { file, line } = body.span;
      const shown = `ASSUME ${sourceText(body, specification)} (${basename(file)}:${line})`;
      try {
        if (holds()) continue;
      } catch (error) {
        if (!(error instanceof tla.EvaluationError)) throw error;
        throw new UsageError(`${shown} cannot be evaluated: ${error.message.replace(/\s*\n\s*/g, ' ')}`);
      }
      throw new UsageError(`${shown} is false of the constants that are given`);
    }
  }

  /** The same, compiled so that errors of evaluation know their expression; null if it is. */
  located(): TraceModels | null {
    if (this.options.places === true) return null;
    return new TraceModels(this.file, { ...this.options, places: true }, () => {});
  }

  /** An error of evaluation and, after a run with `located`, where it happened. */
  told(error: tla.EvaluationError): string {
    const place = this.#compiled.places[error.places[0] ?? -1];
    const said = error.message.replace(/\s*\n\s*/g, ' ');
    if (place === undefined) return said;
    const map = this.options.map;
    const mapped = this.#mapping !== null && map !== undefined && place.file === map;
    const line = mapped ? (this.#mapping?.module.formulas.get(place.line)?.line ?? 1) : place.line;
    return `${said}\n  at ${basename(place.file)}:${line}: ${place.text}`;
  }

  /** Which of the constants' elements the specification does not tell apart. */
  #interchangeable(constants: Constants): TraceModel['interchangeable'] {
    const { sources, constants: declared } = this.#compiled.program.specification;
    const text = sources.map((source) => source.text.replace(/\\\*.*$|\(\*[\s\S]*?\*\)/gm, '')).join('\n');
    // What picks one of many, or orders them, may treat equals unequally.
    if (/\bCHOOSE\b|\bSetToS|\bRandomElement\b|\bToString\b|\bPermutations\b|\bSortSeq\b/.test(text)) return undefined;
    const values = declared.filter(({ arity }) => arity === 0).map(({ name }) => constants.value(name));
    const words = new Set([...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => tla.string(word ?? '')));
    const groups = interchangeable(values, isName, words);
    if (groups.length === 0) return undefined;
    const nameOf = (value: tla.Value): string =>
      (value & 15) === tla.STRING ? tla.stringText(value) : tla.modelName(value);
    return { groups, names: new Map(groups.flat().map((value) => [value, nameOf(value)])) };
  }

  /** Only a rejection needs explanations: they are compiled when the first one is there. */
  #explain(constants: Constants): NonNullable<TraceModel['explain']> {
    let findings: TraceModel['explain'];
    return (state, action, args, thorough) => {
      findings ??= findingsOf(
        instantiate(
          compileModel({ ...this.#model, explanations: true }, false, () => {}),
          constants,
          this.name,
        ),
        (conjunct) => this.#placed(conjunct),
      );
      return findings(state, action, args, thorough);
    };
  }

  /** What a mapping says stands in the mapping's file, not in the module that was made of it. */
  #placed(conjunct: Conjunct): Conjunct {
    const map = this.options.map;
    if (this.#mapping === null || map === undefined || conjunct.file !== basename(map)) return conjunct;
    const line = this.#mapping.module.formulas.get(conjunct.line)?.line ?? 1;
    // What the module adds to the mapping's formula is nobody's text.
    return { ...conjunct, line, text: conjunct.text.replace(/^final__ = \((.*)\)$/, '$1') };
  }

  /** The mapping's definitions are called by the events that they stand for. */
  #naming(): (action: Action, index: number) => Action {
    const definitions = this.#mapping?.module.definitions ?? [];
    const known = new Map(definitions.map((definition) => [definition.name, definition]));
    return (action) => {
      const definition = known.get(action.name);
      if (definition === undefined) return action;
      const { label, takes } = definition;
      return { ...action, name: label, mapped: true, ...(takes === null ? {} : { takes }) };
    };
  }

  #compile(model: Model): Compiled {
    const observed = { ...model, observed: true, places: this.options.places === true };
    if (this.#mapping === null) return compileModel(observed, false, this.warn);
    const { value, diagnostics } = diagnosticsOf(observed);
    if (value !== null) return value;
    const { module } = this.#mapping;
    const fields = [...this.#mapping.mapping.fields.keys()];
    const texts = diagnostics.map((diagnostic) => inMapping(diagnostic, this.options.map ?? '', module, fields));
    throw new UsageError(`${this.options.map} does not fit ${this.file}\n${texts.join('\n')}`);
  }
}

const isName = (value: tla.Value): boolean => (value & 15) === tla.STRING || (value & 15) === tla.MODEL;

/** A diagnostic of the mapping's module, told of the mapping. */
function inMapping(diagnostic: Diagnostic, map: string, module: MappingModule, fields: readonly string[]): string {
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

function mappingOf(map: string, { file, configuration, folders }: Model): { mapping: Mapping; module: MappingModule } {
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
  const sets = setsOf(value, configuration);
  return { mapping: read.value, module: mappingModule(read.value, basename(file, '.tla'), variables, sets) };
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
function setsOf(specification: Specification, { file, text }: Model['configuration']): ArgumentSets {
  const configured = parseConfiguration(file, text).value;
  const program = configured === null ? null : lower(specification, configured).value?.program;
  return program?.next == null ? new Map() : argumentSets(program.next, program.specification);
}

const extended = (model: Model, map: string, module: MappingModule): Model => ({
  ...model,
  extension: {
    file: map,
    name: module.name,
    text: module.text,
    actions: module.definitions.map(({ name }) => name),
  },
});

/** With no configuration anywhere, what is checked is the specification's one formula `Init /\ [][Next]_vars`, or `Init` and `Next`. */
function modelFor(file: string, config: string | undefined, folders: readonly string[]): Model {
  const beside = join(dirname(file), `${basename(file, '.tla')}.cfg`);
  if (config !== undefined || !existsSync(file) || existsSync(beside)) return findModel(file, config, folders);
  requireFolders(folders);
  const { value, diagnostics } = compileFront(file, folders);
  if (value === null) {
    throw new UsageError(`${file} cannot be compiled\n${diagnostics.map(formatDiagnostic).join('\n')}`);
  }
  const formulas = specificationFormulas(value);
  const [name] = formulas.includes('Spec') ? ['Spec'] : formulas;
  // Apalache's and Quint's specifications mostly have no such formula: there these two names are the convention.
  if (name === undefined && ['Init', 'Next'].every((each) => value.visible.get(each)?.parameters.length === 0)) {
    return { file, folders, configuration: { file: beside, text: 'INIT Init\nNEXT Next\n' } };
  }
  if (name === undefined || (formulas.length > 1 && name !== 'Spec')) {
    const found = formulas.length === 0 ? 'none' : formulas.join(', ');
    throw new UsageError(
      `${file}: expected one formula of the form Init /\\ [][Next]_vars, or Init and Next, found ${found}; ` +
        'name the right one in a configuration (SPECIFICATION Name) and give that with --config',
    );
  }
  return { file, folders, configuration: { file: beside, text: `SPECIFICATION ${name}\n` } };
}

function constantsIn(file: string, declared: readonly string[], warn: (text: string) => void): Map<string, tla.Value> {
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

function modelValuesIn(value: ConfigurationValue): readonly string[] {
  if (value.kind === 'modelValue') return [value.name];
  return value.kind === 'set' ? value.items.flatMap(modelValuesIn) : [];
}

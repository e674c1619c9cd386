/** Compiles a specification for checking traces: constants may come from JSON, and a configuration need not be there. */
import { basename } from 'node:path';
import { constantsFrom } from '../../check/constants.js';
import type { Constants } from '../../check/specification.js';
import { compiledModel } from '../../check/trace/compiled-model.js';
import { findingsOf } from '../../check/trace/findings.js';
import { MappedEvents } from '../../check/trace/mapped-events.js';
import type { Mapping } from '../../check/trace/mapping.js';
import type { Action, Conjunct, TraceModel } from '../../check/trace/model.js';
import { interchangeable } from '../../check/trace/symmetry.js';
import * as tla from '../../tla/runtime.js';
import type { Compiled } from '../../tla2ts/compile.js';
import { UsageError } from '../exit.js';
import { modelFor } from './find-trace-model.js';
import { compileModel, diagnosticsOf, instantiate, type Model } from './load.js';
import { extended, inMapping, type LoadedMapping, mappingOf } from './load-mapping.js';
import { constantsIn, constantsOfHeader, modelValuesIn, requireAssumptions, withoutValue } from './trace-constants.js';

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
  readonly #mapping: LoadedMapping | null;
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
    const own = header === null ? [] : [...constantsOfHeader(header, this.#declared)];
    const taken = own.filter(([name]) => !given.has(name));
    for (const [name, value] of taken) given.set(name, value);
    const configured = compiled.constants.filter(({ name }) => !given.has(name));
    const fallback = constantsFrom(configured);
    const constants: Constants = { ...fallback, value: (name) => given.get(name) ?? fallback.value(name) };
    const modelValues = new Set(configured.flatMap(({ value }) => modelValuesIn(value)));
    try {
      const specification = instantiate(compiled, constants, this.name);
      requireAssumptions(specification, compiled, taken.length > 0);
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
      throw new UsageError(`${this.file}: ${withoutValue(error.message, compiled, given)}`);
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
    return (state, action, args, thorough, next) => {
      findings ??= findingsOf(
        instantiate(
          compileModel({ ...this.#model, explanations: true }, false, () => {}),
          constants,
          this.name,
        ),
        (conjunct) => this.#placed(conjunct),
      );
      return findings(state, action, args, thorough, next);
    };
  }

  /** What a mapping says stands in the mapping's file, not in the module that was made of it. */
  #placed(conjunct: Conjunct): Conjunct {
    const map = this.options.map;
    if (this.#mapping === null || map === undefined || conjunct.file !== basename(map)) return conjunct;
    const line = this.#mapping.module.formulas.get(conjunct.line)?.line ?? 1;
    // What the module adds to the mapping's formula is nobody's text.
    const text = conjunct.text
      .replace(/^final__ = \((.*)\)$/, '$1')
      .replace(/^UNCHANGED <<[^<>]*>> \\\/ (\w+)$/, 'to be a step of $1');
    return { ...conjunct, line, text };
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
    const told = diagnostics.map((diagnostic) => inMapping(diagnostic, this.options.map ?? '', module, fields));
    // What the arguments of a step are held to is derived from its text: of the two the text is the user's own.
    const texts = new Map(told.map((text) => [text.split('\n')[0], text]));
    throw new UsageError(`${this.options.map} does not fit ${this.file}\n${[...texts.values()].join('\n')}`);
  }
}

const isName = (value: tla.Value): boolean => (value & 15) === tla.STRING || (value & 15) === tla.MODEL;

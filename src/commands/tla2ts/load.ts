/** Compiles a specification and makes it executable in this process. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { constantsFrom, NoValue } from '../../check/constants.js';
import type { CompiledSpecification, Constants } from '../../check/specification.js';
import { grouped } from '../../core/grouped.js';
import { nearHint } from '../../core/near.js';
import * as tla from '../../tla/runtime.js';
import { type Compiled, type CompileRequest, compile, type RuntimeNames } from '../../tla2ts/compile.js';
import { deepestOf } from '../../tla2ts/deepest.js';
import {
  type Diagnostic,
  formatDiagnostic,
  hasErrors,
  isStackExhausted,
  type Outcome,
  tooDeeplyNested,
} from '../../tla2ts/diagnostic.js';
import { compileFront } from '../../tla2ts/front.js';
import { UsageError } from '../exit.js';
import { constantsLacking } from './lacking-constants.js';

export const runtimeNames: RuntimeNames = {
  names: Object.keys(tla),
  isNative: (module, name) => tla.nativeOperator(module, name) !== undefined,
};

/**
 * Specification and configuration by their paths. `--config` left out means `X.cfg` beside `X.tla`, or else the bounded
 * model `MCX.tla` with `MCX.cfg` that the house keeps there.
 */
export interface Model {
  readonly file: string;
  /** Also compile how each action's conjuncts come out in a state. */
  readonly explanations?: boolean;
  /** Compile so that errors tell where they were, or so that conjuncts are counted. */
  readonly places?: boolean;
  readonly coverage?: boolean;
  /** Compile what observations of the state after a step are good for. */
  readonly observed?: boolean;
  /** From where generated TypeScript imports; the package if left out. */
  readonly imports?: CompileRequest['imports'];
  readonly configuration: { readonly file: string; readonly text: string };
  /** Where modules are looked for besides the specification's folder. */
  readonly folders?: readonly string[];
  /** A module in memory that extends the file's: a mapping of traces. */
  readonly extension?: CompileRequest['extension'];
}

/** What `--library` of a verb says. */
export const libraryOption = [
  '--library <folder...>',
  'where modules are looked for besides the folder of the specification',
] as const;

export function findModel(file: string, config: string | undefined, library: readonly string[] = []): Model {
  requireFolders(library);
  if (!existsSync(file))
    throw new UsageError(`${file}: no such file; give the path of a .tla file${nearHint(file, besides(file))}`);
  if (statSync(file).isDirectory() || (config === undefined && !file.endsWith('.tla')))
    throw new UsageError(`${file}: expected a specification, a file whose name ends in .tla`);
  const stem = basename(file, '.tla');
  const beside = (name: string): string => join(dirname(file), name);
  const model = (root: string, chosen: string): Model => ({
    file: root,
    folders: library,
    configuration: { file: chosen, text: readFileSync(chosen, 'utf8') },
  });
  const candidates: readonly (readonly [root: string, config: string])[] =
    config === undefined
      ? [
          [file, beside(`${stem}.cfg`)],
          [beside(`MC${stem}.tla`), beside(`MC${stem}.cfg`)],
        ]
      : [[file, config]];
  const found = candidates.find((candidate) => candidate.every((each) => existsSync(each)));
  if (found !== undefined) return model(...found);
  const { diagnostics } = compileFront(file, library);
  const broken = hasErrors(diagnostics) ? `${file} cannot be compiled\n${textOf(diagnostics)}\n` : '';
  throw new UsageError(
    `${broken}${config ?? beside(`${stem}.cfg`)}: no such file; write the configuration (CONSTANT, SPECIFICATION or INIT and NEXT, ` +
      'INVARIANT), or name another with --config FILE',
  );
}

/** The specifications in the folder of `file`. */
function besides(file: string): string[] {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tla'))
    .map((name) => join(folder, name));
}

export function requireFolders(library: readonly string[]): void {
  for (const folder of library) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) continue;
    throw new UsageError(`--library ${folder}: there is no such folder; name one that has modules, .tla files`);
  }
}

/** Throws a UsageError with all diagnostics if the model does not compile; warnings go to `warn`. */
export function compileModel(model: Model, types: boolean, warn: (text: string) => void, shownAs?: string): Compiled {
  const request = { ...model, types, ...(shownAs === undefined ? {} : { shownAs }) };
  const { value, diagnostics } = compile(request as CompileRequest, runtimeNames);
  if (value === null || hasErrors(diagnostics)) {
    throw new UsageError(`${model.file} cannot be compiled\n${textOf(diagnostics)}`);
  }
  if (diagnostics.length > 0) warn(textOf(diagnostics));
  return value;
}

/** Nobody reads more at once. */
const SHOWN = 50;

const errorsFirst = (a: Diagnostic, b: Diagnostic): number => a.severity.localeCompare(b.severity);

function textOf(diagnostics: readonly Diagnostic[]): string {
  const urgent = diagnostics.length > SHOWN ? [...diagnostics].sort(errorsFirst) : diagnostics;
  const lines = urgent.slice(0, SHOWN).map(formatDiagnostic);
  const more = diagnostics.length - lines.length;
  return [...lines, ...(more > 0 ? [`... and ${grouped(more)} more`] : [])].join('\n');
}

/** What the compiler says of a model; `value` is null if it does not compile. */
export function diagnosticsOf(model: Model): Outcome<Compiled> {
  const { value, diagnostics } = compile({ ...model, types: false } as CompileRequest, runtimeNames);
  return { value: hasErrors(diagnostics) ? null : value, diagnostics };
}

/** Evaluates generated JavaScript with the runtime's names in scope. */
export function instantiate(
  compiled: Pick<Compiled, 'text' | 'runtime'>,
  constants: Constants,
  name: string,
): CompiledSpecification {
  const text = `"use strict";\nconst { ${compiled.runtime.join(', ')} } = tla;\n${compiled.text}\nreturn specification(constants);\n//# sourceURL=${name}.js`;
  const make = new Function('tla', 'constants', text) as (
    runtime: typeof tla,
    constants: Constants,
  ) => CompiledSpecification;
  return make(tla, constants);
}

export function loadModel(
  model: Model,
  warn: (text: string) => void,
): { compiled: Compiled; specification: CompiledSpecification } {
  const compiled = compileModel(model, false, warn);
  tla.internInOrder(compiled.internOrder);
  try {
    const specification = instantiate(compiled, constantsFrom(compiled.constants), compiled.program.specification.name);
    return { compiled, specification };
  } catch (error) {
    const place = isStackExhausted(error) ? deepestOf(compiled.program.specification) : null;
    if (place !== null) throw new UsageError(textOf([tooDeeplyNested(place)]));
    if (!(error instanceof tla.EvaluationError)) throw error;
    const { file } = model.configuration;
    throw new UsageError(error instanceof NoValue ? constantsLacking(compiled, file) : `${file}: ${error.message}`);
  }
}

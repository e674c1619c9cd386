/**
 * The compiler, one verb per phase, each with its own output type, none mutating its input:
 *
 *   source -lex-> tokens -parse-> module -resolve-> names -level-> constant < state < action < temporal
 *          -lower-> program (what is checked, the actions by name) -emit-> TypeScript
 */
import { createHash } from 'node:crypto';
import type { Configuration } from './configuration/configuration.js';
import { parseConfiguration } from './configuration/parse.js';
import type { Specification } from './core.js';
import { deepestOf } from './deepest.js';
import type { Diagnostic, Outcome } from './diagnostic.js';
import { hasErrors, isStackExhausted, tooDeeplyNested } from './diagnostic.js';
import { type EmittedModule, emitModule } from './emit/module.js';
import type { Imports } from './emit/module-emitter.js';
import { Unsupported } from './emit/unsupported.js';
import { compileFront, type ExtensionModule } from './front.js';
import { scanAll } from './lex/scan.js';
import { readEscapes } from './lex/string.js';
import { type GivenConstant, lower } from './lower/lower.js';
import type { Program } from './lower/program.js';
import { stringOrder } from './string-order.js';

/** What the compiler must know of the runtime, which it does not import. */
export interface RuntimeNames {
  /** Everything that the runtime exports: no name in generated text may hide one. */
  readonly names: readonly string[];
  isNative(module: string, name: string): boolean;
}

const packageImports: Imports = { runtime: 'nines/tla', specification: 'nines/specification' };

export interface CompileRequest {
  readonly file: string;
  /** Where modules are looked for besides the specification's folder. */
  readonly folders?: readonly string[];
  readonly configuration: { readonly file: string; readonly text: string };
  /** A module in memory that extends the file's, and which of its definitions are wanted as actions by themselves. */
  readonly extension?: ExtensionModule & { readonly actions: readonly string[] };
  readonly types: boolean;
  /** For TypeScript; those of a project that depends on this package if left out. */
  readonly imports?: Imports;
  /** Also compile how each action's conjuncts come out in a state (`CompiledSpecification.explanations`). */
  readonly explanations?: boolean;
  /** Also note at which expressions an evaluation that fails had arrived (`EvaluationError.places`). */
  readonly places?: boolean;
  /** Also count how often conjuncts are reached and true (`CompiledSpecification.coverage`). */
  readonly coverage?: boolean;
  /** Also compile what observations of the state afterwards are good for (`CompiledSpecification.observe`). */
  readonly observed?: boolean;
  /** The path that the head of the generated file shows. */
  readonly shownAs?: string;
}

export interface Compiled extends EmittedModule {
  readonly program: Program;
  readonly constants: readonly GivenConstant[];
  readonly configuration: Configuration;
  readonly hash: string;
  /** Names in the order in which TLC would have met them first; its order of strings and model values follows. */
  readonly internOrder: readonly string[];
}

export function compile(request: CompileRequest, runtime: RuntimeNames): Outcome<Compiled> {
  const front = compileFront(request.file, request.folders ?? [], request.extension);
  const configured = parseConfiguration(request.configuration.file, request.configuration.text);
  const diagnostics = [...front.diagnostics, ...configured.diagnostics];
  if (front.value === null || configured.value === null || hasErrors(diagnostics)) return { value: null, diagnostics };
  try {
    return compileResolved(request, front.value, configured.value, diagnostics, runtime);
  } catch (error) {
    const place = isStackExhausted(error) ? deepestOf(front.value) : null;
    if (place === null) throw error;
    return { value: null, diagnostics: [...diagnostics, tooDeeplyNested(place)] };
  }
}

function compileResolved(
  request: CompileRequest,
  specification: Specification,
  configuration: Configuration,
  earlier: readonly Diagnostic[],
  runtime: RuntimeNames,
): Outcome<Compiled> {
  const diagnostics = [...earlier];
  const lowered = lower(specification, configuration, request.extension?.actions);
  diagnostics.push(...lowered.diagnostics);
  if (lowered.value === null || hasErrors(diagnostics)) return { value: null, diagnostics };
  const { program, constants } = lowered.value;
  const hash = hashOf(specification, request.extension?.name);
  try {
    const options = {
      types: request.types,
      imports: request.imports ?? packageImports,
      explanations: request.explanations === true,
      places: request.places === true,
      coverage: request.coverage === true,
      observed: request.observed === true,
      source: request.shownAs ?? request.file,
      hash,
      isNative: runtime.isNative,
    };
    const emitted = emitModule(program, options, runtime.names);
    const internOrder = internOrderOf(request.configuration, specification);
    const value = { ...emitted, program, constants, configuration, hash, internOrder };
    return { value, diagnostics };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { value: null, diagnostics: [...diagnostics, error.diagnostic] };
  }
}

/** SHA-256 over every file of the specification, root first, without what was only put in front of it. */
function hashOf(specification: Specification, extension: string | undefined): string {
  const hash = createHash('sha256');
  const files = specification.sources.filter(({ module }) => module !== extension);
  for (const { module, text } of files) hash.update(`${module}\n${text}\n`);
  return hash.digest('hex');
}

/** TLC reads the configuration first, so that its model values come before all strings of the modules. */
function internOrderOf(configuration: { file: string; text: string }, specification: Specification): readonly string[] {
  const words = scanAll(configuration.file, configuration.text).tokens.flatMap((token) => {
    if (token.kind === 'string') return [readEscapes(token.text)];
    return token.kind === 'identifier' ? [token.text] : [];
  });
  return [...new Set([...words, ...stringOrder(specification.sources)])];
}

/** Compiles a specification for checking traces: constants may come from JSON, and a configuration need not be there. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { constantsFrom } from '../../check/constants.js';
import type { Constants } from '../../check/specification.js';
import { compiledModel } from '../../check/trace/compiled-model.js';
import { readConstants } from '../../check/trace/constants-file.js';
import { findingsOf } from '../../check/trace/findings.js';
import { JsonValues } from '../../check/trace/json-value.js';
import type { TraceModel } from '../../check/trace/model.js';
import * as tla from '../../tla/runtime.js';
import type { ConfigurationValue } from '../../tla2ts/configuration/configuration.js';
import { formatDiagnostic } from '../../tla2ts/diagnostic.js';
import { compileFront } from '../../tla2ts/front.js';
import { specificationFormulas } from '../../tla2ts/lower/behaviour.js';
import { UsageError } from '../exit.js';
import { compileModel, findModel, instantiate, type Model } from './load.js';

export function loadTraceModel(
  file: string,
  options: { readonly config?: string; readonly constants?: string },
  warn: (text: string) => void,
): TraceModel {
  const model = modelFor(file, options.config);
  const compiled = compileModel(model, false, warn);
  tla.internInOrder(compiled.internOrder);
  const { specification: source } = compiled.program;
  const declared = source.constants.map(({ name }) => name);
  const given = options.constants === undefined ? new Map() : constantsIn(options.constants, declared, warn);
  const configured = compiled.constants.filter(({ name }) => !given.has(name));
  const fallback = constantsFrom(configured);
  const constants: Constants = { ...fallback, value: (name) => given.get(name) ?? fallback.value(name) };
  const modelValues = new Set(configured.flatMap(({ value }) => modelValuesIn(value)));
  // Only a rejection needs explanations: they are compiled when the first one is there.
  let findings: TraceModel['explain'];
  const explain: NonNullable<TraceModel['explain']> = (state, action, args) => {
    findings ??= findingsOf(
      instantiate(
        compileModel({ ...model, explanations: true }, false, () => {}),
        constants,
        source.name,
      ),
    );
    return findings(state, action, args);
  };
  try {
    return compiledModel(instantiate(compiled, constants, source.name), modelValues, explain);
  } catch (error) {
    if (!(error instanceof tla.EvaluationError)) throw error;
    throw new UsageError(`${file}: ${error.message}\nor in a file of constants: --constants FILE with {"Name": value}`);
  }
}

/** With no configuration anywhere, what is checked is the specification's one formula `Init /\ [][Next]_vars`. */
function modelFor(file: string, config: string | undefined): Model {
  const beside = join(dirname(file), `${basename(file, '.tla')}.cfg`);
  if (config !== undefined || !existsSync(file) || existsSync(beside)) return findModel(file, config);
  const { value, diagnostics } = compileFront(file);
  if (value === null) {
    throw new UsageError(`${file} cannot be compiled\n${diagnostics.map(formatDiagnostic).join('\n')}`);
  }
  const formulas = specificationFormulas(value);
  const [name] = formulas.includes('Spec') ? ['Spec'] : formulas;
  if (name === undefined || (formulas.length > 1 && name !== 'Spec')) {
    const found = formulas.length === 0 ? 'none' : formulas.join(', ');
    throw new UsageError(
      `${file}: expected one formula of the form Init /\\ [][Next]_vars, found ${found}; ` +
        'name the right one in a configuration (SPECIFICATION Name) and give that with --config',
    );
  }
  return { file, configuration: { file: beside, text: `SPECIFICATION ${name}\n` } };
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

/** One trace against one specification: what `check`, its workers and `nines/check` have in common. */
import { type CheckOptions, checkTrace } from '../../check/trace/check-trace.js';
import type { Problem, Reading, Trace, TraceHeader } from '../../check/trace/event.js';
import type { Link } from '../../check/trace/layer.js';
import type { TraceModel } from '../../check/trace/model.js';
import { type Raw, readTraceLines, readWholeTrace } from '../../check/trace/read-trace.js';
import type { Budget, TraceVerdict } from '../../check/trace/verdict.js';
import type { JsonLine } from '../../core/json-lines.js';
import { EvaluationError } from '../../tla/runtime.js';
import { UsageError } from '../exit.js';
import type { TraceModels } from './load-trace-model.js';
import { toldOfTrace } from './trace-constants.js';

/** A verdict; or why the file is no trace of this specification, with the place. */
export type Checked = { readonly verdict: TraceVerdict } | { readonly error: string };

export interface CheckFileOptions extends CheckOptions {
  /** These go before those of the trace's header. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** Called with each step that is certain, and the model that took it. */
  readonly onModelStep?: (link: Link, model: TraceModel) => void;
}

/** `file` names the trace in messages. */
export function checkText(
  file: string,
  text: string,
  models: TraceModels,
  budget: Budget,
  options: CheckFileOptions = {},
): Checked {
  return checkRead(file, readWholeTrace(text, rawOf(models), file), models, budget, options);
}

/** Events as objects, as the lines of a file have them. */
export function checkLines(
  name: string,
  lines: Iterable<JsonLine>,
  models: TraceModels,
  budget: Budget,
  options: CheckFileOptions = {},
): Checked {
  return checkRead(name, readTraceLines(lines, rawOf(models)), models, budget, options);
}

/** How lines are read: a mapping of a foreign log takes them as they are. */
export const rawOf = ({ mapping }: TraceModels): Raw =>
  mapping === null ? 'no' : mapping.event === null ? 'also' : (mapping.line ?? 'only');

function checkRead(
  file: string,
  trace: Reading<Trace>,
  models: TraceModels,
  budget: Budget,
  given: CheckFileOptions,
): Checked {
  const { constants, onModelStep, ...options } = given;
  const shown = ({ line, message }: Problem): { error: string } => ({ error: `${file}:${line}: ${message}` });
  if (!trace.ok) return shown(trace.problem);
  const { header, events } = trace.value;
  const other = otherSpecification(header, models);
  if (other !== null) return { error: `${file}:${header.line}: ${other}` };
  try {
    const { model, mapped, complete } = models.withConstants(
      constants === undefined ? header.constants : { ...header.constants, ...constants },
    );
    const checked = checkTrace(model, events, budget, {
      ...options,
      complete: header.complete || complete || options.complete === true,
      ...(mapped === undefined ? {} : { mapped }),
      ...(onModelStep === undefined ? {} : { onStep: (link: Link) => onModelStep(link, model) }),
    });
    return checked.ok ? { verdict: checked.value } : shown(checked.problem);
  } catch (error) {
    if (!(error instanceof EvaluationError) && !(error instanceof UsageError)) throw error;
    if (error instanceof UsageError) return { error: toldOfTrace(error, file, header.line) };
    return unevaluated(file, error, models, (located) => checkRead(file, trace, located, budget, given));
  }
}

/** An evaluation failed; where is known after it has failed once more, in code that was compiled to tell. */
export function unevaluated<T extends object>(
  file: string,
  error: EvaluationError,
  models: TraceModels,
  again: (located: TraceModels) => T | { readonly error: string },
): { readonly error: string } {
  const located = models.located();
  const second = located === null ? null : again(located);
  if (second !== null && 'error' in second) return { error: second.error };
  return { error: `${file}: the specification cannot be evaluated: ${models.told(error)}` };
}

/** Why a trace is not one of this specification, by its header. */
export function otherSpecification({ spec, specHash }: TraceHeader, { name, hash }: TraceModels): string | null {
  if (spec !== null && spec !== name) return `the trace is of the specification ${spec}, not of ${name}`;
  if (specHash === null || specHash === hash) return null;
  return (
    `the trace was recorded for another text of ${name}: its header says ${specHash.slice(0, 16)}..., ` +
    `this text has ${hash}; check it against the text it was recorded for, or take specHash out of the header`
  );
}

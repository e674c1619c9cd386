/** What a diagram is drawn from: traces, one a node or one of all, a counterexample, a document in the Informal Trace Format. */
import { JsonLinesError, parseJsonLines } from '../../core/json-lines.js';
import type { Value as Json } from '../../core/trace.js';
import type { Diagram } from '../../report/space-time/diagram.js';
import { type BehaviourState, fromStates } from '../../report/space-time/from-states.js';
import { fromTrace, type TraceReading } from '../../report/space-time/from-trace.js';
import { decodeItf } from '../../tla/itf.js';
import { EvaluationError, toJson } from '../../tla/runtime.js';
import { UsageError } from '../exit.js';

/** A diagram without its headings. */
export type Shown = Omit<Diagram, 'title' | 'subtitle'>;

export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** Throws a UsageError where there is nothing to draw. */
export function readSource(texts: readonly SourceFile[], reading: TraceReading): Shown {
  const [only] = texts;
  const document = only !== undefined && texts.length === 1 ? wholeDocument(only.text) : null;
  if (document !== null && only !== undefined) {
    const behaviour = behaviourOf(only.file, document);
    if (behaviour !== null) return behaviour;
  }
  const lines = texts.flatMap(({ file, text }) => {
    try {
      return parseJsonLines(text);
    } catch (error) {
      if (!(error instanceof JsonLinesError)) throw error;
      throw new UsageError(`${file}:${error.line}:${error.column}: ${error.because}`);
    }
  });
  const drawn = fromTrace(lines, { ...reading, merged: texts.length > 1 });
  if (drawn.steps.length > 0) return drawn;
  const expected = 'one JSON object a line, {"node": "n1", "action": "Prepare", "args": {...}, "vars": {...}}';
  const found = lines.length === 0 ? 'the file is empty' : 'no line names an action or a variable';
  throw new UsageError(
    `${texts.map(({ file }) => file).join(', ')}: ${found}; expected ${expected}. Lines of another form: --action and --lane say where they name both`,
  );
}

/** The file as one JSON document; null where it is one a line. */
function wholeDocument(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** What `explore` found, or a trace of Apalache or Quint; null for an event. */
function behaviourOf(file: string, document: Readonly<Record<string, unknown>>): Shown | null {
  if (Array.isArray(document.states) && Array.isArray(document.vars)) {
    try {
      const { states, loop } = decodeItf(document);
      return fromStates(
        states.map(({ action, values }) => ({
          action,
          vars: Object.fromEntries([...values].map(([name, value]) => [name, toJson(value)])),
        })),
        loop,
      );
    } catch (error) {
      if (error instanceof EvaluationError) throw new UsageError(`${file}: ${error.message}`);
      throw error;
    }
  }
  if (!('verdict' in document && 'trace' in document)) return null;
  if (!Array.isArray(document.trace)) {
    throw new UsageError(`${file}: the verdict is ${String(document.verdict)}: there is no counterexample to draw`);
  }
  const states = (document.trace as { action: string; state: Record<string, Json> }[]).map(
    ({ action, state }): BehaviourState => ({ action, vars: state }),
  );
  const violated = document.violated as { kind: string; name: string } | null;
  const drawn = fromStates(states, typeof document.loop === 'number' ? document.loop : null);
  if (violated === null) return drawn;
  const step = drawn.steps.length === 0 ? null : drawn.steps.length - 1;
  return { ...drawn, outcome: { kind: 'bad', title: `violates ${violated.name}`, because: '', step } };
}

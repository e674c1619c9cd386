/** `nines diagram FILE...`: a trace or a counterexample as a space-time diagram, or in the formats of other tools. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { JsonLinesError, parseJsonLines } from '../core/json-lines.js';
import type { Value as Json } from '../core/trace.js';
import type { Diagram } from '../report/space-time/diagram.js';
import { type BehaviourState, fromStates } from '../report/space-time/from-states.js';
import { fromTrace, type TraceReading } from '../report/space-time/from-trace.js';
import { decodeItf } from '../tla/itf.js';
import { EvaluationError, toJson } from '../tla/runtime.js';
import { writeDiagram, writeShiviz } from './diagram/write-diagram.js';
import { writeKnownStates } from './diagram/write-known-states.js';
import { type ExitCode, exit, UsageError } from './exit.js';
import { print, printJson } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface Options extends TraceReading {
  readonly output?: string;
  readonly shiviz?: string;
  readonly itf?: string;
  readonly title?: string;
  readonly json?: boolean;
}

export const diagram: Verb = (program) => {
  const command = program
    .command('diagram')
    .description('Draws a trace or a counterexample: nodes as lanes, messages as arrows, one offline HTML page.')
    .argument('<file...>', 'traces (NDJSON), one of a counterexample (.itf.json, or what explore --json printed)')
    .option('-o, --output <file>', 'where the page goes; beside the first file, ending in .html, if left out')
    .option('--lane <path>', "where a line names its node, as event.nid; 'node', 'nid' and the like are found")
    .option('--action <path>', "where a line names its action, as event.name; 'action', 'event' are found")
    .option('--title <text>', "the page's heading; the file's name if left out")
    .option('--shiviz <file>', 'write a log for ShiViz, with vector clocks computed from the messages')
    .option('--itf <file>', 'write what is known of the states in the Informal Trace Format')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['nines diagram run.ndjson -o run.html', 'a trace; click an event to see its step and state'],
    ['nines diagram n1.ndjson n2.ndjson n3.ndjson', 'a log of each node, merged by their vector clocks or times'],
    ['nines diagram example.ndjson --lane event.nid', 'lines of another form: name the place of the node'],
    ['nines diagram run.ndjson --shiviz run.shiviz', 'for ShiViz instead'],
  ]);
};

function run(files: readonly string[], options: Options): ExitCode {
  const [first = ''] = files;
  const shown = read(files, options);
  const name = basename(first);
  const more = files.length === 1 ? '' : ` and ${files.length - 1} more`;
  const whole: Diagram = {
    title: options.title ?? `${name}${more}`,
    subtitle: options.title ? name + more : '',
    ...shown,
  };
  const written: string[] = [];
  if (options.shiviz !== undefined) {
    writeShiviz(options.shiviz, whole);
    written.push(options.shiviz);
  }
  if (options.itf !== undefined) {
    writeKnownStates(options.itf, whole, first);
    written.push(options.itf);
  }
  if (options.output !== undefined || written.length === 0) {
    const page = options.output ?? `${first.replace(/(\.itf)?\.[a-z]*json[a-z]*$/i, '')}.html`;
    writeDiagram(page, whole);
    written.push(page);
  }
  const { lanes, steps, messages } = whole;
  if (options.json) {
    const sizes = written.map((file) => ({ file, bytes: statSync(file).size }));
    printJson({ lanes, events: steps.length, messages: messages.length, written: sizes });
  } else {
    const counts = `${steps.length} events on ${lanes.length} lanes, ${messages.length} messages`;
    for (const file of written) print(`${file}: ${counts}`);
  }
  return exit.good;
}

type Shown = Omit<Diagram, 'title' | 'subtitle'>;

function read(files: readonly string[], reading: TraceReading): Shown {
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
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
  const drawn = fromTrace(lines, { ...reading, merged: files.length > 1 });
  if (drawn.steps.length > 0) return drawn;
  const expected = 'one JSON object a line, {"node": "n1", "action": "Prepare", "args": {...}, "vars": {...}}';
  const found = lines.length === 0 ? 'the file is empty' : 'no line names an action or a variable';
  throw new UsageError(
    `${files.join(', ')}: ${found}; expected ${expected}. Lines of another form: --action and --lane say where they name both`,
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

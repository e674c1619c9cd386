/** `nines diagram FILE...`: a trace or a counterexample as a space-time diagram, or in the formats of other tools. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagram } from '../report/space-time/diagram.js';
import type { TraceReading } from '../report/space-time/from-trace.js';
import { readSource } from './diagram/source.js';
import { writeDiagram, writeShiviz } from './diagram/write-diagram.js';
import { writeKnownStates } from './diagram/write-known-states.js';
import { type ExitCode, exit } from './exit.js';
import { print, printJson } from './terminal.js';
import { textOf } from './tla2ts/trace-file.js';
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
  const shown = readSource(
    files.map((file) => ({ file, text: textOf(file) })),
    options,
  );
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

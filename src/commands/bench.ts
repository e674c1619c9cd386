import { formatPoint } from '../measure/plan.js';
import { measureDeclared } from '../measure/run.js';
import type { FigureRow, Row } from '../results/row.js';
import { chosen, suites } from './bench-folder.js';
import { exit } from './exit.js';
import { quantity } from './numbers.js';
import { type MeasureOptions, measuringOptions, type Session, session } from './session.js';
import { print, printError, printJson, style, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

/** `nines bench [NAME...]`: measures and keeps. */
export const bench: Verb = (program) => {
  const command = program
    .command('bench')
    .description('Measures benchmarks and experiments and keeps the figures in a result folder.')
    .argument('[name...]', 'benchmarks, experiments, suites or families of suites (placement); all of them if left out')
    .action(
      act(async (names: string[], options: MeasureOptions) => {
        const what = chosen(await suites(), names);
        const run = await session(names.join('-') || 'bench', options, (opened) => measureAll(what, opened));
        const figures = run.rows.filter((row) => row.kind === 'figure');
        if (options.json) printJson({ run: run.folder, ...run.info, figures });
        else print(`${figuresTable(figures)}\n\n${run.folder}`);
        const leftOut = leftOutText(run.rows);
        if (leftOut !== null) printError(leftOut);
        return figures.length === 0 && leftOut !== null ? exit.inconclusive : exit.good;
      }),
    );
  measuringOptions(command, 'quick');
  examples(command, [
    ['nines bench', 'everything, about two minutes'],
    ['nines bench placement-lookup --size full', 'one benchmark with all its rounds'],
    ['nines bench placement-lookup --json', 'the figures with their raw rounds'],
  ]);
};

export async function measureAll(what: ReturnType<typeof chosen>, { writer, measuring }: Session): Promise<void> {
  for (const { declaration, rows } of await measureDeclared(what, measuring)) {
    writer.add(declaration);
    for (const row of rows) writer.add(row);
  }
}

/** One line for each goal, and for each declaration of which points, that had to be left out; null where there is none. */
export function leftOutText(rows: readonly Row[]): string | null {
  const told = rows.filter((row) => row.kind === 'leftOut');
  const missing = told.flatMap(({ what, because }) => (because === null ? [] : [`${what} is left out: ${because}`]));
  const late = told.filter(({ because }) => because === null);
  const goals = late.map(({ part, what, replay }) => `  ${part}: ${what} (${replay})`);
  const short = rows.filter((row) => row.kind === 'declaration').filter(({ leftOut }) => leftOut !== undefined);
  const points = short.map(
    ({ name, leftOut = [] }) => `  ${name}: ${leftOut.filter(Boolean).join(', ') || 'its only point'}`,
  );
  const lines = [...goals, ...points];
  if (lines.length > 0)
    missing.push(
      `no time was left for these (they are measured with --size full, or when asked for by name):\n${lines.join('\n')}`,
    );
  return missing.length === 0 ? null : missing.join('\n');
}

/** A benchmark is shown by its time and throughput, an experiment by all of its metrics. */
export function figuresTable(rows: readonly FigureRow[]): string {
  return table(
    ['name', 'at', 'subject', 'metric', 'value ', '95 % interval'],
    rows.map((row) => [
      row.name,
      formatPoint(row.parameters) + (row.workers > 1 ? ` workers=${row.workers}` : ''),
      row.subject,
      row.metric,
      quantity(row.value, row.unit),
      style.dim(`${quantity(row.interval[0], row.unit)} .. ${quantity(row.interval[1], row.unit)}`),
    ]),
  );
}

import { measureGoals } from '../measure/goals.js';
import type { GoalRow } from '../results/row.js';
import { chosenSuites, suites } from './bench-folder.js';
import { type ExitCode, exit } from './exit.js';
import { figure, intervalText, quantity } from './numbers.js';
import { type MeasureOptions, measuringOptions, session } from './session.js';
import { print, printJson, style, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

/** `nines goals [SUITE...]`: what the benches are held to, measured. */
export const goals: Verb = (program) => {
  const command = program
    .command('goals')
    .description('Measures the goals that the benches declare: each a ratio to a control of the same interleaved run.')
    .argument('[suite...]', 'only these suites, or families of suites (placement)')
    .action(
      act(async (names: string[], options: MeasureOptions) => {
        const chosen = chosenSuites(await suites(), names);
        const rows: GoalRow[] = [];
        await session('goals', options, async ({ writer, measuring }) => {
          for (const row of await measureGoals(chosen, measuring)) {
            writer.add(row);
            // Without a budget of a night nothing is left out.
            if (row.kind === 'goal') rows.push(row);
          }
        });
        if (options.json) printJson(rows.map(({ kind: _, ...row }) => row));
        else print(goalsTable(rows));
        return goalsExit(rows);
      }),
    );
  measuringOptions(command, 'quick');
  examples(command, [
    ['nines goals', 'all of them'],
    ['nines goals placement-lookup --json', "one suite's, for a program"],
    ['nines goals --size full', 'more rounds, narrower intervals'],
  ]);
};

export const goalsExit = (rows: readonly GoalRow[]): ExitCode => {
  if (rows.some(({ verdict }) => verdict === 'short')) return exit.bad;
  return rows.some(({ verdict }) => verdict === 'inconclusive') ? exit.inconclusive : exit.good;
};

const verdictStyle = { met: style.good, short: style.bad, inconclusive: style.unsure } as const;

export function goalsTable(rows: readonly GoalRow[]): string {
  if (rows.length === 0) return 'no goals declared';
  return table(
    ['verdict', 'suite', 'goal', 'value ', '95 % interval', 'target'],
    rows.map((row) => [
      verdictStyle[row.verdict](row.verdict),
      row.suite,
      row.name,
      row.against === null ? quantity(row.value, row.unit) : `${row.stopped ? '> ' : ''}${figure(row.value)}`,
      row.against === null
        ? row.interval.map((end) => quantity(end, row.unit)).join(' .. ')
        : row.stopped
          ? `> ${figure(row.interval[0])}: it was stopped`
          : intervalText(row.interval),
      row.against === null
        ? `${row.direction} ${quantity(row.target, row.unit)}`
        : `${row.direction} ${figure(row.target)} times ${row.against}`,
    ]),
  );
}

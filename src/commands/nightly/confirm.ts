/** The part of a night that measures what the history only suspects: both sides of the change, built and run in turn. */
import { dirname } from 'node:path';
import type { Contest } from '../../measure/compare/round.js';
import type { Size } from '../../measure/declare.js';
import { environment } from '../../measure/environment.js';
import { samePoint } from '../../measure/plan.js';
import type { NightlySeries } from '../../results/nights.js';
import { type ComparisonRow, rowsVersion } from '../../results/row.js';
import { windowOf } from '../../stats/changes/confirmation.js';
import { compareInSession, knownRevision, NothingMeasured } from '../comparison.js';
import { project } from '../config.js';
import { UsageError } from '../exit.js';
import type { Session } from '../session.js';
import { printError } from '../terminal.js';
import { searchNights } from './nights.js';

/** Pairs of commits a night: each has to be built twice. What is left over is suspected again tomorrow. */
const mostPairs: Readonly<Record<Size, number>> = { smoke: 1, quick: 1, full: 3 };
/** Twice the rounds of a comparison, for the few figures that are suspected: 5 % must not be missed. */
const roundsOf: Readonly<Record<Size, number>> = { smoke: 2, quick: 31, full: 31 };
/** A level that has lasted longer has become certain or will not. */
const recent = 10;

export interface Pair {
  readonly before: string;
  readonly after: string;
  /** The commits of the nights from one to the other, each once, oldest first. */
  readonly between: readonly string[];
  readonly figures: readonly {
    readonly name: string;
    readonly subject: string;
    readonly parameters: Readonly<Record<string, number | string>>;
  }[];
}

/** The pairs of commits that tonight's suspicions ask for, those with most figures first. */
export function suspectedPairs({ writer, measuring }: Session): Pair[] {
  const machine = environment();
  const info = {
    schema: `nines/run/${rowsVersion}`,
    id: writer.id,
    name: 'nightly',
    started: new Date().toISOString(),
    finished: '',
    command: '',
    size: measuring.size,
    seed: '',
    environment: { ...machine },
    calibration: {},
    rows: 0,
  } as const;
  const found = searchNights(dirname(writer.folder), { info, rows: writer.rows });
  const pairs = new Map<string, Pair & { readonly figures: Pair['figures'][number][] }>();
  if (found === null) return [];
  for (const [index, member] of found.told.entries()) {
    const { row, points } = found.series[index] as NightlySeries;
    if (row.clock !== 'wall' || row.workers > 1) continue;
    for (const change of member.suspected.filter(({ index: at }) => at >= points.length - recent)) {
      const [before, after] = windowOf(member, change, points.length).map((at) => points[at]?.commit ?? null);
      if (typeof before !== 'string' || typeof after !== 'string' || before === after) continue;
      const [from, to] = windowOf(member, change, points.length);
      const commits = points
        .slice(from, to + 1)
        .flatMap(({ commit }) => (commit === null ? [] : [commit.slice(0, 12)]));
      const between = [...new Set(commits)];
      const pair = pairs.get(before + after) ?? {
        ...{ before: before.slice(0, 12), after: after.slice(0, 12), between },
        figures: [],
      };
      pair.figures.push({ name: row.name, subject: row.subject, parameters: row.parameters });
      pairs.set(before + after, pair);
    }
  }
  return [...pairs.values()].sort((a, b) => b.figures.length - a.figures.length);
}

/** A comparison with its builds takes minutes; a night that has less left begins none. */
const enoughMs: Readonly<Record<Size, number>> = { smoke: 0, quick: 60_000, full: 5 * 60_000 };

/** A revision that cannot be built any more leaves its suspicions what they are, and the night goes on. */
export async function confirmSuspicions(opened: Session, endsAt: number): Promise<void> {
  const { size } = opened.measuring;
  const threshold = (await project()).config?.gates?.threshold ?? 0.02;
  const measure = async (
    before: string,
    after: string,
    figures: Pair['figures'],
  ): Promise<readonly ComparisonRow[]> => {
    await knownRevision(before);
    await knownRevision(after);
    const only = [...new Set(figures.map(({ name }) => name))];
    const wanted = ({ declared, subject, parameters }: Contest): boolean =>
      figures.some(
        (figure) =>
          figure.name === declared.name && figure.subject === subject && samePoint(figure.parameters, parameters),
      );
    const options = { only, rounds: roundsOf[size], threshold, wanted, endsAt };
    return (await compareInSession(before, after, options, opened)).comparisons;
  };
  for (const { before, after, between, figures } of suspectedPairs(opened).slice(0, mostPairs[size])) {
    if (performance.now() + enoughMs[size] > endsAt) {
      const names = [...new Set(figures.map(({ name }) => name))].join(' ');
      printError(`no time was left to settle a suspicion: nines compare ${before} ${after} --only ${names}`);
      continue;
    }
    try {
      const found = (await measure(before, after, figures)).find(isDifferent);
      if (found === undefined || size !== 'full') continue;
      const figure = figures.filter(({ name, subject }) => name === found.name && subject === found.subject);
      await halve(between, found, (one, other) => measure(one, other, figure), endsAt);
    } catch (error) {
      if (error instanceof NothingMeasured) return;
      if (!(error instanceof UsageError)) throw error;
      printError(`confirm: ${figures.map(({ name }) => name).join(', ')} stay suspected: ${error.message}`);
    }
  }
}

const isDifferent = ({ difference }: ComparisonRow): boolean => difference === 'slower' || difference === 'faster';

/** Which of the commits did it: halves are measured until one is left, the rounds cannot tell, or the night has no time. */
async function halve(
  commits: readonly string[],
  found: ComparisonRow,
  measure: (before: string, after: string) => Promise<readonly ComparisonRow[]>,
  endsAt: number,
): Promise<void> {
  let [from, to] = [0, commits.length - 1];
  while (to - from > 1 && performance.now() + enoughMs.full < endsAt) {
    const middle = (from + to) >> 1;
    const rows = await measure(commits[from] as string, commits[middle] as string);
    const row = rows.find((each) => samePoint(each.parameters, found.parameters) && each.metric === found.metric);
    if (row?.difference === found.difference) to = middle;
    else if (row?.difference === '~') from = middle;
    else return;
  }
}

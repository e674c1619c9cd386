/** The part of a night that measures what the history only suspects: both sides of the change, built and run in turn. */
import { dirname } from 'node:path';
import type { Size } from '../measure/declare.js';
import { environment } from '../measure/environment.js';
import { samePoint } from '../measure/plan.js';
import type { NightlySeries } from '../results/nights.js';
import { rowsVersion } from '../results/row.js';
import { windowOf } from '../stats/changes/confirmation.js';
import { compareInSession, knownRevision } from './comparison.js';
import { project } from './config.js';
import { UsageError } from './exit.js';
import { searchNights } from './nights.js';
import type { Session } from './session.js';
import { printError } from './terminal.js';

/** Pairs of commits a night: each has to be built twice. What is left over is suspected again tomorrow. */
const mostPairs: Readonly<Record<Size, number>> = { smoke: 1, quick: 1, full: 3 };
/** Twice the rounds of a comparison, for the few figures that are suspected: 5 % must not be missed. */
const roundsOf: Readonly<Record<Size, number>> = { smoke: 2, quick: 31, full: 31 };
/** A level that has lasted longer has become certain or will not. */
const recent = 10;

export interface Pair {
  readonly before: string;
  readonly after: string;
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
      const pair = pairs.get(before + after) ?? { before: before.slice(0, 12), after: after.slice(0, 12), figures: [] };
      pair.figures.push({ name: row.name, subject: row.subject, parameters: row.parameters });
      pairs.set(before + after, pair);
    }
  }
  return [...pairs.values()].sort((a, b) => b.figures.length - a.figures.length);
}

/** A revision that cannot be built any more leaves its suspicions what they are, and the night goes on. */
export async function confirmSuspicions(opened: Session): Promise<void> {
  const threshold = (await project()).config?.gates?.threshold ?? 0.02;
  for (const { before, after, figures } of suspectedPairs(opened).slice(0, mostPairs[opened.measuring.size])) {
    const only = [...new Set(figures.map(({ name }) => name))];
    try {
      await knownRevision(before);
      await knownRevision(after);
      await compareInSession(
        before,
        after,
        {
          only,
          rounds: roundsOf[opened.measuring.size],
          threshold,
          wanted: (contest) =>
            figures.some(
              ({ name, subject, parameters }) =>
                name === contest.declared.name &&
                subject === contest.subject &&
                samePoint(parameters, contest.parameters),
            ),
        },
        opened,
      );
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      printError(`confirm: ${only.join(', ')} stay suspected: ${error.message}`);
    }
  }
}

/** The parts of a night, in order. Each adds its rows to the run and answers nothing: the page and the exit code come from the rows. */
import { dirname } from 'node:path';
import { compareInstructionCounts } from '../../measure/compare/stored.js';
import { environment } from '../../measure/environment.js';
import { measureGoals } from '../../measure/goals.js';
import type { Ends } from '../../measure/plan.js';
import type { FigureRow, Row } from '../../results/row.js';
import { listRuns } from '../../results/store.js';
import { measureAll } from '../bench.js';
import { chosen, chosenSuites, suites } from '../bench-folder.js';
import { compareInSession, knownRevision, NothingMeasured } from '../comparison.js';
import { project } from '../config.js';
import type { Session } from '../session.js';
import { runChecks } from './checks.js';
import { confirmSuspicions } from './confirm.js';
import { exploreSpecs } from './explorations.js';
import { infoOf, rowsIn } from './nights.js';
import { checkTraces } from './traces.js';
import { verifyProtocols } from './verifications.js';

export interface Part {
  readonly name: string;
  /** After which of the night's ends it is given up, should it not keep its time itself; without one, at the end of the night. */
  readonly until?: keyof Ends;
  /** `endsAt`: when the night has to be over, on the clock of performance.now(). */
  readonly run: (session: Session, endsAt: number) => Promise<void>;
}

export const nightParts: readonly Part[] = [
  { name: 'verify', until: 'verify', run: verifyProtocols },
  { name: 'traces', until: 'traces', run: checkTraces },
  { name: 'explore', until: 'explore', run: exploreSpecs },
  { name: 'bench', until: 'wall', run: async (opened) => measureAll(chosen(await suites(), []), opened) },
  { name: 'instructions', run: compareInstructions },
  { name: 'goals', until: 'goals', run: holdToGoals },
  { name: 'compare', run: compareWithBaseline },
  { name: 'confirm', run: confirmSuspicions },
  { name: 'checks', run: runChecks },
];

/** Only where the configuration names a baseline: the work tree as it is built, against that. */
async function compareWithBaseline(opened: Session, endsAt: number): Promise<void> {
  const { config } = await project();
  if (config?.baseline === undefined) return;
  await knownRevision(config.baseline);
  const threshold = config.gates?.threshold ?? 0.02;
  // The rest is for suspicions and checks.
  const soon = performance.now() + (endsAt - performance.now()) / 2;
  try {
    await compareInSession(config.baseline, '.', { only: [], threshold, endsAt: soon }, opened);
  } catch (error) {
    // Its time was over while the baseline was built: whoever runs the parts says so.
    if (!(error instanceof NothingMeasured)) throw error;
  }
}

/** Against the last night on this machine that counted them: more than 0.5 % is a change, without any statistics. */
async function compareInstructions({ writer, measuring }: Session): Promise<void> {
  const isCount = (row: Row): row is FigureRow => row.kind === 'figure' && row.clock === 'instructions';
  const tonight = writer.rows.filter(isCount);
  if (tonight.length === 0) return;
  const { fingerprint } = environment();
  const nights = listRuns(dirname(writer.folder)).map(infoOf).reverse();
  for (const night of nights) {
    if (night?.info.name !== 'nightly' || night.info.size !== measuring.size) continue;
    if (night.info.environment.fingerprint !== fingerprint) continue;
    const counted = rowsIn<FigureRow>(night.folder, 'figure').filter(isCount);
    if (counted.length === 0) continue;
    for (const row of compareInstructionCounts(counted, tonight, [night.info.id, writer.id])) writer.add(row);
    return;
  }
}

async function holdToGoals({ writer, measuring }: Session): Promise<void> {
  for (const row of await measureGoals(chosenSuites(await suites(), []), measuring)) writer.add(row);
}

import { assert } from '../../core/assert.js';
import type { Schedule } from '../../sim/schedule.js';
import { shrink } from '../../sim/shrink.js';
import { type Run, simulate } from '../../sim/simulation.js';
import { type System, unfitSchedule } from '../../sim/system.js';
import { judge, violated } from './judge.js';

export interface MinimalRun {
  readonly run: Run;
  readonly runs: number;
  readonly minimal: boolean;
}

/**
 * The smallest schedule, as far as the budget goes, on which the same property is violated as in `run`: as a fault, or as is expected
 * of the protocol where it was expected in `run`.
 */
export function minimalRun(system: System, run: Run, budget = 2000): MinimalRun {
  const found = judge(system, run);
  const property = violated(found);
  assert(property !== null, 'only a run that violates something is shrunk');
  const again = (schedule: Schedule, mutant = run.mutant): Run => simulate(system, schedule, mutant);
  const violates = (schedule: Schedule): boolean => {
    if (unfitSchedule(system, schedule) !== null) return false;
    const outcome = judge(system, again(schedule));
    return outcome.kind === found.kind && violated(outcome) === property;
  };
  const sound = (schedule: Schedule): boolean => judge(system, again(schedule, null)).kind === 'accepted';
  // What a mutant is caught on has to be the mutant's doing: faults too many for the protocol itself would prove nothing.
  const mutantAlone = found.kind === 'rejected' && run.mutant !== null && sound(run.schedule);
  const fails = (schedule: Schedule): boolean => violates(schedule) && (!mutantAlone || sound(schedule));
  const { schedule } = run;
  const writtenDown: Schedule = {
    ...schedule,
    network: { ...schedule.network, loss: 0, duplicate: 0, late: 0 },
    faults: [...run.nodeFaults, ...run.messageFaults],
  };
  const small = shrink(fails(writtenDown) ? writtenDown : schedule, fails, budget);
  return { run: again(small.schedule), runs: small.runs, minimal: small.minimal };
}

/** The termination protocol, the coordinator's side: Bernstein, Hadzilacos & Goodman 1987, section 7.5, rules TR1 to TR4. */
import type { NodeId } from '../../../core/units.js';
import { decisionMessage, type ResourceManagerState } from './state.js';

/** The coordinator is silent: this resource manager takes its place, in an epoch of its own, and asks for everybody's state. */
export function takeOver(rm: ResourceManagerState): void {
  if (rm.recovering || (rm.rmState !== 'prepared' && rm.rmState !== 'precommitted')) return;
  const count = rm.rms.length;
  const rank = rm.rms.indexOf(rm.self) + 1;
  const epoch = rank + count * Math.max(0, Math.floor((rm.heeds - rank) / count) + 1);
  rm.heeds = epoch;
  rm.told = rm.rmState;
  rm.round = {
    epoch,
    phase: 'states',
    states: new Map([[rm.self, rm.rmState]]),
    acknowledged: new Set([rm.self]),
    recovering: new Set(),
  };
  rm.out.trace('TakeOver', { rm: rm.self, epoch }, { heeds: { [rm.self]: epoch } });
  rm.setPatience();
  rm.out.timer('round', rm.timings.roundMs);
  rm.out.timer('resend', rm.timings.resendMs);
  rm.toAll({ type: 'StateReq', epoch });
  goOn(rm, false);
}

/** Asks those again that have not answered. */
export function askAgain(rm: ResourceManagerState): void {
  const { round } = rm;
  if (round === null) return;
  rm.out.timer('resend', rm.timings.resendMs);
  const type = round.phase === 'states' ? 'StateReq' : 'PreCommit';
  for (const other of missing(rm)) rm.out.send(other, { type, epoch: round.epoch });
}

function missing(rm: ResourceManagerState): NodeId[] {
  const { phase, states, acknowledged, recovering } = rm.round!;
  const answered = phase === 'states' ? states : acknowledged;
  return rm.rms.filter((each) => !answered.has(each) && !recovering.has(each));
}

/** Goes on once all have answered, or time is up: then the others have crashed, as far as anybody can tell. */
export function goOn(rm: ResourceManagerState, timeIsUp: boolean): void {
  const { round } = rm;
  if (round === null || (!timeIsUp && missing(rm).length > 0)) return;
  const { epoch } = round;
  if (round.phase === 'acknowledgements') {
    decide(rm, 'committed', 'TerminateCommit');
    return;
  }
  const precommitted = [...round.states.values()].includes('precommitted');
  if (!precommitted && rm.mutant !== 'commit-when-uncertain') {
    decide(rm, 'aborted', 'TerminateAbort');
    return;
  }
  if (!precommitted || rm.mutant === 'commit-without-pre-commit') {
    decide(rm, 'committed', 'TerminateCommit');
    return;
  }
  // Nobody commits while somebody may be uncertain.
  round.phase = 'acknowledgements';
  rm.become('precommitted', 'TerminatePreCommit', { epoch });
  rm.setPatience();
  rm.out.timer('round', rm.timings.roundMs);
  for (const other of rm.others) rm.out.send(other, { type: 'PreCommit', epoch });
  goOn(rm, false);
}

function decide(rm: ResourceManagerState, decision: 'committed' | 'aborted', action: string): void {
  const { epoch } = rm.round!;
  rm.become(decision, action, { epoch });
  endWaiting(rm);
  rm.toAll(decisionMessage(decision));
}

export function endWaiting(rm: ResourceManagerState): void {
  rm.round = null;
  for (const timer of ['patience', 'round', 'resend']) rm.out.timer(timer, null);
}

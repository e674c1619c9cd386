import type { Millis, NodeId } from '../../../core/units.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { CommitReply, CommitRequest, Decision } from '../message.js';
import type { RmState, ThreePhaseMessage, ThreePhaseRecord } from './message.js';
import { decisionMessage, ResourceManagerState, type ThreePhaseOptions } from './state.js';
import { askAgain, endWaiting, goOn, takeOver } from './termination.js';

/**
 * A resource manager (RM) of three-phase commit. Unlike in two-phase commit it need not wait for the transaction manager for
 * ever: after a while without a word it ends the transaction together with the others that answer.
 */
export class ThreePhaseResourceManager
  implements ProtocolNode<ThreePhaseMessage, ThreePhaseRecord, CommitRequest, CommitReply>
{
  readonly #rm: ResourceManagerState;
  readonly #reborn: boolean;

  constructor(options: ThreePhaseOptions, records: readonly ThreePhaseRecord[]) {
    this.#rm = new ResourceManagerState(options, records);
    // Without a record it has said nothing to anybody: it is as new.
    this.#reborn = records.length > 0;
  }

  /** For the judge of a run. */
  get rmState(): RmState {
    return this.#rm.rmState;
  }

  step(
    _now: Millis,
    input: Input<ThreePhaseMessage, CommitRequest>,
  ): Effects<ThreePhaseMessage, ThreePhaseRecord, CommitReply> {
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#refuse(input.id);
    else this.#timeout(input.timer);
    return this.#rm.out.take();
  }

  #timeout(timer: string): void {
    const rm = this.#rm;
    if (timer === startTimer) this.#start();
    else if (timer === 'patience') this.#patienceEnds();
    else if (timer === 'round') goOn(rm, true);
    else if (rm.recovering) this.#inquire();
    else askAgain(rm);
  }

  #start(): void {
    const rm = this.#rm;
    if (!this.#reborn) return;
    rm.out.trace('Crash', { n: rm.self }, { rmState: { [rm.self]: rm.rmState } });
    if (rm.decision !== null) return;
    if (rm.mutant === 'recovered-takes-part') {
      rm.setPatience();
      return;
    }
    rm.recovering = true;
    this.#inquire();
  }

  #inquire(): void {
    const rm = this.#rm;
    if (rm.decision !== null) return;
    rm.toAll({ type: 'Inquiry' });
    rm.out.timer('resend', rm.timings.resendMs);
  }

  #patienceEnds(): void {
    const rm = this.#rm;
    if (rm.mutant === 'abort-after-vote' && rm.rmState === 'prepared') this.#chooseToAbort();
    else if (rm.mutant === 'time-out-commits' && rm.rmState === 'prepared') this.#end('committed');
    else takeOver(rm);
  }

  #receive(from: NodeId, message: ThreePhaseMessage): void {
    const rm = this.#rm;
    if (message.type === 'Commit') this.#end('committed');
    else if (message.type === 'Abort') this.#end('aborted');
    else if (rm.decision !== null) rm.out.send(from, decisionMessage(rm.decision));
    else if (message.type === 'Prepare') this.#prepare();
    else if (message.type === 'Recovering') this.#receiveRecovering(from);
    else if (rm.recovering) rm.out.send(from, { type: 'Recovering' });
    else this.#answer(from, message);
  }

  /** What is asked of one that has not decided and has not crashed. */
  #answer(from: NodeId, message: ThreePhaseMessage): void {
    const rm = this.#rm;
    const { round } = rm;
    switch (message.type) {
      case 'StateReq':
      case 'Inquiry':
        // Who has not voted may abort, and then the question is answered.
        if (rm.rmState === 'working') this.#chooseToAbort();
        else if (message.type === 'StateReq') this.#sendState(from, message.epoch);
        break;
      case 'PreCommit':
        this.#preCommit(from, message.epoch);
        break;
      case 'State':
        if (round?.epoch === message.epoch && round.phase === 'states') {
          round.states.set(from, message.state);
          goOn(rm, false);
        }
        break;
      case 'Ack':
        if (round?.epoch === message.epoch) {
          round.acknowledged.add(from);
          goOn(rm, false);
        }
        break;
    }
  }

  #prepare(): void {
    const rm = this.#rm;
    if (rm.rmState === 'working') {
      rm.become('prepared', 'RMPrepare');
      rm.setPatience();
    }
    rm.out.send(rm.tm, { type: 'Prepared', rm: rm.self });
  }

  #sendState(coordinator: NodeId, epoch: number): void {
    const rm = this.#rm;
    if (rm.rmState !== 'prepared' && rm.rmState !== 'precommitted') return;
    if (epoch > rm.heeds) {
      rm.heeds = epoch;
      rm.told = rm.rmState;
      rm.round = null;
      rm.out.trace('SendState', { rm: rm.self, epoch }, { heeds: { [rm.self]: epoch } });
      rm.setPatience();
    }
    if (epoch === rm.heeds) rm.out.send(coordinator, { type: 'State', epoch, state: rm.told! });
  }

  /** Only from the newest coordinator: what an older one has sent may be undone already. */
  #preCommit(coordinator: NodeId, epoch: number): void {
    const rm = this.#rm;
    if (rm.rmState !== 'prepared' && rm.rmState !== 'precommitted') return;
    if (epoch !== rm.heeds) return;
    if (rm.acknowledgedEpoch !== epoch) {
      rm.acknowledgedEpoch = epoch;
      rm.become('precommitted', 'RMRcvPreCommit', { epoch });
      rm.setPatience();
    }
    rm.out.send(coordinator, { type: 'Ack', rm: rm.self, epoch });
  }

  #receiveRecovering(from: NodeId): void {
    const rm = this.#rm;
    rm.round?.recovering.add(from);
    goOn(rm, false);
    if (!rm.recovering) return;
    rm.recoveringOthers.add(from);
    if (rm.recoveringOthers.size < rm.rms.length) return;
    // Everybody has crashed, none has decided, and nobody will take over: any decision will do, and abort always may.
    rm.become('aborted', 'DecideAfterTotalFailure');
    endWaiting(rm);
    rm.toAll({ type: 'Abort' });
  }

  #refuse(id: string): void {
    const rm = this.#rm;
    if (rm.decision !== null) rm.out.reply(id, rm.decision);
    else if (rm.rmState !== 'working') rm.out.reply(id, 'voted');
    else {
      this.#chooseToAbort();
      rm.out.reply(id, 'refused');
    }
  }

  #chooseToAbort(): void {
    const rm = this.#rm;
    rm.become('aborted', 'RMChooseToAbort');
    endWaiting(rm);
    rm.toAll({ type: 'Abort' });
  }

  #end(decision: Decision): void {
    const rm = this.#rm;
    if (rm.decision !== null) return;
    rm.become(decision, decision === 'committed' ? 'RMRcvCommitMsg' : 'RMRcvAbortMsg');
    endWaiting(rm);
  }
}

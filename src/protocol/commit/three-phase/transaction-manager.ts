import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { CommitReply, CommitRequest, Decision } from '../message.js';
import type { ThreePhaseMessage, ThreePhaseMutant, ThreePhaseRecord, ThreePhaseTimings } from './message.js';
import { decisionMessage, type ThreePhaseOptions } from './state.js';

/**
 * The transaction manager (TM) of three-phase commit for one transaction: the coordinator of epoch 0. Once it has crashed it is
 * one that asks the resource managers how it ended.
 */
export class ThreePhaseTransactionManager
  implements ProtocolNode<ThreePhaseMessage, ThreePhaseRecord, CommitRequest, CommitReply>
{
  readonly #self: NodeId;
  readonly #rms: readonly NodeId[];
  readonly #timings: ThreePhaseTimings;
  readonly #mutant: ThreePhaseMutant | null;
  readonly #out = new Outbox<ThreePhaseMessage, ThreePhaseRecord, CommitReply>();
  readonly #reborn: boolean;
  #tmState: 'init' | 'precommitted' | Decision = 'init';
  /** Durable: it has asked for votes. */
  #begun = false;
  #recovering = false;
  readonly #prepared = new Set<NodeId>();
  /** Resource managers that have acknowledged PreCommit, or say that they have crashed. */
  readonly #acknowledged = new Set<NodeId>();
  #waiting: string[] = [];

  constructor(options: ThreePhaseOptions, records: readonly ThreePhaseRecord[]) {
    this.#self = options.self;
    this.#rms = options.rms;
    this.#timings = options.timings;
    this.#mutant = options.mutant ?? null;
    this.#reborn = records.length > 0;
    for (const record of records) {
      if ('begun' in record) this.#begun = true;
      else if ('decision' in record) this.#tmState = record.decision;
    }
  }

  /** For the judge of a run. */
  get decision(): Decision | null {
    return this.#tmState === 'committed' || this.#tmState === 'aborted' ? this.#tmState : null;
  }

  step(
    _now: Millis,
    input: Input<ThreePhaseMessage, CommitRequest>,
  ): Effects<ThreePhaseMessage, ThreePhaseRecord, CommitReply> {
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#request(input.id);
    else this.#timeout(input.timer);
    return this.#out.take();
  }

  #timeout(timer: string): void {
    if (timer === startTimer) this.#start();
    else if (timer === 'decide') {
      if (this.#tmState === 'init' && !this.#recovering) this.#decide('aborted', 'TMAbort');
    } else if (timer === 'round') {
      // Who has not acknowledged has crashed, as far as the TM can tell.
      if (this.#tmState === 'precommitted') this.#decide('committed', 'TMCommit');
    } else this.#resend();
  }

  #start(): void {
    if (!this.#reborn) return;
    this.#out.trace('Crash', { n: this.#self }, this.decision === null ? {} : { tmState: this.#tmState });
    if (this.decision !== null) return;
    this.#recovering = this.#mutant !== 'recovered-takes-part';
    this.#resend();
  }

  #request(id: string): void {
    if (this.decision !== null) {
      this.#out.reply(id, this.decision);
      return;
    }
    this.#waiting.push(id);
    if (this.#begun) return;
    this.#begun = true;
    this.#out.persist({ begun: true });
    this.#out.timer('decide', this.#timings.decideMs);
    this.#resend();
  }

  #receive(from: NodeId, message: ThreePhaseMessage): void {
    if (message.type === 'Commit') this.#learn('committed', 'TMRcvCommitMsg');
    else if (message.type === 'Abort') this.#learn('aborted', 'TMRcvAbortMsg');
    else if (this.decision !== null) {
      if (message.type !== 'Recovering') this.#out.send(from, decisionMessage(this.decision));
    } else if (this.#recovering) {
      if (message.type === 'Inquiry') this.#out.send(from, { type: 'Recovering' });
    } else if (message.type === 'Prepared') this.#receivePrepared(message.rm);
    else if (message.type === 'Ack' && message.epoch === 0) this.#receiveAck(from);
    else if (message.type === 'Recovering') this.#receiveAck(from);
  }

  #receivePrepared(rm: NodeId): void {
    if (this.#tmState !== 'init') return;
    this.#prepared.add(rm);
    const missing = this.#rms.length - this.#prepared.size;
    if (missing > (this.#mutant === 'commit-without-every-vote' ? 1 : 0)) return;
    this.#tmState = 'precommitted';
    this.#out.trace('TMPreCommit', {}, { tmState: 'precommitted' });
    this.#out.timer('decide', null);
    this.#out.timer('round', this.#timings.roundMs);
    this.#resend();
  }

  #receiveAck(rm: NodeId): void {
    this.#acknowledged.add(rm);
    if (this.#tmState === 'precommitted' && this.#acknowledged.size === this.#rms.length)
      this.#decide('committed', 'TMCommit');
  }

  #learn(decision: Decision, action: string): void {
    if (this.decision === null) this.#decide(decision, action);
  }

  #decide(decision: Decision, action: string): void {
    this.#tmState = decision;
    if (this.#mutant !== 'decision-not-logged') this.#out.persist({ decision });
    this.#out.trace(action, {}, { tmState: decision });
    for (const timer of ['decide', 'round', 'resend']) this.#out.timer(timer, null);
    for (const rm of this.#rms) this.#out.send(rm, decisionMessage(decision));
    for (const id of this.#waiting) this.#out.reply(id, decision);
    this.#waiting = [];
  }

  /** To whom the next answer is missing: of all, after a crash. Once it has decided it only answers. */
  #resend(): void {
    if (this.decision !== null || !this.#begun) return;
    this.#out.timer('resend', this.#timings.resendMs);
    for (const rm of this.#rms) {
      if (this.#recovering) this.#out.send(rm, { type: 'Inquiry' });
      else if (this.#tmState === 'init') {
        if (!this.#prepared.has(rm)) this.#out.send(rm, { type: 'Prepare' });
      } else if (!this.#acknowledged.has(rm)) this.#out.send(rm, { type: 'PreCommit', epoch: 0 });
    }
  }
}

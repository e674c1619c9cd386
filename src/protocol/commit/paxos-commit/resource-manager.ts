import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { CommitReply, CommitRequest, Decision } from '../message.js';
import type { PaxosCommitMessage, PaxosCommitMutant, PaxosCommitRecord, PaxosCommitTimings, Vote } from './message.js';

export interface PaxosCommitOptions {
  readonly self: NodeId;
  readonly rms: readonly NodeId[];
  readonly acceptors: readonly NodeId[];
  readonly timings: PaxosCommitTimings;
  readonly mutant?: PaxosCommitMutant | null;
}

/**
 * A resource manager (RM) of Paxos Commit. Its vote goes to the acceptors, not to a transaction manager: once a majority of them
 * has it, neither its own death nor that of any leader keeps the others from learning it.
 */
export class PaxosCommitResourceManager
  implements ProtocolNode<PaxosCommitMessage, PaxosCommitRecord, CommitRequest, CommitReply>
{
  readonly #self: NodeId;
  readonly #acceptors: readonly NodeId[];
  readonly #timings: PaxosCommitTimings;
  readonly #mutant: PaxosCommitMutant | null;
  readonly #out = new Outbox<PaxosCommitMessage, PaxosCommitRecord, CommitReply>();
  #rmState: 'working' | 'prepared' | Decision = 'working';
  /** What it has told the acceptors: not the outcome, which may be another. */
  #vote: Vote | null = null;
  #resends = 0;

  constructor(options: PaxosCommitOptions, records: readonly PaxosCommitRecord[]) {
    this.#self = options.self;
    this.#acceptors = options.acceptors;
    this.#timings = options.timings;
    this.#mutant = options.mutant ?? null;
    for (const record of records) {
      if ('vote' in record) {
        this.#vote = record.vote;
        this.#rmState = record.vote;
      } else if ('outcome' in record) this.#rmState = record.outcome;
    }
  }

  /** For the judge of a run. */
  get rmState(): 'working' | 'prepared' | Decision {
    return this.#rmState;
  }

  step(
    _now: Millis,
    input: Input<PaxosCommitMessage, CommitRequest>,
  ): Effects<PaxosCommitMessage, PaxosCommitRecord, CommitReply> {
    if (input.kind === 'message') this.#receive(input.message);
    else if (input.kind === 'request') {
      if (input.request === 'refuse') this.#refuse(input.id);
    } else if (this.#rmState === 'prepared' && (input.timer === startTimer || input.timer === 'resend')) this.#again();
    return this.#out.take();
  }

  #receive(message: PaxosCommitMessage): void {
    if (message.type === 'Prepare') {
      if (this.#rmState === 'working') this.#prepare();
      else this.#sendVote();
    } else if (message.type === 'Commit') this.#end('committed');
    else if (message.type === 'Abort') this.#end('aborted');
  }

  #prepare(): void {
    this.#vote = 'prepared';
    if (this.#mutant !== 'vote-not-logged') this.#out.persist({ vote: 'prepared' });
    this.#become('prepared', 'RMPrepare');
    this.#sendVote();
    this.#out.timer('resend', this.#timings.resendMs);
  }

  #sendVote(): void {
    const val = this.#vote;
    if (val === null) return;
    for (const acceptor of this.#acceptors) this.#out.send(acceptor, { type: 'phase2a', ins: this.#self, bal: 0, val });
  }

  /** It waits for nobody in particular: any acceptor may lead, and tell. */
  #again(): void {
    this.#resends += 1;
    if (this.#mutant === 'abort-after-vote' && this.#resends > 4) {
      this.#chooseToAbort();
      return;
    }
    this.#sendVote();
    for (const acceptor of this.#acceptors) this.#out.send(acceptor, { type: 'Inquiry' });
    this.#out.timer('resend', this.#timings.resendMs);
  }

  #refuse(id: string): void {
    if (this.#rmState === 'prepared') this.#out.reply(id, 'voted');
    else if (this.#rmState !== 'working') this.#out.reply(id, this.#rmState);
    else {
      this.#chooseToAbort();
      this.#out.reply(id, 'refused');
    }
  }

  #chooseToAbort(): void {
    this.#vote = 'aborted';
    this.#out.persist({ vote: 'aborted' });
    this.#become('aborted', 'RMChooseToAbort');
    this.#sendVote();
  }

  #end(decision: Decision): void {
    if (this.#rmState === 'committed' || this.#rmState === 'aborted') return;
    this.#out.persist({ outcome: decision });
    this.#become(decision, decision === 'committed' ? 'RMRcvCommitMsg' : 'RMRcvAbortMsg');
    this.#out.timer('resend', null);
  }

  #become(rmState: 'prepared' | Decision, action: string): void {
    this.#rmState = rmState;
    this.#out.trace(action, { rm: this.#self }, { rmState: { [this.#self]: rmState } });
  }
}

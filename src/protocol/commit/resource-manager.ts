import type { Millis, NodeId } from '../../core/units.js';
import { type Effects, effects, type Input, noEffects, type ProtocolNode, startTimer } from '../protocol.js';
import type {
  CommitMessage,
  CommitMutant,
  CommitRecord,
  CommitReply,
  CommitRequest,
  CommitTimings,
  Decision,
} from './message.js';

type CommitEffects = Effects<CommitMessage, CommitRecord, CommitReply>;
type RmState = 'working' | 'prepared' | Decision;

/**
 * A resource manager (RM) of two-phase commit. Its vote is durable before it is sent; from then on only the transaction manager
 * can end the transaction, and the vote is sent anew until it does: this is where two-phase commit blocks.
 */
export class ResourceManager implements ProtocolNode<CommitMessage, CommitRecord, CommitRequest, CommitReply> {
  readonly #self: NodeId;
  readonly #tm: NodeId;
  readonly #timings: CommitTimings;
  readonly #mutant: CommitMutant | null;
  #rmState: RmState = 'working';

  constructor(
    self: NodeId,
    tm: NodeId,
    timings: CommitTimings,
    records: readonly CommitRecord[],
    mutant: CommitMutant | null = null,
  ) {
    this.#self = self;
    this.#tm = tm;
    this.#timings = timings;
    this.#mutant = mutant;
    for (const record of records) if ('rmState' in record) this.#rmState = record.rmState;
  }

  /** For the judge of a finished run. */
  get rmState(): RmState {
    return this.#rmState;
  }

  step(_now: Millis, input: Input<CommitMessage, CommitRequest>): CommitEffects {
    if (input.kind === 'message') return this.#receive(input.message);
    if (input.kind === 'request') return this.#refuse(input.id);
    if (input.timer !== 'resend' && input.timer !== startTimer) return noEffects;
    if (this.#rmState !== 'prepared') return noEffects;
    if (this.#mutant === 'abort-after-vote' && input.timer === 'resend') return this.#chooseToAbort();
    return this.#vote();
  }

  #receive(message: CommitMessage): CommitEffects {
    switch (message.type) {
      case 'Prepare':
        return this.#prepare();
      case 'Commit':
        return this.#end('committed');
      case 'Abort':
        return this.#end('aborted');
      default:
        return noEffects;
    }
  }

  #prepare(): CommitEffects {
    if (this.#rmState === 'prepared') return this.#vote();
    if (this.#rmState === 'aborted') return this.#say({ type: 'Refused', rm: this.#self });
    if (this.#rmState === 'committed') return this.#say({ type: 'Acknowledged', rm: this.#self });
    this.#rmState = 'prepared';
    return {
      ...this.#vote(),
      persist: this.#mutant === 'vote-not-logged' ? [] : [{ rmState: 'prepared' }],
      trace: [{ action: 'RMPrepare', args: { rm: this.#self }, vars: { rmState: { [this.#self]: 'prepared' } } }],
    };
  }

  #vote(): CommitEffects {
    return effects({
      send: [{ to: this.#tm, message: { type: 'Prepared', rm: this.#self } }],
      timers: [{ timer: 'resend', after: this.#timings.resendMs }],
    });
  }

  #refuse(id: string): CommitEffects {
    if (this.#rmState === 'prepared') return effects({ replies: [{ id, reply: 'voted' }] });
    if (this.#rmState !== 'working') return effects({ replies: [{ id, reply: this.#rmState }] });
    return { ...this.#chooseToAbort(), replies: [{ id, reply: 'refused' }] };
  }

  #chooseToAbort(): CommitEffects {
    this.#rmState = 'aborted';
    return effects({
      persist: [{ rmState: 'aborted' }],
      trace: [{ action: 'RMChooseToAbort', args: { rm: this.#self }, vars: { rmState: { [this.#self]: 'aborted' } } }],
      send: [{ to: this.#tm, message: { type: 'Refused', rm: this.#self } }],
    });
  }

  #end(decision: Decision): CommitEffects {
    const acknowledged = this.#say({ type: 'Acknowledged', rm: this.#self });
    if (this.#rmState === decision) return acknowledged;
    this.#rmState = decision;
    const action = decision === 'committed' ? 'RMRcvCommitMsg' : 'RMRcvAbortMsg';
    return {
      ...acknowledged,
      persist: [{ rmState: decision }],
      trace: [{ action, args: { rm: this.#self }, vars: { rmState: { [this.#self]: decision } } }],
      timers: [{ timer: 'resend', after: null }],
    };
  }

  #say(message: CommitMessage): CommitEffects {
    return effects({ send: [{ to: this.#tm, message }] });
  }
}

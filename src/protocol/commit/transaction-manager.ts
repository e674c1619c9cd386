import type { SpecStep } from '../../core/trace.js';
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

/**
 * The transaction manager (TM) of two-phase commit for one transaction. Its decision is durable before anybody hears of it, and is
 * sent anew until every resource manager has acknowledged it. The votes it has counted are not: after a restart without a
 * decision it starts from none, and the resource managers, who do remember, send theirs again.
 */
export class TransactionManager implements ProtocolNode<CommitMessage, CommitRecord, CommitRequest, CommitReply> {
  readonly #rms: readonly NodeId[];
  readonly #timings: CommitTimings;
  readonly #mutant: CommitMutant | null;
  #tmState: 'init' | 'done' = 'init';
  #decision: Decision | null = null;
  readonly #tmPrepared = new Set<NodeId>();
  readonly #acknowledged = new Set<NodeId>();
  /** Requests that wait for the decision. */
  #waiting: string[] = [];
  /** Votes are being collected: the timers run. */
  #collecting = false;

  constructor(
    rms: readonly NodeId[],
    timings: CommitTimings,
    records: readonly CommitRecord[],
    mutant: CommitMutant | null = null,
  ) {
    this.#rms = rms;
    this.#timings = timings;
    this.#mutant = mutant;
    for (const record of records) {
      if ('decision' in record) {
        this.#tmState = 'done';
        this.#decision = record.decision;
      }
    }
  }

  /** For the judge of a finished run. */
  get decision(): Decision | null {
    return this.#decision;
  }

  step(_now: Millis, input: Input<CommitMessage, CommitRequest>): CommitEffects {
    if (input.kind === 'message') return this.#receive(input.from, input.message);
    if (input.kind === 'request') return this.#request(input.id);
    if (input.timer === 'decide') return this.#tmState === 'init' ? this.#decide('aborted') : noEffects;
    if (input.timer === 'resend' || input.timer === startTimer) return this.#resend();
    return noEffects;
  }

  #request(id: string): CommitEffects {
    if (this.#decision !== null) return effects({ replies: [{ id, reply: this.#decision }] });
    this.#waiting.push(id);
    return this.#collect([]);
  }

  /** Asks for the votes that are missing and sets the timers. */
  #collect(trace: readonly SpecStep[]): CommitEffects {
    if (this.#collecting) return effects({ trace });
    this.#collecting = true;
    return effects({
      trace,
      send: this.#rms.filter((rm) => !this.#tmPrepared.has(rm)).map((to) => ({ to, message: { type: 'Prepare' } })),
      timers: [
        { timer: 'resend', after: this.#timings.resendMs },
        { timer: 'decide', after: this.#timings.decideMs },
      ],
    });
  }

  #receive(from: NodeId, message: CommitMessage): CommitEffects {
    switch (message.type) {
      case 'Prepared':
        return this.#tmState === 'init' ? this.#receivePrepared(message.rm) : this.#sendDecision([from]);
      case 'Refused':
        return this.#tmState === 'init' ? this.#decide('aborted') : noEffects;
      case 'Acknowledged':
        this.#acknowledged.add(message.rm);
        return noEffects;
      default:
        return noEffects;
    }
  }

  #receivePrepared(rm: NodeId): CommitEffects {
    if (this.#tmPrepared.has(rm)) return noEffects;
    this.#tmPrepared.add(rm);
    // tmPrepared stays out of vars: after a restart it lacks votes that the specification, which knows no restart, still counts.
    const received: SpecStep = { action: 'TMRcvPrepared', args: { rm }, vars: { tmState: 'init' } };
    const missing = this.#rms.length - this.#tmPrepared.size;
    if (missing > (this.#mutant === 'commit-without-every-vote' ? 1 : 0)) return this.#collect([received]);
    return this.#decide('committed', [received]);
  }

  #decide(decision: Decision, before: readonly SpecStep[] = []): CommitEffects {
    this.#tmState = 'done';
    this.#decision = decision;
    const action = decision === 'committed' ? 'TMCommit' : 'TMAbort';
    const replies = this.#waiting.map((id) => ({ id, reply: decision }));
    this.#waiting = [];
    return effects({
      persist: this.#mutant === 'decision-not-logged' ? [] : [{ decision }],
      trace: [...before, { action, args: {}, vars: { tmState: 'done' } }],
      send: this.#sendDecision(this.#rms).send,
      timers: [
        { timer: 'decide', after: null },
        { timer: 'resend', after: this.#timings.resendMs },
      ],
      replies,
    });
  }

  #sendDecision(to: readonly NodeId[]): CommitEffects {
    const message: CommitMessage = { type: this.#decision === 'committed' ? 'Commit' : 'Abort' };
    return effects({ send: to.map((rm) => ({ to: rm, message })) });
  }

  #resend(): CommitEffects {
    const timers = [{ timer: 'resend', after: this.#timings.resendMs }];
    if (this.#decision !== null) {
      const rest = this.#rms.filter((rm) => !this.#acknowledged.has(rm));
      return rest.length === 0 ? noEffects : effects({ send: this.#sendDecision(rest).send, timers });
    }
    if (!this.#collecting) return noEffects;
    const missing = this.#rms.filter((rm) => !this.#tmPrepared.has(rm));
    return effects({ send: missing.map((to) => ({ to, message: { type: 'Prepare' } })), timers });
  }
}

import type { NodeId } from '../../../core/units.js';
import type { StateMachine } from '../../state-machine.js';
import type { LeaseAnswer, LeaseCommand, LeaseMutant, LeaseRecord } from './message.js';

/** An epoch that has begun, or where a restart or a snapshot has led. */
export type RecordStep =
  | { readonly kind: 'granted'; readonly epoch: number; readonly to: NodeId }
  | { readonly kind: 'restored'; readonly epoch: number };

/** Who leads, as a state machine. A command that comes again finds another version, and does nothing: its answer is remembered. */
export class LeaseMachine implements StateMachine<LeaseCommand, null, LeaseAnswer, LeaseSnapshot> {
  readonly #mutant: LeaseMutant | null;
  #record: LeaseRecord = { version: 0, epoch: 0, leader: null };
  /** Of each candidate the last command, and how the record was after it. */
  #last = new Map<NodeId, { readonly id: string; readonly answer: LeaseAnswer }>();
  readonly #steps: RecordStep[] = [];

  constructor(mutant: LeaseMutant | null) {
    this.#mutant = mutant;
  }

  get epoch(): number {
    return this.#record.epoch;
  }

  takeSteps(): RecordStep[] {
    return this.#steps.splice(0);
  }

  apply(id: string, { candidate, version, own }: LeaseCommand): LeaseAnswer {
    const known = this.#last.get(candidate);
    if (known?.id === id) return known.answer;
    const done = version === this.#record.version || this.#mutant === 'taken-over-blindly';
    if (done) this.#grant(candidate, own);
    const answer: LeaseAnswer = { kind: 'record', record: this.#record, done };
    this.#last.set(candidate, { id, answer });
    return answer;
  }

  #grant(candidate: NodeId, own: number): void {
    const { version, epoch, leader } = this.#record;
    const prolonged = leader === candidate && own === epoch;
    const begins = !prolonged && (this.#mutant !== 'epoch-not-begun' || epoch === 0);
    this.#record = { version: version + 1, epoch: begins ? epoch + 1 : epoch, leader: candidate };
    if (begins) this.#steps.push({ kind: 'granted', epoch: epoch + 1, to: candidate });
  }

  result(id: string): LeaseAnswer | undefined {
    for (const last of this.#last.values()) if (last.id === id) return last.answer;
    return undefined;
  }

  get(): LeaseAnswer {
    return { kind: 'record', record: this.#record, done: false };
  }

  snapshot(): LeaseSnapshot {
    const epoch = this.#mutant === 'snapshot-without-epoch' ? 0 : this.#record.epoch;
    return { record: { ...this.#record, epoch }, last: [...this.#last] };
  }

  restore({ record, last }: LeaseSnapshot): void {
    this.#record = record;
    this.#last = new Map(last);
    this.#steps.push({ kind: 'restored', epoch: record.epoch });
  }
}

export interface LeaseSnapshot {
  readonly record: LeaseRecord;
  readonly last: readonly (readonly [NodeId, { readonly id: string; readonly answer: LeaseAnswer }])[];
}

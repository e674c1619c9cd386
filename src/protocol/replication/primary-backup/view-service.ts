import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type {
  MessageOf,
  PrimaryBackupMessage,
  PrimaryBackupRecord,
  PrimaryBackupReply,
  PrimaryBackupRequest,
} from './message.js';
import type { ReplicaOptions } from './state.js';

type Report = MessageOf<'Report'>;

/** How many times its usual patience it has at most, and after how many ticks without a fail-over it has half of it. */
const mostPatient = 16;
const calmTicks = 100;

/**
 * Says who is the primary. It crashes and comes back but does not lose its memory: the papers take it for one that never fails,
 * built on consensus.
 */
export class ViewService
  implements ProtocolNode<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupRequest, PrimaryBackupReply>
{
  readonly #options: ReplicaOptions;
  readonly #out = new Outbox<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupReply>();
  #view: { epoch: number; primary: NodeId | null; members: readonly NodeId[] };
  readonly #silentTicks = new Map<NodeId, number>();
  readonly #reports = new Map<NodeId, Report>();
  #waitedTicks = 0;
  /** Ticks of silence that it takes for death: twice as many after each fail-over, for a slow disk looks like a crash. */
  #limit: number;
  #calmTicks = 0;

  constructor(options: ReplicaOptions, records: readonly PrimaryBackupRecord[]) {
    this.#options = options;
    const { replicas, timings } = options;
    this.#limit = timings.silentTicks;
    this.#view = { epoch: 1, primary: replicas[0]!, members: replicas };
    for (const record of records) if ('service' in record) this.#view = record.service;
    for (const id of replicas) this.#silentTicks.set(id, 0);
  }

  /** For the judge of a run. */
  get view(): { readonly epoch: number; readonly primary: NodeId | null; readonly members: readonly NodeId[] } {
    return this.#view;
  }

  step(
    _now: Millis,
    input: Input<PrimaryBackupMessage, PrimaryBackupRequest>,
  ): Effects<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupReply> {
    if (input.kind === 'request') this.#out.reply(input.id, { kind: 'redirect', leader: this.#view.primary });
    else if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.timer === 'tick' || input.timer === startTimer) this.#tick();
    return this.#out.take();
  }

  #receive(from: NodeId, message: PrimaryBackupMessage): void {
    const { epoch, primary } = this.#view;
    if (message.type === 'Alive') {
      this.#silentTicks.set(from, 0);
      if (message.epoch < epoch || (from === primary && message.synced < epoch)) this.#tell(from);
    } else if (message.type === 'Report') {
      if (primary !== null || message.epoch !== epoch) return;
      this.#reports.set(from, message);
      this.#promote();
    } else if (message.type === 'Propose') {
      if (from === primary && message.epoch === epoch) this.#reconfigure(message.members);
    }
  }

  #tick(): void {
    const { primary } = this.#view;
    const { silentTicks, tickMs } = this.#options.timings;
    this.#calmTicks += 1;
    if (this.#calmTicks % calmTicks === 0) this.#limit = Math.max(silentTicks, this.#limit / 2);
    for (const [id, ticks] of this.#silentTicks) this.#silentTicks.set(id, ticks + 1);
    if (primary !== null && this.#silentTicks.get(primary)! > this.#limit) this.#startFailover();
    else if (primary === null) {
      this.#waitedTicks += 1;
      this.#promote();
      if (this.#view.primary === null) this.#tellAll();
    }
    this.#out.timer('tick', tickMs);
  }

  #startFailover(): void {
    this.#reports.clear();
    this.#waitedTicks = 0;
    this.#calmTicks = 0;
    this.#limit = Math.min(2 * this.#limit, mostPatient * this.#options.timings.silentTicks);
    this.#become({ epoch: this.#view.epoch + 1, primary: null, members: this.#view.members });
    this.#out.trace('StartFailover', {}, {});
    this.#tellAll();
  }

  #promote(): void {
    const { mode, timings, replicas, mutant } = this.#options;
    const members = mutant === 'promotes-anybody' ? replicas : this.#view.members;
    const heard = members.filter((id) => this.#reports.has(id));
    // All but one: the old primary is mostly dead, and where one copy is enough all but one have to be asked.
    const patient = this.#waitedTicks < timings.patientTicks;
    if (heard.length < Math.max(1, patient ? members.length - 1 : 1)) return;
    const ordered = [...heard].sort((a, b) => ahead(this.#reports.get(b)!, this.#reports.get(a)!));
    const primary = mutant === 'least-advanced-promoted' ? ordered.at(-1)! : ordered[0]!;
    this.#become({ epoch: this.#view.epoch, primary, members: mode === 'sync' ? heard : replicas });
    // Who has had its say has been heard of.
    for (const id of heard) this.#silentTicks.set(id, 0);
    this.#out.trace('Promote', { p: primary, heard: { '#set': heard } }, {});
    this.#tellAll();
  }

  #reconfigure(members: readonly NodeId[]): void {
    this.#become({ epoch: this.#view.epoch + 1, primary: this.#view.primary, members });
    this.#out.trace('Reconfigure', { members: { '#set': [...members] } }, {});
    this.#tellAll();
  }

  #become(view: { epoch: number; primary: NodeId | null; members: readonly NodeId[] }): void {
    this.#view = view;
    this.#out.persist({ service: view });
  }

  #tellAll(): void {
    for (const id of this.#options.replicas) this.#tell(id);
  }

  #tell(id: NodeId): void {
    const { epoch, primary, members } = this.#view;
    if (primary === null) this.#out.send(id, { type: 'Fence', epoch });
    else this.#out.send(id, { type: 'View', view: { epoch, primary, members } });
  }
}

/** Above 0: `a` has more. By the last primary that it has followed, then by length. */
const ahead = (a: Report, b: Report): number => a.synced - b.synced || a.length - b.length;

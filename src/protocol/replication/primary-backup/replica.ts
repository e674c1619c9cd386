import type { Millis, NodeId } from '../../../core/units.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import { appended, report, viewed } from './backup.js';
import type { PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupReply, PrimaryBackupRequest } from './message.js';
import { acknowledged, asked, read, serve, tick } from './primary.js';
import { type ReplicaOptions, ReplicaState } from './state.js';

/** A replica of primary-backup replication, in whatever mode. `specs/replication/PrimaryBackup.tla` has its actions. */
export class PrimaryBackupReplica
  implements ProtocolNode<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupRequest, PrimaryBackupReply>
{
  readonly #state: ReplicaState;

  constructor(options: ReplicaOptions, records: readonly PrimaryBackupRecord[]) {
    this.#state = new ReplicaState(options, records);
  }

  /** For the judge of a run. */
  get view(): Pick<ReplicaState, 'epoch' | 'synced' | 'log' | 'reigns' | 'applied' | 'view'> {
    return this.#state;
  }

  step(
    _now: Millis,
    input: Input<PrimaryBackupMessage, PrimaryBackupRequest>,
  ): Effects<PrimaryBackupMessage, PrimaryBackupRecord, PrimaryBackupReply> {
    const state = this.#state;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#request(input.id, input.request);
    else if (input.timer === 'tick' || input.timer === startTimer) {
      state.out.send(state.service, { type: 'Alive', epoch: state.epoch, synced: state.synced });
      if (state.reigns) tick(state);
      state.out.timer('tick', state.timings.tickMs);
    }
    return state.out.take();
  }

  #receive(from: NodeId, message: PrimaryBackupMessage): void {
    const state = this.#state;
    switch (message.type) {
      case 'Fence':
        report(state, message);
        break;
      case 'View':
        viewed(state, message.view);
        break;
      case 'Append':
        appended(state, from, message);
        break;
      case 'Ack':
        acknowledged(state, from, message);
        break;
      case 'Ask':
        asked(state, from, message);
        break;
    }
  }

  #request(id: string, request: PrimaryBackupRequest): void {
    const state = this.#state;
    if (!state.reigns) state.out.reply(id, { kind: 'redirect', leader: state.primary });
    else if (request.op === 'get') read(state, id, request.key);
    else serve(state, id, request);
  }
}

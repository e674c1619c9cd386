import type { Millis, NodeId } from '../../core/units.js';
import type { KeyValueCommand } from '../key-value.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import { announce, begin, notified, settled } from './election.js';
import { commit, commitLeader, followerTick, logTimeout, newEpoch, newLeader, ping, propose } from './follower.js';
import {
  acknowledged,
  acknowledgedEpoch,
  acknowledgedLeader,
  broadcast,
  cepoch,
  leaderTick,
  pong,
  read,
} from './leader.js';
import type { ZabMessage, ZabRecord, ZabReply, ZabRequest } from './message.js';
import { type ZabOptions, ZabState } from './state.js';

/** One server of Zab, over a key-value store. `specs/zab/Zab.tla` has its actions under the same names. */
export class ZabNode implements ProtocolNode<ZabMessage, ZabRecord, ZabRequest, ZabReply> {
  readonly #zab: ZabState;

  constructor(options: ZabOptions, records: readonly ZabRecord[]) {
    this.#zab = new ZabState(options, records);
  }

  /** For the judge of a run. */
  get view(): Pick<
    ZabState,
    'state' | 'phase' | 'acceptedEpoch' | 'currentEpoch' | 'history' | 'lastCommitted' | 'leader'
  > {
    return this.#zab;
  }

  step(now: Millis, input: Input<ZabMessage, ZabRequest>): Effects<ZabMessage, ZabRecord, ZabReply> {
    this.#zab.now = now;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#request(input.id, input.request);
    else this.#timeout(input.timer);
    return this.#zab.out.take();
  }

  #timeout(timer: string): void {
    const zab = this.#zab;
    if (timer === startTimer) {
      zab.trace('Restart', {}, { ...zab.durable(), lastCommitted: zab.mine(0) });
      begin(zab);
    } else if (timer === 'settle') settled(zab);
    else if (timer === 'log') logTimeout(zab);
    else if (timer === 'tick') this.#tick();
  }

  #tick(): void {
    const zab = this.#zab;
    if (zab.state === 'leading') leaderTick(zab);
    else if (zab.state === 'following') followerTick(zab);
    else {
      announce(zab);
      zab.out.timer('tick', zab.timings.tickMs);
    }
  }

  #receive(from: NodeId, m: ZabMessage): void {
    const zab = this.#zab;
    if (m.type === 'Notification') notified(zab, from, m);
    else if (zab.state === 'leading') this.#receiveAsLeader(from, m);
    else if (zab.state === 'following' && from === zab.leader) this.#receiveAsFollower(from, m);
  }

  #receiveAsLeader(from: NodeId, m: Exclude<ZabMessage, { type: 'Notification' }>): void {
    const zab = this.#zab;
    switch (m.type) {
      case 'CEPOCH':
        cepoch(zab, from, m);
        break;
      case 'ACKE':
        acknowledgedEpoch(zab, from, m);
        break;
      case 'ACKLD':
        acknowledgedLeader(zab, from, m);
        break;
      case 'ACK':
        acknowledged(zab, from, m);
        break;
      case 'PONG':
        pong(zab, from, m);
        break;
      default:
      // Of a leader that was: this server leads.
    }
  }

  #receiveAsFollower(from: NodeId, m: Exclude<ZabMessage, { type: 'Notification' }>): void {
    const zab = this.#zab;
    zab.heardAt = zab.now;
    switch (m.type) {
      case 'NEWEPOCH':
        newEpoch(zab, from, m);
        break;
      case 'NEWLEADER':
        newLeader(zab, from, m);
        break;
      case 'COMMITLD':
        commitLeader(zab, from, m);
        break;
      case 'PROPOSE':
        propose(zab, from, m);
        break;
      case 'COMMIT':
        commit(zab, from, m);
        break;
      case 'PING':
        ping(zab, from, m);
        break;
      default:
      // To a leader that was: this server follows.
    }
  }

  #request(id: string, request: ZabRequest): void {
    const zab = this.#zab;
    if (request.op === 'get' && zab.mutant === 'read-locally' && zab.phase === 'broadcast') {
      zab.out.reply(id, zab.store.get(request.key));
    } else if (zab.state !== 'leading' || zab.phase !== 'broadcast') {
      const leader = zab.state === 'following' ? zab.leader : null;
      zab.out.reply(id, { kind: 'redirect', leader });
    } else if (request.op === 'get') read(zab, id, request.key);
    else this.#command(id, request);
  }

  #command(id: string, command: KeyValueCommand): void {
    const zab = this.#zab;
    const known = zab.store.result(id);
    if (known !== undefined) {
      zab.out.reply(id, known);
      return;
    }
    const asked = zab.history.slice(zab.lastCommitted).some(({ value }) => value === id);
    zab.waiting.add(id);
    if (!asked) broadcast(zab, id, command);
  }
}

import type { Millis, NodeId } from '../../core/units.js';
import type { KeyValueCommand, KeyValueReply } from '../key-value.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../protocol.js';
import {
  electionTimeout,
  preVote,
  preVoteReply,
  requestVote,
  setElectionTimer,
  stand,
  updateTerm,
  vote,
} from './election.js';
import { appendEntries, installSnapshot } from './follower.js';
import { accepted, heartbeat, propose, read, refused, transfer } from './leader.js';
import { changeMembers } from './membership.js';
import type { RaftMessage, RaftRecord, RaftReply, RaftRequest } from './message.js';
import { type RaftOptions, RaftState } from './state.js';

/**
 * One server of Raft, over a key-value store or whatever state machine it is given (C command, Q query, A answer).
 * `specs/raft/Raft.tla` has its actions under the same names.
 */
export class RaftNode<C = KeyValueCommand, Q = string, A = KeyValueReply>
  implements ProtocolNode<RaftMessage, RaftRecord, RaftRequest<C, Q>, RaftReply<A>>
{
  readonly #raft: RaftState;

  constructor(options: RaftOptions, records: readonly RaftRecord[]) {
    this.#raft = new RaftState(options, records);
  }

  /** For the judge of a run. */
  get view(): Pick<
    RaftState,
    'state' | 'currentTerm' | 'commitIndex' | 'log' | 'lastIndex' | 'leader' | 'lastApplied' | 'configuration'
  > {
    return this.#raft;
  }

  step(now: Millis, input: Input<RaftMessage, RaftRequest<C, Q>>): Effects<RaftMessage, RaftRecord, RaftReply<A>> {
    this.#raft.now = now;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request') this.#request(input.id, input.request);
    else this.#timeout(input.timer);
    return this.#raft.out.take() as Effects<RaftMessage, RaftRecord, RaftReply<A>>;
  }

  #timeout(timer: string): void {
    const raft = this.#raft;
    if (timer === startTimer) {
      raft.trace(
        'Restart',
        {},
        {
          currentTerm: raft.mine(raft.currentTerm),
          snapshotIndex: raft.mine(raft.log.snapshotIndex),
          ...raft.lastEntry(),
        },
      );
      setElectionTimer(raft);
    } else if (timer === 'election') electionTimeout(raft);
    else if (timer === 'heartbeat') heartbeat(raft);
  }

  #receive(from: NodeId, m: RaftMessage): void {
    const raft = this.#raft;
    if (m.term > raft.currentTerm) updateTerm(raft, m.term);
    switch (m.type) {
      case 'RequestVote':
        requestVote(raft, from, m);
        break;
      case 'Vote':
        vote(raft, from, m);
        break;
      case 'PreVote':
        preVote(raft, from, m);
        break;
      case 'PreVoteReply':
        preVoteReply(raft, from, m);
        break;
      case 'AppendEntries':
        appendEntries(raft, from, m);
        break;
      case 'InstallSnapshot':
        installSnapshot(raft, from, m);
        break;
      case 'Accepted':
        accepted(raft, from, m);
        break;
      case 'Refused':
        refused(raft, from, m);
        break;
      case 'TimeoutNow':
        if (m.term === raft.currentTerm && raft.state === 'follower') stand(raft);
        break;
    }
  }

  #request(id: string, request: RaftRequest<C, Q>): void {
    const raft = this.#raft;
    if (raft.state !== 'leader') raft.out.reply(id, { kind: 'redirect', leader: raft.leader });
    else if (request.op === 'get') read(raft, id, request.key);
    else if (request.op === 'query') read(raft, id, request.query);
    else if (request.op === 'command') this.#command(id, request.command);
    else if (request.op === 'transfer') {
      transfer(raft, request.to);
      raft.out.reply(id, { kind: 'ok', value: null });
    } else if (request.op === 'members') changeMembers(raft, id, request.servers);
    else this.#command(id, request);
  }

  #command(id: string, command: unknown): void {
    const raft = this.#raft;
    const known = raft.store.result(id);
    if (known !== undefined) {
      raft.out.reply(id, known);
      return;
    }
    const asked =
      raft.waiting.has(id) && raft.log.slice(raft.commitIndex, raft.lastIndex).some(({ value }) => value === id);
    raft.waiting.add(id);
    if (asked) return;
    const entry = { term: raft.currentTerm, value: id, command, configuration: null };
    propose(raft, entry, 'ClientRequest', { v: id });
  }
}

import type { Millis, NodeId } from '../../../core/units.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import { confirm, hear, start } from './membership.js';
import type { Belief, SwimMessage, SwimOptions, SwimRecord, SwimReply, SwimRequest } from './message.js';
import { ackTimeout, nextPeriod, receiveAck, receivePingReq } from './prober.js';
import { SwimState, suspectOf } from './state.js';

/** One member of a SWIM group. `specs/detector/Swim.tla` has its actions. */
export class SwimNode implements ProtocolNode<SwimMessage, SwimRecord, SwimRequest, SwimReply> {
  readonly #swim: SwimState;

  constructor(options: SwimOptions, records: readonly SwimRecord[]) {
    this.#swim = new SwimState(options, records);
  }

  /** For the judge of a run. */
  believed(member: NodeId): Belief {
    return this.#swim.believed(member);
  }

  step(_now: Millis, input: Input<SwimMessage, SwimRequest>): Effects<SwimMessage, SwimRecord, SwimReply> {
    const swim = this.#swim;
    if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.kind === 'request')
      swim.out.reply(input.id, { kind: 'members', view: Object.fromEntries(swim.view) });
    else this.#timeout(input.timer);
    return swim.out.take();
  }

  #receive(from: NodeId, message: SwimMessage): void {
    const swim = this.#swim;
    hear(swim, message.updates);
    if (message.type === 'ping') swim.send(from, { type: 'ack', sequence: message.sequence });
    else if (message.type === 'ack') receiveAck(swim, from, message.sequence);
    else receivePingReq(swim, from, message.sequence, message.target);
  }

  #timeout(timer: string): void {
    const swim = this.#swim;
    const member = suspectOf(timer);
    if (member !== null) confirm(swim, member);
    else if (timer === 'period') nextPeriod(swim);
    else if (timer === 'ack') ackTimeout(swim);
    else if (timer === startTimer) {
      start(swim);
      // Members that start together do not ping together.
      swim.out.timer('period', swim.timings.periodMs * swim.random.float());
    }
  }
}

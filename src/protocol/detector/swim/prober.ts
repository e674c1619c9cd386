/** The failure detector: section 3.1, with the order of targets of section 4.3. */
import type { NodeId } from '../../../core/units.js';
import { suspect } from './membership.js';
import type { SwimState } from './state.js';

/** A period ends: who has not answered is suspect. The next one begins with a ping. */
export function nextPeriod(swim: SwimState): void {
  const { probe } = swim;
  if (probe !== null) suspect(swim, probe.target);
  swim.probe = null;
  swim.out.timer('period', swim.periodMs);
  const target = nextTarget(swim);
  if (target === null) return;
  swim.sequence += 1;
  swim.probe = { sequence: swim.sequence, target };
  swim.send(target, { type: 'ping', sequence: swim.sequence });
  swim.out.timer('ack', swim.timings.ackMs * swim.patience);
}

/** No answer yet: it may be the way between the two, so others are asked to ping. */
export function ackTimeout(swim: SwimState): void {
  const { probe, timings } = swim;
  if (probe === null) return;
  const others = swim.peers.filter((id) => id !== probe.target && swim.believed(id).status !== 'dead');
  for (const id of swim.random.shuffle(others).slice(0, timings.pingReqCount))
    swim.send(id, { type: 'ping-req', sequence: probe.sequence, target: probe.target });
}

export function receivePingReq(swim: SwimState, from: NodeId, sequence: number, target: NodeId): void {
  swim.sequence += 1;
  swim.relayed.set(swim.sequence, { to: from, sequence });
  // An answer that has not come by then is of no use to anybody.
  swim.relayed.delete(swim.sequence - 4 * swim.peers.length);
  swim.send(target, { type: 'ping', sequence: swim.sequence });
}

export function receiveAck(swim: SwimState, from: NodeId, sequence: number): void {
  const relay = swim.relayed.get(sequence);
  if (relay !== undefined) {
    swim.relayed.delete(sequence);
    swim.send(relay.to, { type: 'ack', sequence: relay.sequence });
    return;
  }
  if (swim.probe?.sequence !== sequence) return;
  const { target } = swim.probe;
  swim.probe = null;
  const { incarnation, status } = swim.believed(target);
  if (swim.mutant === 'incarnation-of-another' && from === target && status === 'suspect') {
    const n = incarnation + 1;
    swim.believe('Hear', { j: target, n, s: 'alive' }, target, { incarnation: n, status: 'alive' });
  }
}

/**
 * Round robin through a list that is shuffled anew each time, so that the time to the next ping of a member is bounded. The dead
 * are passed over, but for one ping now and then.
 */
function nextTarget(swim: SwimState): NodeId | null {
  const dead = swim.peers.filter((id) => swim.believed(id).status === 'dead');
  swim.periodCount += 1;
  const reconnects = swim.periodCount % swim.timings.reconnectPeriods === 0 && swim.mutant !== 'dead-not-pinged';
  if (reconnects && dead.length > 0) return dead[swim.random.next(dead.length)]!;
  for (let round = 0; round < 2; round += 1) {
    for (let target = swim.targets.pop(); target !== undefined; target = swim.targets.pop())
      if (swim.believed(target).status !== 'dead') return target;
    swim.targets = swim.random.shuffle(swim.peers);
  }
  return null;
}

import type { Random } from '../../../core/random.js';
import type { Millis } from '../../../core/units.js';
import { thousandths } from '../../draw/fault.js';
import { type NodeFault, type Schedule, theLeader, theOthers } from '../../schedule.js';

/**
 * Of some schedules, leaders fall one after the other, each cut off from the moment at which the one before is back: it may lead again,
 * with what it alone had accepted beside what others have asked for since. Clients come together, so that no two leaders hear
 * of them in the same order: otherwise all ask for the same value in the same slot, and whichever is taken up again is right.
 */
export function withRivals<Q>(schedule: Schedule<Q>, electionMs: Millis, random: Random): Schedule<Q> {
  const { operations, faults, durationMs } = schedule;
  if (faults.length === 0 || random.chance(0.7)) return schedule;
  const turns: NodeFault[] = [];
  const begins: Millis[] = [];
  // Not at once: somebody has to lead by then.
  let at = durationMs * (0.1 + 0.2 * random.float());
  while (at < durationMs) {
    const forMs = electionMs * (1 + 2 * random.float());
    // The other goes before this one is back: neither hears what the other has done.
    const overlapMs = random.exponential(10);
    begins.push(at);
    turns.push({
      at: thousandths(at),
      kind: 'partition',
      from: [theLeader],
      to: [theOthers],
      twoWay: random.chance(0.6),
      forMs: thousandths(forMs + overlapMs),
    });
    at += forMs;
  }
  const together = operations.map((operation) => {
    const moment = random.pick(begins) + random.pick([5, electionMs]);
    return { ...operation, at: thousandths(Math.min(durationMs, moment + random.exponential(10))) };
  });
  return { ...schedule, faults: turns, operations: together.sort((a, b) => a.at - b.at) };
}

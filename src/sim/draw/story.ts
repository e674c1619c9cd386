/** Faults that belong together: what many bugs need is several of them, each at its moment. */
import type { Random } from '../../core/random.js';
import type { Millis, NodeId } from '../../core/units.js';
import { type NodeFault, theLeader, theOthers } from '../schedule.js';
import { drawFault, thousandths } from './fault.js';

export type Story = 'isolation' | 'succession' | 'blinks' | 'outages';

/** What a story is told of. */
export interface Cluster {
  readonly nodes: readonly NodeId[];
  readonly durationMs: Millis;
  /** Some node may lead, and its members may change. */
  readonly leads: boolean;
  readonly changes: boolean;
}

export const drawStory = (story: Story, random: Random, cluster: Cluster): NodeFault[] =>
  stories[story](random, cluster);

const stories: Readonly<Record<Story, (random: Random, cluster: Cluster) => NodeFault[]>> = {
  isolation: drawIsolation,
  succession: drawSuccession,
  blinks: drawBlinks,
  outages: drawOutages,
};

/**
 * The leader, or where nobody leads some node, hears nobody and is heard by nobody, long enough for another to be elected. Its clock
 * may be slow, so that it does not notice how long it has been alone; something else may befall it meanwhile.
 */
function drawIsolation(random: Random, { nodes, durationMs, leads, changes }: Cluster): NodeFault[] {
  // Not at once: somebody has to lead by then.
  const at = thousandths(durationMs * (0.2 + 0.3 * random.float()));
  const forMs = thousandths(durationMs * (0.3 + 0.4 * random.float()));
  const later = (): Millis => thousandths(Math.min(durationMs, at + random.exponential(30)));
  const alone = leads ? theLeader : random.pick(nodes);
  const faults: NodeFault[] = [{ at, kind: 'partition', from: [alone], to: [theOthers], twoWay: true, forMs }];
  const rate = thousandths(0.02 + 0.28 * random.float());
  if (random.chance(0.7)) faults.push({ at, kind: 'clock-drift', node: alone, rate, forMs });
  if (changes && random.chance(0.4)) faults.push(drawFault(random, 'membership', later(), nodes, leads));
  if (random.chance(0.5)) return faults;
  const kind = random.pick(['clock-jump', 'clock-drift', 'pause', 'disk-slow', 'crash'] as const);
  return [...faults, drawFault(random, kind, later(), nodes, leads)];
}

/**
 * Leaders fall one after the other and soon come back, each with what the others do not have: the schedules of figure 8 of
 * the Raft paper. Where nobody leads, any node falls.
 */
function drawSuccession(random: Random, { nodes, durationMs, leads }: Cluster): NodeFault[] {
  const faults: NodeFault[] = [];
  const everyMs = random.pick([15, 60, 120, 120, 240]);
  let at = durationMs * 0.2 * random.float();
  for (;;) {
    at = thousandths(at + everyMs * (0.3 + random.float()));
    if (at >= durationMs) return faults;
    const forMs = thousandths(1 + random.exponential(random.chance(0.3) ? 4 : everyMs));
    const node = leads && random.chance(0.7) ? theLeader : random.pick(nodes);
    if (random.chance(0.5)) {
      faults.push({ at, kind: 'partition', from: [node], to: [theOthers], twoWay: random.chance(0.5), forMs });
    } else faults.push({ at, kind: 'crash', node, forMs, keep: random.next(2), torn: false });
  }
}

/**
 * Nodes fall within a few milliseconds and are back at once, and again when they have had time to elect: who answers two that
 * stand against each other may do so in two lives, and knows only what is on its disk.
 */
function drawBlinks(random: Random, { nodes, durationMs }: Cluster): NodeFault[] {
  const faults: NodeFault[] = [];
  const everyMs = random.pick([60, 120, 160]);
  for (let at = 0; ; ) {
    at += everyMs * (0.5 + random.float());
    if (at >= durationMs) return faults;
    const withinMs = random.pick([5, 20]);
    for (const node of nodes) {
      for (let times = random.pick([0, 1, 1, 2]); times > 0; times -= 1) {
        const falls = thousandths(Math.min(durationMs, at + withinMs * random.float()));
        const forMs = thousandths(1 + random.exponential(2));
        faults.push({ at: falls, kind: 'crash', node, forMs, keep: random.next(2), torn: false });
      }
    }
  }
}

/**
 * The power fails: nearly all fall at one moment, after their disks have been slow for a while. Whoever was told that something is
 * durable has been told so by nodes none of which had to have it on disk, if any of them answers too early.
 */
function drawOutages(random: Random, { nodes, durationMs }: Cluster): NodeFault[] {
  const faults: NodeFault[] = [];
  const everyMs = random.pick([120, 240, 400]);
  for (let at = 0; ; ) {
    at = thousandths(at + everyMs * (0.5 + random.float()));
    if (at >= durationMs) return faults;
    const lagMs = thousandths(Math.min(at, random.pick([10, 30, 80]) * (0.5 + random.float())));
    const byMs = thousandths(10 + random.exponential(30));
    for (const node of nodes) {
      if (!random.chance(0.9)) continue;
      const begins = thousandths(at - lagMs);
      faults.push({ at: begins, kind: 'disk-slow', node, byMs, forMs: thousandths(lagMs + 1) });
      const forMs = thousandths(1 + random.exponential(10));
      faults.push({ at, kind: 'crash', node, forMs, keep: random.chance(0.8) ? 0 : 1, torn: random.chance(0.2) });
    }
  }
}

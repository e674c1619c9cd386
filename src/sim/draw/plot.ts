import type { Random } from '../../core/random.js';
import type { Millis } from '../../core/units.js';
import { thousandths } from './fault.js';
import type { Story } from './story.js';

/** How the faults of a run hang together: many bugs need two of them at the right moments. */
export interface Plot {
  /** How likely crashes are to be in it, and each other kind. */
  readonly crashes: number;
  readonly share: number;
  /** How likely a fault is to be the leader's, where there can be one. */
  readonly leader: number;
  /** Faults that belong together, besides those that are drawn one by one. */
  readonly stories: readonly Story[];
  at(stream: Random): Millis;
}

/** How often each is drawn, against the others. */
const shares: readonly (readonly [number, Story | 'storm'])[] = [
  [4, 'isolation'],
  [5, 'blinks'],
  [3, 'outages'],
  [3, 'succession'],
  [2, 'storm'],
];
const plots = shares.flatMap(([count, plot]) => Array.from({ length: count }, () => plot));
const stories = plots.filter((plot) => plot !== 'storm');

/** Of a story, how likely crashes are besides; other kinds are in one of ten. */
const crashesBeside: Readonly<Record<Story, number>> = { isolation: 0.2, blinks: 0.1, outages: 0.1, succession: 0.3 };

export function drawPlot(random: Random, durationMs: Millis): Plot {
  const anywhere = (stream: Random): Millis => thousandths(durationMs * stream.float());
  const drawn = random.pick(plots);
  if (drawn !== 'storm') {
    // Now and then two of them at once.
    const told = new Set(random.chance(0.25) ? [drawn, random.pick(stories)] : [drawn]);
    return { crashes: crashesBeside[drawn], share: 0.1, leader: 0.3, stories: [...told], at: anywhere };
  }
  // Faults of many kinds, most of them shortly after one moment.
  const begins = durationMs * random.float();
  const meanMs = random.pick([10, 30, 100]);
  const within = (stream: Random): Millis => thousandths(Math.min(durationMs, begins + stream.exponential(meanMs)));
  const at = (stream: Random): Millis => (stream.chance(0.7) ? within(stream) : anywhere(stream));
  return { crashes: 0.7, share: 0.5, leader: 0.6, stories: [], at };
}

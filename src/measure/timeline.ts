/** Time lines of simulated clusters: made from a run's trace, and the rows of those that experiments declare. */
import { formatSeed } from '../core/random.js';
import type { Timeline, TimelineRole, TimelineRow } from '../results/row.js';
import type { Run } from '../sim/simulation.js';
import type { Measurable } from './declare.js';
import type { Measuring } from './measuring.js';
import { pointsOf } from './plan.js';
import { contextOf, scratchFolders } from './task.js';

/** At the declaration's first point: a picture of one run, next to the figures of all of them. */
export function timelineRows(suite: string, what: Measurable, { size, seed, scratch }: Measuring): TimelineRow[] {
  if (what.kind !== 'experiment' || what.timelines === undefined) return [];
  const [parameters] = pointsOf(what, size);
  if (parameters === undefined) return [];
  const folders = scratchFolders(scratch);
  try {
    return Object.entries(what.timelines).flatMap(([subject, timeline]): TimelineRow[] => {
      if (timeline === undefined) return [];
      const told = timeline(contextOf({ file: '', name: what.name, parameters, size, seed, scratch }, folders.make));
      const kind = { kind: 'timeline', suite, name: what.name, subject, parameters } as const;
      return [{ ...kind, clock: 'simulated', seed: formatSeed(seed), ...told }];
    });
  } finally {
    folders.remove();
  }
}

/** The actions of a specification by which a node begins to stand for election and to lead. */
export interface RoleActions {
  readonly stands: string;
  readonly leads: string;
}

/**
 * A run around the crash of its leader, `margin` on both sides of what is told of it. Who leads does so until it crashes or
 * another leads; who stands, until somebody leads.
 */
export function failoverTimeline(
  run: Run,
  actions: RoleActions,
  { at, node, until, marginMs }: { at: number; node: string; until: number; marginMs: number },
): Timeline {
  const [from, to] = [-marginMs, until - at + marginMs];
  const turns = run.trace
    .filter(({ action }) => action === actions.stands || action === actions.leads)
    .map((event) => ({ at: event.at - at, node: event.node, leads: event.action === actions.leads }));
  // A first leader may be given, not elected.
  const given = !turns.some((turn) => turn.leads && turn.at <= 0);
  const lanes = run.schedule.nodes.map((lane) => {
    const spans: { from: number; to: number; role: TimelineRole }[] = [];
    let role = (given && lane === node ? 'leads' : 'follows') as TimelineRole;
    let since = Number.NEGATIVE_INFINITY;
    const become = (next: TimelineRole, when: number): void => {
      if (next === role) return;
      if (when > from && when > since) spans.push({ from: Math.max(from, since), to: Math.min(to, when), role });
      [role, since] = [next, when];
    };
    for (const turn of [...turns, { at: 0, node, leads: null }].sort((a, b) => a.at - b.at)) {
      if (turn.at > to || role === 'down') break;
      if (turn.leads === null) {
        if (lane === node) become('down', 0);
      } else if (turn.node === lane) become(turn.leads ? 'leads' : 'stands', turn.at);
      else if (turn.leads) become('follows', turn.at);
    }
    spans.push({ from: Math.max(from, since), to, role });
    return { node: lane, spans };
  });
  const answers = run.operations
    .flatMap(({ repliedAt }) => (repliedAt === null ? [] : [repliedAt - at]))
    .sort((a, b) => a - b);
  const gap = longestWait(answers, until - at);
  return {
    from,
    to,
    lanes,
    faults: [{ from: 0, to, fault: 'crash', node }],
    answered: answers.filter((each) => each >= from && each <= to),
    unavailable: gap === null ? null : [Math.max(from, gap[0]), Math.min(to, gap[1])],
  };
}

/**
 * The longest time without an answer between the last one before the fault and the first one after `until`. Not simply the first gap:
 * what the dead node had passed on before may still be answered, as by the tail of a chain.
 */
function longestWait(answers: readonly number[], until: number): readonly [number, number] | null {
  let longest: readonly [number, number] | null = null;
  for (const [index, begin] of answers.entries()) {
    const end = answers[index + 1];
    if (begin >= until) break;
    // Nobody was answered again.
    if (end === undefined) return null;
    if (end > 0 && (longest === null || end - begin > longest[1] - longest[0])) longest = [begin, end];
  }
  return longest;
}

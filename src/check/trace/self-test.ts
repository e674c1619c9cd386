/**
 * How much does a log constrain what it is checked against? Alters an accepted trace at random, one alteration at a time,
 * and checks each altered trace: those that are still accepted say what the log leaves open.
 */
import { Random, type Seed } from '../../core/random.js';
import type { LoggedEvent } from './event.js';
import type { TraceVerdict } from './verdict.js';

export const alterations = ['drop', 'duplicate', 'swap', 'value'] as const;
export type Alteration = (typeof alterations)[number];

export interface Altered {
  readonly kind: Alteration;
  /** The event, from 1, at which the altered trace first differs. */
  readonly at: number;
  /** The altered place, where it is a value. */
  readonly place: string | null;
  readonly verdict: TraceVerdict['kind'];
  /** Events from the alteration to the one that was rejected; null unless it was rejected. */
  readonly distance: number | null;
}

export interface SelfTest {
  readonly altered: readonly Altered[];
  /** Alterations that were passed over since they change nothing: a repeated step that has no effect, steps that commute. */
  readonly harmless: number;
  readonly rejected: number;
  /** Of those rejected, how many at the altered event or next to it. */
  readonly near: number;
  readonly byKind: Readonly<Record<Alteration, { readonly made: number; readonly rejected: number }>>;
}

type IsRead = (path: readonly string[], event: LoggedEvent) => boolean;

export function selfTest(
  events: readonly LoggedEvent[],
  count: number,
  seed: Seed,
  check: (events: readonly LoggedEvent[]) => TraceVerdict,
  /** Whether an alteration of the behaviour at this event, from 0, leads to where the behaviour led. */
  isHarmless: (kind: Alteration, index: number) => boolean = () => false,
  /** Whether anything depends on what stands at this path of another system's line: nobody checks its times. */
  isRead: IsRead = () => true,
): SelfTest {
  const random = new Random(seed);
  const altered: Altered[] = [];
  let harmless = 0;
  // Many of a trace's alterations may be harmless: more are tried for each that is asked for, but not for ever.
  for (let tried = 0; altered.length < count && tried < count * 20; tried += 1) {
    const alteration = alter(events, alterations[altered.length % alterations.length] as Alteration, random, isRead);
    if (alteration === null) continue;
    if (isHarmless(alteration.kind, alteration.index)) {
      harmless += 1;
      // Where one kind can do no harm to a trace, the others have their turn.
      if (random.next(2) === 0) continue;
      const other = alter(events, 'value', random, isRead);
      if (other === null) continue;
      altered.push(judged(other, check));
      continue;
    }
    altered.push(judged(alteration, check));
  }
  const of = (kind: Alteration): { made: number; rejected: number } => {
    const all = altered.filter((one) => one.kind === kind);
    return { made: all.length, rejected: all.filter(({ verdict }) => verdict === 'rejected').length };
  };
  return {
    altered,
    harmless,
    rejected: altered.filter(({ verdict }) => verdict === 'rejected').length,
    near: altered.filter(({ distance }) => distance !== null && Math.abs(distance) <= 1).length,
    byKind: { drop: of('drop'), duplicate: of('duplicate'), swap: of('swap'), value: of('value') },
  };
}

function judged(
  { kind, at, place, events }: AlteredTrace,
  check: (events: readonly LoggedEvent[]) => TraceVerdict,
): Altered {
  const verdict = check(events);
  const distance = verdict.kind === 'rejected' ? verdict.at - at : null;
  return { kind, at, place, verdict: verdict.kind, distance };
}

interface AlteredTrace {
  /** The event, from 0, that was altered. */
  readonly index: number;
  readonly kind: Alteration;
  readonly at: number;
  readonly place: string | null;
  readonly events: readonly LoggedEvent[];
}

/** null where a trace has nothing to alter in that way. */
function alter(events: readonly LoggedEvent[], kind: Alteration, random: Random, isRead: IsRead): AlteredTrace | null {
  const index = random.next(events.length);
  const event = events[index] as LoggedEvent;
  switch (kind) {
    case 'drop':
      return { kind, index, at: index + 1, place: null, events: events.toSpliced(index, 1) };
    case 'duplicate':
      return { kind, index, at: index + 2, place: null, events: events.toSpliced(index + 1, 0, event) };
    case 'swap': {
      const next = events[index + 1];
      if (next === undefined || same(event, next)) return null;
      return { kind, index, at: index + 1, place: null, events: events.toSpliced(index, 2, next, event) };
    }
    case 'value':
      return changeValue(events, index, random, isRead);
  }
}

const said = ({ action, args, observations, before, raw }: LoggedEvent): object => ({
  action,
  args,
  observations,
  before,
  raw,
});
const same = (a: LoggedEvent, b: LoggedEvent): boolean => JSON.stringify(said(a)) === JSON.stringify(said(b));

/** One leaf of what an event says becomes what another event says at the same place, or a number one more. */
function changeValue(
  events: readonly LoggedEvent[],
  index: number,
  random: Random,
  isRead: IsRead,
): AlteredTrace | null {
  const event = events[index] as LoggedEvent;
  const leaves = leavesOf(said(event), []).filter(
    ({ path: [first, ...path] }) => first !== 'raw' || isRead(path, event),
  );
  if (leaves.length === 0) return null;
  const leaf = leaves[random.next(leaves.length)] as Leaf;
  const others = events
    .flatMap((other) => {
      const found = at(said(other), leaf.path);
      return found !== undefined && typeof found === typeof leaf.value && found !== leaf.value ? [found] : [];
    })
    .slice(0, 200);
  const value =
    others.length > 0
      ? others[random.next(others.length)]
      : typeof leaf.value === 'number'
        ? leaf.value + 1
        : typeof leaf.value === 'boolean'
          ? !leaf.value
          : `${leaf.value}~`;
  const changed = set(said(event), leaf.path, value) as LoggedEvent;
  const { same: _same, ...rest } = event;
  const altered: LoggedEvent = { ...rest, ...changed };
  return { kind: 'value', index, at: index + 1, place: leaf.path.join('.'), events: events.with(index, altered) };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

/** Names of actions, parameters, variables and operations are no values. */
const names = new Set(['action', 'kind', 'variable', 'operation', 'event', 'op']);

function leavesOf(json: unknown, path: readonly string[]): Leaf[] {
  if (typeof json === 'object' && json !== null) {
    // In another system's line they are keys like any other: etcd has all that it says under `event`.
    const isOurs = path[0] !== 'raw';
    return Object.entries(json).flatMap(([key, value]) =>
      isOurs && names.has(key) ? [] : leavesOf(value, [...path, key]),
    );
  }
  const isLeaf = typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean';
  return isLeaf ? [{ path, value: json }] : [];
}

function at(json: unknown, path: readonly string[]): unknown {
  let value = json;
  for (const key of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}

function set(json: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(json)) return json.map((item, index) => (String(index) === key ? set(item, rest, value) : item));
  const object = json as Record<string, unknown>;
  return { ...object, [key]: set(object[key], rest, value) };
}

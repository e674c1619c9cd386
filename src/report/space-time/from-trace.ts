/**
 * A diagram of a trace: one JSON object an event, of our own form (`core/trace.ts`), in the form of updates that "Validating
 * Traces of Distributed Programs" uses, or any other with the event under one key. Messages come from vector clocks
 * (`clock`, `vc`), or from what an event says of the message that it sends or receives (`msg` with `from` and `to`).
 */
import type { JsonLine } from '../../core/json-lines.js';
import type { Value } from '../../core/trace.js';
import type { Argument, Changes, Diagram, Step, Update } from './diagram.js';
import {
  causalOrder,
  firstText,
  fromBodies,
  fromClocks,
  messageOf,
  nowhere,
  receiverOf,
  senderOf,
  type Told,
} from './pairing.js';

type JsonObject = Readonly<Record<string, unknown>>;

export interface TraceReading {
  /** Where in a line the lane's name stands, as `event.nid`; found by itself if left out. */
  readonly lane?: string;
  /** Where the action's name stands. */
  readonly action?: string;
  /** The lines are of several files: where no clock orders them, time does. */
  readonly merged?: boolean;
}

/** One line, taken apart. */
interface Event extends Told {
  readonly line: number;
  readonly args: readonly Argument[];
  readonly changes: Changes;
  readonly at: number | null;
}

/** Lanes, steps and messages; lines that are no event (a header) are left out. */
export function fromTrace(
  lines: readonly JsonLine[],
  reading: TraceReading = {},
): Pick<Diagram, 'lanes' | 'steps' | 'messages' | 'spans' | 'moments'> {
  const read = lines.flatMap(({ line, value }) => (isObject(value) ? (eventOf(line, value, reading) ?? []) : []));
  const clocked = read.some(({ clock }) => clock !== null);
  const timed = reading.merged === true && read.every(({ at }) => at !== null);
  const inTime = timed ? [...read].sort((a, b) => (a.at ?? 0) - (b.at ?? 0)) : read;
  const events = clocked ? causalOrder(inTime) : inTime;
  const lanes = laneNames(events);
  const laneOf = new Map(lanes.map((name, index) => [name, index]));
  const steps = events.map(({ lane, ...rest }, order): Step => {
    const { at, action, args, changes, line } = rest;
    return { lane: laneOf.get(lane ?? nowhere) ?? 0, order, at, action, args, changes, line };
  });
  const messages = clocked ? fromClocks(events, steps, laneOf) : fromBodies(events, steps, laneOf);
  return { lanes, steps, messages, spans: [], moments: [] };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function eventOf(line: number, value: JsonObject, { lane, action }: TraceReading): Event | null {
  const inner = isObject(value.event) ? value.event : null;
  const name = textAt(value, action) ?? firstText(value.action, value.event, value.e, inner?.name, inner?.action);
  const updates = updatesOf(value);
  if (name === null && updates === null && !isObject(value.vars) && inner === null) return null;
  const args = argumentsOf(value.args ?? value.event_args ?? value.a);
  const message = messageOf(inner?.msg ?? value.msg);
  const node = textAt(value, lane) ?? firstText(value.node, value.n, inner?.nid, inner?.node, value.nid, value.host);
  const own =
    node ?? firstText(args[0]?.value) ?? updates?.map(({ path }) => firstText(path[0])).find((p) => p !== null);
  return {
    line,
    lane: own ?? null,
    action: name ?? '',
    args: inner === null ? args : [...args, ...extras(inner)],
    changes: changesOf(value, inner, updates, own ?? null),
    at: timeOf(value.at ?? value.ts ?? value.time ?? value.timestamp),
    clock: clockOf(value.clock ?? value.vc),
    message,
  };
}

function textAt(value: JsonObject, path: string | undefined): string | null {
  if (path === undefined) return null;
  let at: unknown = value;
  for (const key of path.split('.')) at = isObject(at) || Array.isArray(at) ? (at as JsonObject)[key] : undefined;
  return firstText(at);
}

function argumentsOf(args: unknown): Argument[] {
  if (Array.isArray(args)) return args.map((value: Value) => ({ name: '', value }));
  return isObject(args) ? Object.entries(args).map(([name, value]) => ({ name, value: value as Value })) : [];
}

function changesOf(
  value: JsonObject,
  inner: JsonObject | null,
  updates: readonly Update[] | null,
  lane: string | null,
): Changes {
  const own = isObject(value.vars) ? (value.vars as Readonly<Record<string, Value>>) : {};
  if (updates !== null) return { kind: 'partial', vars: own, updates };
  if (isObject(value.vars)) return { kind: 'partial', vars: own };
  if (inner === null) return { kind: 'partial', vars: {} };
  // A foreign event tells its node's fields: they are shown as functions of the node.
  const vars: Record<string, Value> = {};
  for (const [field, content] of Object.entries(inner)) {
    if (['name', 'action', 'nid', 'node', 'msg', 'prop'].includes(field)) continue;
    if (field === 'state' && isObject(content)) {
      for (const [key, known] of Object.entries(content)) vars[key] = perNode(lane, known as Value);
    } else vars[field] = perNode(lane, content as Value);
  }
  return { kind: 'partial', vars };
}

const perNode = (lane: string | null, value: Value): Value => (lane === null ? value : { [lane]: value });

function extras(inner: JsonObject): Argument[] {
  return ['msg', 'prop'].flatMap((name) => (inner[name] === undefined ? [] : [{ name, value: inner[name] as Value }]));
}

const operations: Readonly<Record<string, Update['operation']>> = {
  '=': 'set',
  add: 'add',
  delete: 'delete',
  append: 'append',
  clear: 'clear',
  '+=': 'increment',
  Increment: 'increment',
  Update: 'set',
  AddElement: 'add',
  AddElements: 'add',
  RemoveElement: 'delete',
  RemoveElements: 'delete',
  AppendElement: 'append',
  Clear: 'clear',
  ClearBag: 'clear',
  Add: 'increment',
  SetKey: 'set',
};

interface UpdateItem {
  readonly op: string;
  readonly path?: Value[];
  readonly args?: Value[];
  readonly value?: Value;
}

/** Lists of `{op, path, args}` by variable, under `updates` or beside the event's name; null where there is none. */
function updatesOf(value: JsonObject): Update[] | null {
  const updates: Update[] = [];
  let any = false;
  for (const [variable, given] of Object.entries(isObject(value.updates) ? value.updates : value)) {
    const list = isObject(value.updates) && !Array.isArray(given) ? [given] : given;
    if (!Array.isArray(list) || list.length === 0 || !list.every((item) => isObject(item) && 'op' in item)) continue;
    any = true;
    for (const { op, path = [], value: only, args = only === undefined ? [] : [only] } of list as UpdateItem[]) {
      const operation = operations[op];
      // What no place or value is known of (an operation on a bag, say) is not drawn as something else.
      if (operation === undefined) continue;
      const many = op.endsWith('Elements') && Array.isArray(args[0]);
      const values = many ? (args[0] as readonly Value[]) : args;
      if (op === 'SetKey')
        updates.push({ variable, path: [...path, ...args.slice(0, 1)], operation, values: args.slice(1) });
      else updates.push({ variable, path, operation, values });
    }
  }
  return any ? updates : null;
}

function timeOf(value: unknown): number | null {
  if (typeof value === 'string') {
    const parsed = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Date.parse(value);
    return Number.isFinite(parsed) ? timeOf(parsed) : null;
  }
  if (typeof value !== 'number') return null;
  // Since 1970: seconds, milliseconds, microseconds or nanoseconds, as loggers have them.
  if (value > 1e17) return value / 1e6;
  if (value > 1e14) return value / 1e3;
  return value > 1e9 && value < 1e11 ? value * 1e3 : value;
}

function clockOf(value: unknown): Event['clock'] {
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).flatMap(([k, n]) => (typeof n === 'number' ? [[k, n]] : [])));
}

/** In the order of their names, numbers by their size; the lane of no node comes last. */
function laneNames(events: readonly Event[]): string[] {
  const names = new Set(events.map(({ lane }) => lane ?? nowhere));
  for (const { message } of events) {
    if (message === null) continue;
    for (const end of [senderOf(message), receiverOf(message)]) names.add(firstText(end) as string);
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return [...names].sort((a, b) => Number(a === nowhere) - Number(b === nowhere) || collator.compare(a, b));
}

/** Schedules as files: written so that a person can read and edit them, and held to everything that a run relies on. */
import { jsonFault } from '../core/json-fault.js';
import { parseSeed } from '../core/random.js';
import {
  type Fault,
  type FaultField,
  faultFields,
  faultKinds,
  type Operation,
  type Schedule,
  theLeader,
  theOthers,
} from './schedule.js';

/** A schedule with what it is kept for. */
export interface StoredSchedule {
  readonly schedule: Schedule;
  /** The mutant that it was found with; null: the protocol as it is. */
  readonly mutant: string | null;
  /** What its run violates, as `verify` words it; null: nothing, or it was not written down. */
  readonly violates: string | null;
}

export type ScheduleReading =
  | ({ readonly ok: true } & StoredSchedule)
  /** The place in the file and what was expected there. */
  | { readonly ok: false; readonly problem: string };

/** JSON with one fault and one operation a line. */
export function scheduleText({ schedule, mutant, violates }: StoredSchedule): string {
  const { faults, operations, ...rest } = schedule;
  const fields = Object.entries({ ...rest, mutant, ...(violates === null ? {} : { violates }) });
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${spaced(item)}`).join(',\n')}\n  ]`;
  const lines = [
    ...fields.map(([name, value]) => `"${name}": ${spaced(value)}`),
    `"faults": ${list(faults.map(inOrder))}`,
    `"operations": ${list(operations)}`,
  ];
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
}

/** The moment first, then the kind and its fields: the same fault is always written the same. */
function inOrder(fault: Fault): Fault {
  const names = ['at', 'kind', ...Object.keys(faultFields[fault.kind])];
  return Object.fromEntries(
    names.filter((name) => name in fault).map((name) => [name, fault[name as 'kind']]),
  ) as never;
}

/** JSON on one line, with spaces for people. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${spaced(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Reads what `scheduleText` writes. Whether the protocol can have such nodes and requests is the system's to say. */
export function readSchedule(text: string): ScheduleReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const { line, column } = jsonFault(text);
    return {
      ok: false,
      problem: `line ${line}, column ${column}: expected JSON, as --save-schedule writes it`,
    };
  }
  try {
    return { ok: true, ...storedIn(json) };
  } catch (error) {
    if (error instanceof Misfit) return { ok: false, problem: error.message };
    throw error;
  }
}

/** Caught in `readSchedule`: the way out of nested values. */
class Misfit extends Error {}

function misfit(place: string, expected: string, found: unknown): never {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 60);
  throw new Misfit(`${place}: expected ${expected}, found ${shown}`);
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, place: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) misfit(place, 'an object', value);
  const fields = value as Fields;
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    const where = place === 'the file' ? name : `${place}.${name}`;
    throw new Misfit(`${where}: no such field; known: ${known.join(', ')}`);
  }
  return fields;
}

function listOf(value: unknown, place: string): readonly unknown[] {
  return Array.isArray(value) ? value : misfit(place, 'a list', value);
}

function textOf(value: unknown, place: string): string {
  return typeof value === 'string' && value !== '' ? value : misfit(place, 'a text', value);
}

/** Finite, and from `low` to `high`. */
function numberOf(value: unknown, place: string, what: string, low: number, high = Number.MAX_VALUE): number {
  return typeof value === 'number' && value >= low && value <= high ? value : misfit(place, what, value);
}

const timeOf = (value: unknown, place: string): number => numberOf(value, place, 'milliseconds, from 0', 0);

const names = ['protocol', 'seed', 'nodes', 'durationMs', 'network', 'disk', 'faults', 'operations'];

function storedIn(json: unknown): StoredSchedule {
  const fields = fieldsOf(json, 'the file', [...names, 'mutant', 'violates']);
  const seed = textOf(fields.seed, 'seed');
  if (parseSeed(seed) === null) misfit('seed', 'a 64-bit number as text, like "0x2a"', seed);
  const nodes = listOf(fields.nodes, 'nodes').map((id, index) => textOf(id, `nodes[${index}]`));
  if (nodes.length === 0 || nodes.length > 255) misfit('nodes', '1 to 255 nodes', nodes);
  for (const id of nodes) if (nodes.indexOf(id) !== nodes.lastIndexOf(id)) misfit('nodes', `${id} once`, nodes);
  const durationMs = timeOf(fields.durationMs, 'durationMs');
  const mutant = fields.mutant ?? null;
  const violates = fields.violates ?? null;
  return {
    schedule: {
      protocol: textOf(fields.protocol, 'protocol'),
      seed,
      nodes,
      durationMs,
      network: networkOf(fields.network),
      disk: diskOf(fields.disk),
      faults: listOf(fields.faults, 'faults').map((fault, index) => faultOf(fault, index, nodes, durationMs)),
      operations: operationsOf(fields.operations, nodes),
    },
    mutant: mutant === null ? null : textOf(mutant, 'mutant'),
    violates: violates === null ? null : textOf(violates, 'violates'),
  };
}

function networkOf(value: unknown): Schedule['network'] {
  const fields = fieldsOf(value, 'network', ['delayMs', 'jitterMs', 'loss', 'duplicate', 'late', 'lateMs']);
  const probability = (name: string): number =>
    numberOf(fields[name], `network.${name}`, 'a probability, from 0 to 1', 0, 1);
  return {
    // Nothing arrives at the moment in which it is sent: two nodes would talk for ever and no time would pass.
    delayMs: numberOf(fields.delayMs, 'network.delayMs', 'milliseconds, from 0.001', 0.001),
    jitterMs: timeOf(fields.jitterMs, 'network.jitterMs'),
    loss: probability('loss'),
    duplicate: probability('duplicate'),
    late: probability('late'),
    lateMs: timeOf(fields.lateMs, 'network.lateMs'),
  };
}

function diskOf(value: unknown): Schedule['disk'] {
  const fields = fieldsOf(value, 'disk', ['syncMs', 'jitterMs']);
  return { syncMs: timeOf(fields.syncMs, 'disk.syncMs'), jitterMs: timeOf(fields.jitterMs, 'disk.jitterMs') };
}

function operationsOf(value: unknown, nodes: readonly string[]): Operation<unknown>[] {
  const ids = new Set<string>();
  return listOf(value, 'operations').map((each, index) => {
    const place = `operations[${index}]`;
    const fields = fieldsOf(each, place, ['at', 'id', 'to', 'request']);
    const id = textOf(fields.id, `${place}.id`);
    if (ids.has(id)) misfit(`${place}.id`, 'an id of its own', id);
    ids.add(id);
    if (fields.request === undefined) misfit(`${place}.request`, 'a request', undefined);
    const to = nodeOf(fields.to, `${place}.to`, nodes);
    return { at: timeOf(fields.at, `${place}.at`), id, to, request: fields.request };
  });
}

function nodeOf(value: unknown, place: string, nodes: readonly string[]): string {
  const id = textOf(value, place);
  return nodes.includes(id) ? id : misfit(place, `a node of this schedule (${nodes.join(', ')})`, id);
}

function nodesIn(value: unknown, place: string, nodes: readonly string[]): string[] {
  const list = listOf(value, place);
  if (list.length === 0) misfit(place, 'at least one node', list);
  return list.map((id, index) => nodeOf(id, `${place}[${index}]`, nodes));
}

function faultOf(value: unknown, index: number, nodes: readonly string[], durationMs: number): Fault {
  const place = `faults[${index}]`;
  if (typeof value !== 'object' || value === null) misfit(place, 'an object', value);
  const kind = faultKinds.find((known) => known === (value as Fields).kind);
  if (kind === undefined) misfit(`${place}.kind`, `one of ${faultKinds.join(', ')}`, (value as Fields).kind);
  const expected: Readonly<Record<string, FaultField>> = faultFields[kind];
  const fields = fieldsOf(value, place, ['kind', ...Object.keys(expected)]);
  const known = Object.entries(expected).map(([name, field]) => [
    name,
    faultFieldOf(fields[name], `${place}.${name}`, field, nodes),
  ]);
  const fault = { kind, ...Object.fromEntries(known) } as Fault;
  if ('at' in fault && fault.at > durationMs) {
    misfit(`${place}.at`, `a time within the ${durationMs} ms of faults; afterwards all is healed`, fault.at);
  }
  if (kind !== 'partition' && 'from' in fault && fault.from === fault.to) misfit(place, 'two nodes', fault.from);
  return fault;
}

function faultFieldOf(value: unknown, place: string, field: FaultField, nodes: readonly string[]): unknown {
  switch (field) {
    case 'time':
      return timeOf(value, place);
    case 'end':
      return value === null ? null : numberOf(value, place, 'milliseconds, or null for ever', 0);
    case 'shift':
      return numberOf(value, place, 'milliseconds', -Number.MAX_VALUE);
    case 'rate':
      return numberOf(value, place, 'a rate, from 0.001 to 1000', 0.001, 1000);
    case 'count':
      if (!Number.isInteger(value)) misfit(place, 'a whole number from 0', value);
      return numberOf(value, place, 'a whole number from 0', 0);
    case 'flag':
      return typeof value === 'boolean' ? value : misfit(place, 'true or false', value);
    case 'node':
      return nodeOf(value, place, nodes);
    case 'target':
      return nodeOf(value, place, [...nodes, theLeader]);
    case 'nodes':
      return nodesIn(value, place, nodes);
    case 'targets':
      return nodesIn(value, place, [...nodes, theLeader, theOthers]);
  }
}

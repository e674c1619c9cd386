/**
 * A diagram of a behaviour that is known state by state: a counterexample, or a trace in the Informal Trace Format. Which
 * node a step belongs to is read off its arguments, else off what it changed; messages off the sets and bags that they
 * are put into and taken from.
 */
import type { Value } from '../../core/trace.js';
import type { Argument, Diagram, Message, Moment, Step } from './diagram.js';
import { labelOf, nowhere, receiverOf, senderOf } from './pairing.js';
import { isEntries, valueText } from './viewer/values.js';

export interface BehaviourState {
  /** `RMPrepare("r1")`; null or a sentence for the first state. */
  readonly action: string | null;
  readonly vars: Readonly<Record<string, Value>>;
}

type Entries = Readonly<Record<string, Value>>;

/** `loop`: the index of the state to which the last one leads back. */
export function fromStates(
  states: readonly BehaviourState[],
  loop: number | null,
): Pick<Diagram, 'lanes' | 'steps' | 'messages' | 'spans' | 'moments' | 'initial'> {
  const shown = states.map(({ action, vars }) => ({ action, vars: displayed(vars) as Entries }));
  const [first, ...rest] = shown;
  const nodes = nodesOf(shown.map(({ vars }) => vars));
  const calls = rest.map(({ action }) => callOf(action ?? ''));
  const laneNames = rest.map(({ vars }, index) => laneOf(calls[index]!.args, shown[index]!.vars, vars, nodes));
  const lanes = [...nodes].filter((node) => laneNames.includes(node) || nodes.size <= 12);
  if (laneNames.includes(nowhere) || lanes.length === 0) lanes.push(nowhere);
  const steps = rest.map(({ vars }, index): Step => {
    const { name, args } = calls[index]!;
    const lane = Math.max(0, lanes.indexOf(laneNames[index] as string));
    const numbered = args.map((text): Argument => ({ name: '', value: { '#model': text } }));
    return {
      lane,
      order: 2 * index,
      at: null,
      action: name,
      args: numbered,
      changes: { kind: 'state', vars },
      line: index + 1,
    };
  });
  const moments: Moment[] =
    loop === null
      ? []
      : [
          {
            place: { step: null, order: 2 * loop - 1, at: null },
            label: `the last state leads back to here (state ${loop + 1})`,
            lane: null,
          },
        ];
  const initial = first?.vars ?? {};
  const messages = messagesOf(
    shown.map(({ vars }) => vars),
    calls,
    lanes,
    steps,
  );
  return { lanes, steps, messages, spans: [], moments, initial };
}

/** Functions whose arguments are names are shown like records: by name. */
export function displayed(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(displayed);
  const entries = value as Entries;
  const map = entries['#map'];
  if (Array.isArray(map)) {
    const pairs = (map as readonly (readonly Value[])[]).map(
      ([key, item]) => [keyText(key), displayed(item!)] as const,
    );
    return pairs.length > 0 && pairs.every(([key]) => key !== null)
      ? Object.fromEntries(pairs as readonly (readonly [string, Value])[])
      : { '#map': map.map((pair) => displayed(pair)) };
  }
  return Object.fromEntries(Object.entries(entries).map(([key, item]) => [key, displayed(item)]));
}

function keyText(key: Value | undefined): string | null {
  if (typeof key === 'string') return key;
  if (typeof key === 'number') return String(key);
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return null;
  const { '#model': model, '#bigint': digits } = key as Entries;
  return typeof model === 'string' ? model : typeof digits === 'string' ? digits : null;
}

/** Arguments of the functions among the variables: of the set that most of them share. */
function nodesOf(states: readonly Entries[]): Set<string> {
  const [first = {}] = states;
  const votes = new Map<string, number>();
  for (const value of Object.values(first)) {
    if (!isEntries(value)) continue;
    const keys = Object.keys(value);
    if (keys.length > 0 && keys.length <= 64) {
      const key = JSON.stringify(keys);
      votes.set(key, (votes.get(key) ?? 0) + 1);
    }
  }
  const [most] = [...votes].sort((a, b) => b[1] - a[1]);
  return new Set(most === undefined ? [] : (JSON.parse(most[0]) as string[]));
}

/** `Receive("n1", [type |-> "Vote"])`: the name, and its arguments as they are written. */
export function callOf(text: string): { readonly name: string; readonly args: readonly string[] } {
  const open = text.indexOf('(');
  if (open < 0 || !text.endsWith(')')) return { name: text, args: [] };
  const args: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = open + 1;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '"' && text[at - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if ('([{'.includes(char) || text.startsWith('<<', at)) depth += 1;
    const closes = ')]}'.includes(char) || (text.startsWith('>>', at) && depth > 0);
    if ((char === ',' && depth === 0) || (closes && depth === 0)) {
      args.push(text.slice(from, at).trim());
      from = at + 1;
    } else if (closes) depth -= 1;
    if (text.startsWith('<<', at) || text.startsWith('>>', at)) at += 1;
  }
  return { name: text.slice(0, open), args };
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

function laneOf(args: readonly string[], before: Entries, after: Entries, nodes: ReadonlySet<string>): string {
  const named = args.map(unquoted).find((text) => nodes.has(text));
  if (named !== undefined) return named;
  // A message tells who receives it.
  const receiver = args
    .map((text) => /\b(?:to|m?dest|receiver|mto) \|-> "?(\w+)"?/.exec(text)?.[1])
    .find((text) => text);
  if (receiver !== undefined && nodes.has(receiver)) return receiver;
  const changed = new Set<string>();
  for (const [variable, value] of Object.entries(after)) {
    const was = before[variable];
    if (!isEntries(value) || !isEntries(was)) continue;
    for (const key of Object.keys(value)) {
      if (nodes.has(key) && valueText(was[key]) !== valueText(value[key])) changed.add(key);
    }
  }
  return changed.size === 1 ? ([...changed][0] as string) : nowhere;
}

/** Of a variable that holds messages, how often it holds each, by its text. */
function heldIn(value: Value | undefined, held: Map<string, { body: Entries; count: number }>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { '#set': members, '#map': pairs } = value as Entries;
  const add = (body: Value | undefined, count: number): void => {
    if (!isEntries(body) || senderOf(body) === undefined) return;
    const text = valueText(body);
    held.set(text, { body, count: (held.get(text)?.count ?? 0) + count });
  };
  if (Array.isArray(members)) for (const member of members) add(member, 1);
  if (!Array.isArray(pairs)) return;
  for (const pair of pairs as readonly (readonly Value[])[]) {
    const [body, count] = pair;
    const n = typeof count === 'number' ? count : Number(keyText(count) ?? Number.NaN);
    if (Number.isFinite(n)) add(body, n);
  }
}

function messagesOf(
  states: readonly Entries[],
  calls: readonly { readonly args: readonly string[] }[],
  lanes: readonly string[],
  steps: readonly Step[],
): Message[] {
  const laneOfEnd = (end: unknown): number => lanes.indexOf(keyText(end as Value) ?? '');
  const all = states.map((state) => {
    const held = new Map<string, { body: Entries; count: number }>();
    for (const value of Object.values(state)) heldIn(value, held);
    return held;
  });
  const sent = new Map<string, number[]>();
  /** Messages to everybody: each that takes one has an arrow. */
  const broadcasts = new Map<
    string,
    { readonly from: number; readonly sent: Message['sent']; readonly body: Entries }
  >();
  const received = new Set<number>();
  const messages: Message[] = [];
  for (const [index, step] of steps.entries()) {
    const [before, after] = [all[index]!, all[index + 1]!];
    const place = { step: index, order: step.order, at: null };
    const arrive = (text: string, gone: boolean): void => {
      const broadcast = broadcasts.get(text);
      if (broadcast !== undefined && lanes[step.lane] !== nowhere) {
        messages.push({ ...broadcast, to: step.lane, received: place, label: labelOf(broadcast.body) });
      }
      const waiting = sent.get(text) ?? [];
      const number = waiting.find((each) => !received.has(each)) ?? (gone ? undefined : waiting[0]);
      if (number === undefined) return;
      const message = messages[number]!;
      // Taken by a step of another node than its receiver's: it was lost on the way, or thrown away.
      if (message.to !== step.lane && lanes[step.lane] !== nowhere) return;
      received.add(number);
      messages[number] = { ...message, received: place };
    };
    for (const [text, { count }] of before) if ((after.get(text)?.count ?? 0) < count) arrive(text, true);
    for (const text of calls[index]!.args) if (after.get(text)?.count === before.get(text)?.count) arrive(text, false);
    for (const [text, { body, count }] of after) {
      const more = count - (before.get(text)?.count ?? 0);
      const [from, to] = [laneOfEnd(senderOf(body)), laneOfEnd(receiverOf(body))];
      if (receiverOf(body) === undefined && from >= 0 && !broadcasts.has(text)) {
        broadcasts.set(text, { from, sent: place, body });
      }
      if (more <= 0 || from < 0 || to < 0) continue;
      for (let i = 0; i < more; i += 1) {
        sent.set(text, [...(sent.get(text) ?? []), messages.length]);
        messages.push({ from, to, sent: place, received: null, label: labelOf(body), body });
      }
    }
  }
  return messages.sort((a, b) => a.sent.order - b.sent.order);
}

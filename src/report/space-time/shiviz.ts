/**
 * A diagram as a log for ShiViz (bestchai.bitbucket.io/shiviz): the first line is the regular expression that parses it, the
 * second, empty here, what separates executions. Clocks are computed from the messages: a host's own entry counts its events
 * from 1, and a received message brings what its sender knew.
 */
import type { Diagram, Place } from './diagram.js';
import { valueText } from './viewer/values.js';

export const shivizParser = String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`;

interface HostEvent {
  readonly lane: number;
  readonly order: number;
  readonly text: string;
  readonly receives: number[];
  readonly sends: number[];
}

export function toShiviz(diagram: Diagram): string {
  const { lanes } = diagram;
  const hosts = lanes.map((name) => name.replace(/\s+/g, '_') || '_');
  const clocks = lanes.map(() => new Map<number, number>());
  const stamps: Map<number, number>[] = [];
  const log = [shivizParser, ''];
  for (const { lane, text, receives, sends } of eventsOf(diagram)) {
    const clock = clocks[lane]!;
    for (const message of receives) {
      for (const [host, n] of stamps[message] ?? []) clock.set(host, Math.max(n, clock.get(host) ?? 0));
    }
    clock.set(lane, (clock.get(lane) ?? 0) + 1);
    for (const message of sends) stamps[message] = new Map(clock);
    const entries = [...clock].sort(([a], [b]) => a - b).map(([host, n]) => `${JSON.stringify(hosts[host])}:${n}`);
    log.push(`${hosts[lane]} {${entries.join(',')}}`, text.replace(/\s+/g, ' '));
  }
  return `${log.join('\n')}\n`;
}

/** The events of all hosts: steps, and the sending and receiving that belongs to no step. */
function eventsOf({ steps, messages, lanes }: Diagram): HostEvent[] {
  const ofStep = steps.map(({ lane, order, action, args }): HostEvent => {
    const values = args.map(({ value }) => valueText(value)).join(', ');
    return { lane, order, text: `${action || 'event'}${values === '' ? '' : `(${values})`}`, receives: [], sends: [] };
  });
  const events = [...ofStep];
  const at = (place: Place, lane: number, text: string): HostEvent => {
    if (place.step !== null) return ofStep[place.step]!;
    const event = { lane, order: place.order, text, receives: [], sends: [] };
    events.push(event);
    return event;
  };
  for (const [index, { from, to, sent, received, label }] of messages.entries()) {
    const name = label === '' ? 'message' : label;
    at(sent, from, `send ${name} to ${lanes[to]}`).sends.push(index);
    if (received !== null) at(received, to, `receive ${name} from ${lanes[from]}`).receives.push(index);
  }
  return events.sort((a, b) => a.order - b.order);
}

/** What the page carries, made ready for looking at: states, messages by step, labels. */
import type { Lines } from './lines.js';
import { type PanelSource, timeText } from './panel.js';
import type { Payload } from './payload.js';
import { isEntries, States, valueText } from './values.js';

export function panelSourceOf(payload: Payload, lines: Lines, bodies: Lines): PanelSource {
  return {
    payload,
    lines,
    bodies,
    states: new States(payload.initial, (step) => lines.step(step)),
    messagesOf: messagesByStep(payload),
    actionCounts: counted(payload),
  };
}

/** `AcceptEntries(n2, AppendEntries…)`: made when a step comes into sight. */
export class Labels {
  readonly #labels = new Map<number, string>();
  readonly #payload: Payload;
  readonly #lines: Lines;

  constructor(payload: Payload, lines: Lines) {
    this.#payload = payload;
    this.#lines = lines;
  }

  of(step: number): string {
    const known = this.#labels.get(step);
    if (known !== undefined) return known;
    const name = this.#payload.actions[this.#payload.steps.action[step] as number] ?? '';
    const args = this.#lines.step(step).a ?? [];
    const text = args.length === 0 ? name : `${name}(${args.map(([, value]) => argumentText(value)).join(', ')})`;
    if (this.#labels.size > 5_000) this.#labels.clear();
    this.#labels.set(step, text);
    return text;
  }

  /** For the gutter: the time, counted from the first event where it is a time of day, or the event's number. */
  gutterOf(step: number): string {
    const at = this.#payload.steps.at?.[step];
    if (at === undefined) return (step + 1).toLocaleString('en');
    const first = this.#payload.steps.at?.[0] ?? 0;
    const ms = first > 1e11 ? at - first : at;
    return ms < 10_000 ? timeText(ms).replace(/ ms$/, '') : `${(ms / 1000).toFixed(3)} s`;
  }
}

/** Names without their quotes: in a label they are clear enough. */
function argumentText(value: Parameters<typeof valueText>[0]): string {
  const given = value ?? undefined;
  const kind = isEntries(given) ? (given.type ?? given.kind ?? given.mtype) : undefined;
  if (typeof kind === 'string') return `${kind}…`;
  if (isEntries(given)) return '…';
  const text = typeof value === 'string' ? value : valueText(value);
  const written = /^\[.*\b(?:type|kind|mtype) \|-> "?(\w+)"?/.exec(text)?.[1];
  if (written !== undefined) return `${written}…`;
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function messagesByStep(payload: Payload): Map<number, number[]> {
  const by = new Map<number, number[]>();
  const { sentStep, receivedStep } = payload.messages;
  const add = (step: number, message: number): void => {
    if (step < 0) return;
    const known = by.get(step);
    if (known === undefined) by.set(step, [message]);
    else known.push(message);
  };
  for (let message = 0; message < sentStep.length; message += 1) {
    add(receivedStep[message] as number, message);
    add(sentStep[message] as number, message);
  }
  return by;
}

function counted({ actions, steps }: Payload): number[] {
  const counts = actions.map(() => 0);
  for (const action of steps.action) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

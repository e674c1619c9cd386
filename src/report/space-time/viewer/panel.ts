/** The side panel: one step with its state, or the whole diagram at a glance. */
import type { Attempt, Conjunct, Outcome } from '../diagram.js';
import { type Element, element } from './dom.js';
import { symbolOf } from './draw.js';
import type { Lines } from './lines.js';
import type { Payload } from './payload.js';
import { symbolPoints } from './pen.js';
import { changesBetween, isEntries, type State, type States, valueText } from './values.js';

export interface PanelSource {
  readonly payload: Payload;
  readonly lines: Lines;
  readonly bodies: Lines;
  readonly states: States;
  /** Indices of messages by the step that sent or received them. */
  readonly messagesOf: ReadonlyMap<number, readonly number[]>;
  /** How often each action was taken. */
  readonly actionCounts: readonly number[];
}

export interface PanelActions {
  select(step: number): void;
  pick(action: number): void;
  readonly picked: ReadonlySet<number>;
}

export function symbolSvg(action: number, colourCount: number): string {
  const points = symbolPoints(symbolOf(action, colourCount), 8, 8, 5);
  const fill = `fill="var(--series-${(action % colourCount) + 1})"`;
  const shape =
    points === null ? `<circle cx="8" cy="8" r="5" ${fill}/>` : `<polygon points="${points.join(' ')}" ${fill}/>`;
  return `<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;
}

function symbolElement(action: number, colourCount: number): Element {
  const made = element('span', 'symbol');
  made.innerHTML = symbolSvg(action, colourCount);
  return made;
}

const button = (className: string, work: () => void, ...parts: (Element | string)[]): Element => {
  const made = element('button', className, ...parts);
  made.setAttribute('type', 'button');
  made.addEventListener('click', work);
  return made;
};

const section = (title: string, ...parts: (Element | string)[]): Element =>
  element('section', '', element('h3', '', title), ...parts);

export function stepPanel(source: PanelSource, colourCount: number, step: number, actions: PanelActions): Element[] {
  const { payload, lines, states } = source;
  const { steps, outcome } = payload;
  const details = lines.step(step);
  const action = steps.action[step] as number;
  const name = payload.actions[action] || 'an unnamed event';
  const title = element('h2', '', symbolElement(action, colourCount), element('span', '', name));
  const at = steps.at?.[step];
  const place = [
    payload.lanes[steps.lane[step] as number] ?? '',
    `event ${(step + 1).toLocaleString('en')} of ${steps.lane.length.toLocaleString('en')}`,
    ...(steps.line[step] === step + 1 ? [] : [`line ${steps.line[step]}`]),
    ...(at === undefined ? [] : [timeText(at)]),
  ];
  const parts = [title, element('p', 'place', place.join(' · '))];
  if (outcome?.step === step) parts.push(...outcomeParts(outcome));
  const args = details.a ?? [];
  if (args.length > 0) {
    const rows = args.map(([parameter, value]) => [parameter === '' ? '·' : parameter, valueText(value)]);
    parts.push(section('Arguments', table(rows)));
  }
  const messages = source.messagesOf.get(step) ?? [];
  if (messages.length > 0) parts.push(section('Messages', messageList(source, step, messages, actions)));
  const [before, after] = [states.after(step - 1), states.after(step)];
  parts.push(section('What changed', changeTable(before, after)));
  parts.push(stateSection(before, after, details.s === undefined));
  return parts;
}

function changeTable(before: State, after: State): Element {
  const changes = changesBetween(before, after);
  if (changes.length === 0) return element('p', 'faint', 'Nothing, as far as this trace tells.');
  const list = element('dl', 'changes');
  for (const { place, before: was, after: now, added, removed } of changes) {
    list.append(element('dt', '', element('code', '', place)));
    const value = element('dd', '');
    if (added !== undefined && removed !== undefined) {
      for (const member of removed) value.append(element('code', 'was', `− ${member}`));
      for (const member of added) value.append(element('code', 'now', `+ ${member}`));
    } else {
      if (was !== null) value.append(element('code', 'was', was), element('span', 'arrow', '→'));
      value.append(element('code', 'now', now));
    }
    list.append(value);
  }
  return list;
}

function stateSection(before: State, after: State, partial: boolean): Element {
  const names = Object.keys(after);
  const title = partial ? 'Known of the state afterwards' : 'The state afterwards';
  if (names.length === 0) return section(title, element('p', 'faint', 'The trace tells no variable.'));
  const list = element('dl', 'state');
  for (const name of names) {
    const value = after[name];
    const changed = before[name] !== value && valueText(before[name]) !== valueText(value);
    list.append(element('dt', changed ? 'changed' : '', element('code', '', name)));
    const shown = element('dd', '');
    if (isEntries(value) && Object.keys(value).length > 0) {
      const rows = element('dl', 'entries');
      for (const key of Object.keys(value)) {
        rows.append(element('dt', '', element('code', '', key)));
        rows.append(element('dd', '', element('code', '', valueText(value[key]))));
      }
      shown.append(rows);
    } else shown.append(longValue(valueText(value)));
    list.append(shown);
  }
  return section(title, list);
}

/** A value that would fill the panel waits to be opened. */
function longValue(text: string): Element {
  if (text.length < 800) return element('code', '', text);
  const size = `${text.length.toLocaleString('en')} characters`;
  return element('details', '', element('summary', 'faint', size), element('code', '', text));
}

function messageList(
  { payload, bodies }: PanelSource,
  step: number,
  messages: readonly number[],
  actions: PanelActions,
): Element {
  const { messages: all, texts, lanes } = payload;
  const list = element('ul', 'messages');
  for (const message of messages) {
    const sentHere = all.sentStep[message] === step;
    const other = (sentHere ? all.to : all.from)[message] as number;
    const end = (sentHere ? all.receivedStep : all.sentStep)[message] as number;
    const label = texts[all.label[message] as number] ?? '';
    const direction = sentHere ? `to ${lanes[other]}` : `from ${lanes[other]}`;
    const lost = (all.lost[message] as number) >= 0 ? texts[all.lost[message] as number] : null;
    const fate = lost !== null ? `lost: ${lost}` : (all.receivedRow[message] as number) < 0 ? 'never arrived' : '';
    const line = element('li', '', element('span', 'direction', sentHere ? '↗' : '↘'), `${direction} `);
    if (label !== '') line.append(element('b', '', label), ' ');
    if (fate !== '') line.append(element('span', 'bad', fate), ' ');
    if (end >= 0) line.append(button('link', () => actions.select(end), `event ${(end + 1).toLocaleString('en')}`));
    const body = bodies.at(message);
    if (body !== null && body !== undefined && typeof body === 'object') {
      line.append(element('code', 'body', JSON.stringify(body)));
    }
    list.append(line);
  }
  return list;
}

function table(rows: readonly (readonly string[])[]): Element {
  const list = element('dl', 'entries');
  for (const [name = '', value = ''] of rows) {
    list.append(element('dt', '', element('code', '', name)), element('dd', '', element('code', '', value)));
  }
  return list;
}

export function outcomeParts(outcome: Outcome): Element[] {
  const { kind, title, because, attempts = [], notes = [] } = outcome;
  const card = element('section', `outcome ${kind}`, element('h3', '', title));
  if (because !== '') card.append(element('p', 'because', because));
  for (const note of notes) card.append(element('p', 'faint', note));
  const meant = attempts.filter(({ named }) => named !== false);
  for (const [index, attempt] of meant.slice(0, 8).entries()) card.append(attemptPart(attempt, index === 0));
  if (meant.length > 8) card.append(element('p', 'faint', `and ${meant.length - 8} more attempts`));
  const others = attempts.filter(({ named }) => named === false).slice(0, 6);
  if (others.length > 0) card.append(element('h3', 'others', 'The nearest other actions'));
  for (const attempt of others) card.append(attemptPart(attempt, false));
  return [card];
}

function attemptPart({ action, args, state, differences, conjuncts }: Attempt, open: boolean): Element {
  const call = args.length === 0 ? action : `${action}(${args.join(', ')})`;
  const possible = conjuncts.every(({ outcome }) => outcome === 'true');
  const agrees = possible && differences.length === 0;
  const fate = agrees ? ' possible, and agrees with what was observed' : possible ? ' possible, leads elsewhere' : '';
  const part = element(
    'details',
    'attempt',
    element('summary', '', element('code', '', call), element('span', agrees ? 'good' : 'label', fate)),
  );
  part.open = open;
  if (differences.length > 0) {
    const list = element('dl', 'changes');
    for (const { place, observed, computed } of differences) {
      list.append(element('dt', '', element('code', '', place)));
      list.append(
        element(
          'dd',
          '',
          element('span', 'label', 'the spec gives'),
          element('code', 'now', computed),
          element('span', 'label', 'the log says'),
          element('code', 'was', observed),
        ),
      );
    }
    part.append(list);
  }
  if (conjuncts.length > 0) part.append(conjunctList(conjuncts));
  const names = Object.keys(state);
  if (names.length > 0) {
    const inner = element('details', '', element('summary', 'faint', 'in the state'));
    inner.append(table(names.map((name) => [name, state[name] ?? ''])));
    part.append(inner);
  }
  return part;
}

const outcomeMarks: Readonly<Record<string, string>> = { true: '✓', false: '✕', error: '!', 'not reached': '·' };

function conjunctList(conjuncts: readonly Conjunct[]): Element {
  const list = element('ol', 'conjuncts');
  for (const { text, file, line, outcome, left, right, message, parts } of conjuncts) {
    const item = element('li', outcome.replace(' ', '-'));
    const mark = element('span', 'mark', outcomeMarks[outcome] ?? '·');
    mark.title = outcome;
    const code = element('code', '', text);
    code.title = `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
    item.append(mark, code);
    if (left !== undefined && right !== undefined && outcome !== 'not reached') {
      item.append(
        element(
          'div',
          'sides',
          element('code', '', left),
          element('span', 'label', 'against'),
          element('code', '', right),
        ),
      );
    }
    if (message !== undefined) item.append(element('div', 'sides', message));
    if (parts !== undefined && parts.length > 0) item.append(conjunctList(parts));
    list.append(item);
  }
  return list;
}

export function overviewPanel(source: PanelSource, colourCount: number, actions: PanelActions): Element[] {
  const { payload, actionCounts } = source;
  const { outcome, spans } = payload;
  const parts: Element[] = [];
  if (outcome !== null) parts.push(...outcomeParts(outcome));
  const legend = element('ul', 'legend');
  for (const [action, name] of payload.actions.entries()) {
    const row = button(
      'row',
      () => actions.pick(action),
      symbolElement(action, colourCount),
      element('span', 'name', name || 'an unnamed event'),
      element('span', 'count', (actionCounts[action] ?? 0).toLocaleString('en')),
    );
    row.setAttribute('aria-pressed', String(actions.picked.has(action)));
    legend.append(element('li', '', row));
  }
  const hint = element(
    'p',
    'faint',
    'Click an action to make it stand out; click a step in the diagram to see its state.',
  );
  parts.push(section('Actions', hint, legend));
  const kinds = [...new Set(spans.map(({ kind }) => kind))];
  if (kinds.length > 0) {
    const list = element('ul', 'legend faults');
    for (const kind of kinds) {
      const labels = [...new Set(spans.filter((span) => span.kind === kind).map(({ label }) => label))];
      const row = element('li', '', element('span', `fault ${kind}`), element('span', 'name', labels.join(', ')));
      list.append(row);
    }
    parts.push(section('Faults', list));
  }
  return parts;
}

export function timeText(ms: number): string {
  if (ms > 1e11) return new Date(ms).toISOString().slice(11, 23);
  return ms >= 100_000
    ? `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 3 })} s`
    : `${ms.toLocaleString('en', { maximumFractionDigits: 3 })} ms`;
}

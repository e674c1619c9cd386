/** Failover as it happened in one simulated run: a lane for each node, the fault as a band, and the clients' answers below. */
import type { TopLevelSpec } from 'vega-lite';
import type { DeclarationRow, TimelineRole, TimelineRow } from '../results/row.js';
import { chartStyle } from './chart-style.js';
import { $schema, inWords } from './drawing.js';
import { type Cell, digits, type Figure, isNarrow } from './figure.js';

const roles: readonly TimelineRole[] = ['leads', 'stands', 'follows', 'down'];
const roleColours = ['var(--series-1)', 'var(--series-6)', 'var(--line)', 'var(--bad)'];
const roleWords: Readonly<Record<TimelineRole, string>> = {
  leads: 'leads',
  stands: 'stands for election',
  follows: 'follows',
  down: 'down',
};
const clients = 'clients';
const outage = 'outage';
const phaseColours = {
  detection: 'var(--series-5)',
  election: 'var(--series-6)',
  recovery: 'var(--series-3)',
} as const;

/** One figure for each experiment that gives time lines, its subjects below each other. */
export function timelineFigures(rows: readonly TimelineRow[], declarations: readonly DeclarationRow[]): Figure[] {
  return [...new Set(rows.map(({ name }) => name))].map((name): Figure => {
    const own = rows.filter((row) => row.name === name);
    const declared = declarations.find((each) => each.name === name);
    const [first] = own as [TimelineRow, ...TimelineRow[]];
    const at = Object.entries(first.parameters).map(([parameter, value]) => inWords(parameter, value));
    return {
      id: `${name}-timeline`,
      title: `${declared?.title ?? name}: one run`,
      short: 'Failover',
      suite: first.suite,
      reading: `Simulated, ${at.join(', ')}, seed ${first.seed}.`,
      convention:
        'Each lane is a node: who leads, who stands for election, who is down; time counts from the fault, whose band is shaded. The outage is split into detection (until somebody stands), election (until somebody leads) and recovery (until a client is answered). Ticks are answers to clients, and the bar above them is how long they waited in vain. One run of those that the figures above summarise.',
      spec: (width) => timelineSpec(own, width),
      table: {
        columns: [
          { title: 'subject' },
          { title: 'fault' },
          { title: 'stands for election', numeric: true },
          { title: 'leads', numeric: true },
          { title: 'recovery after that', numeric: true },
          { title: 'clients without an answer', numeric: true },
        ],
        rows: own.map((row): Cell[] => [
          row.subject,
          row.faults.map(({ fault, node }) => `${fault}${node === null ? '' : ` of ${node}`}`).join(', '),
          after(firstAfter(row, 'stands')),
          after(firstAfter(row, 'leads')),
          recoveryOf(row),
          row.unavailable === null ? 'not answered again' : `${digits(row.unavailable[1] - row.unavailable[0])} ms`,
        ]),
      },
      replay: `npx nines bench ${name} --seed ${first.seed}`,
    };
  });
}

/** When the first node takes this role after the fault; null where none does. */
function firstAfter({ lanes }: TimelineRow, role: TimelineRole): number | null {
  const begins = lanes.flatMap(({ spans }) => spans.filter((span) => span.role === role && span.from > 0));
  return begins.length === 0 ? null : Math.min(...begins.map(({ from }) => from));
}

const after = (time: number | null): string => (time === null ? '' : `after ${digits(time)} ms`);

function recoveryOf(row: TimelineRow): string {
  const recovery = phasesOf(row).find(({ role }) => role === 'recovery');
  return recovery === undefined ? '' : `${digits(recovery.to - recovery.from)} ms`;
}

/** What the outage was spent on, as far as it came. */
function phasesOf(row: TimelineRow) {
  const ends = {
    detection: firstAfter(row, 'stands'),
    election: firstAfter(row, 'leads'),
    recovery: row.unavailable?.[1] ?? null,
  };
  const phases: { node: string; from: number; to: number; role: keyof typeof ends }[] = [];
  let from = 0;
  for (const role of ['detection', 'election', 'recovery'] as const) {
    const to = ends[role];
    if (to === null || to < from) break;
    phases.push({ node: outage, from, to, role });
    from = to;
  }
  return phases;
}

function timelineSpec(rows: readonly TimelineRow[], width: number): TopLevelSpec {
  const narrow = isNarrow(width);
  // One axis for all: who is back sooner is seen, not read.
  const domain = [Math.min(...rows.map(({ from }) => from)), Math.max(...rows.map(({ to }) => to))];
  const charts = rows.map((row, position) => {
    const names = [...row.lanes.map(({ node }) => node), outage, clients];
    const y = {
      field: 'node',
      type: 'nominal' as const,
      title: null,
      sort: names,
      scale: { domain: names },
      axis: { labelColor: 'var(--ink)', grid: false },
    };
    const x = {
      field: 'from',
      type: 'quantitative' as const,
      title: position === rows.length - 1 ? 'Milliseconds after the fault' : null,
      scale: { domain, nice: false, zero: false },
      axis: { grid: false, tickCount: narrow ? 4 : 8 },
    };
    const round = (value: number): number => Math.round(value * 100) / 100;
    const spans = row.lanes.flatMap(({ node, spans: own }) =>
      own.map((span) => ({ node, from: round(span.from), to: round(span.to), role: roleWords[span.role] })),
    );
    const phases = phasesOf(row).map((phase) => ({ ...phase, from: round(phase.from), to: round(phase.to) }));
    const waits = row.unavailable === null ? [] : [{ node: clients, from: row.unavailable[0], to: row.unavailable[1] }];
    const tooltip = [
      { field: 'node', title: 'node' },
      { field: 'role', title: 'role' },
      { field: 'from', title: 'from (ms)' },
      { field: 'to', title: 'to (ms)' },
    ];
    return {
      title: {
        text: row.subject,
        anchor: 'start',
        color: 'var(--ink)',
        fontSize: 12.5,
        fontWeight: 'normal',
        offset: 6,
      },
      width: width - 90,
      height: { step: 24 },
      layer: [
        {
          data: { values: row.faults.map(({ from, to }) => ({ from, to })) },
          mark: { type: 'rect', color: 'var(--bad)', opacity: 0.08 },
          encoding: { x, x2: { field: 'to' } },
        },
        {
          data: { values: [...spans, ...phases] },
          mark: { type: 'bar', height: { band: 0.62 }, cornerRadius: 2 },
          encoding: {
            y,
            x,
            x2: { field: 'to' },
            color: {
              field: 'role',
              type: 'nominal',
              scale: {
                domain: [...roles.map((role) => roleWords[role]), ...Object.keys(phaseColours)],
                range: [...roleColours, ...Object.values(phaseColours)],
              },
              legend: { orient: 'top', direction: 'horizontal', symbolType: 'square', columns: narrow ? 3 : 7 },
            },
            tooltip,
          },
        },
        {
          data: { values: row.answered.map((answered) => ({ node: clients, from: round(answered) })) },
          mark: { type: 'tick', thickness: 1, size: 12, color: 'var(--ink)', opacity: 0.7 },
          encoding: { y, x },
        },
        {
          data: { values: waits },
          mark: { type: 'rule', strokeWidth: 3, color: 'var(--bad)' },
          encoding: { y, x, x2: { field: 'to' } },
        },
        {
          data: {
            values: waits.map(({ from, to }) => ({
              node: clients,
              from: (from + to) / 2,
              text: `${digits(to - from)} ms`,
            })),
          },
          mark: { type: 'text', dy: -9, fontSize: 11, color: 'var(--ink)' },
          encoding: { y, x, text: { field: 'text' } },
        },
      ],
    };
  });
  return {
    $schema,
    description: 'Roles of the nodes around a fault',
    config: chartStyle,
    vconcat: charts,
    spacing: 22,
  } as unknown as TopLevelSpec;
}

/** Protocols, which must be accepted on every seed, and their mutants, which must be caught on some. */
import type { TopLevelSpec } from 'vega-lite';
import type { VerificationRow } from '../results/row.js';
import { chartStyle } from './chart-style.js';
import { $schema } from './drawing.js';
import { type Cell, type Figure, isNarrow, type Verdict } from './figure.js';
import { labelSpace, nameAxis, rowHeight, verdictColour, verdictShape } from './verdict-axis.js';

const verdicts = { good: 'good', bad: 'bad', inconclusive: 'unsure' } as const;

interface Mark {
  readonly name: string;
  readonly mutant: string;
  /** Runs for one that is rejected, on average. */
  readonly runs: number;
  readonly verdict: Verdict;
  readonly shown: string;
}

/** A mutant has one; of a protocol there is something to see only if it was rejected. */
function mark({ protocol, mutant, seeds, rejected, firstSeed, verdict }: VerificationRow): Mark[] {
  if (seeds === 0 || (mutant === null && rejected === 0)) return [];
  const first = firstSeed === null ? '' : `, first with seed ${firstSeed}`;
  return [
    {
      name: protocol,
      mutant: mutant ?? 'the protocol itself',
      runs: seeds / Math.max(1, rejected),
      verdict: verdicts[verdict],
      shown: `rejected ${rejected.toLocaleString('en-US')} of ${seeds.toLocaleString('en-US')} times${first}`,
    },
  ];
}

export function verificationFigure(rows: readonly VerificationRow[]): Figure | null {
  if (rows.length === 0) return null;
  const data = rows.flatMap(mark);
  // A protocol without a mark is a line of the table; without any there is nothing to draw.
  const names = [...new Set(data.map(({ name }) => name))];
  return {
    id: 'verification',
    title: 'Did what ran obey its specification?',
    short: 'Verification',
    front: true,
    reading:
      'Every protocol ran under seeded faults and every trace went through the checker compiled from its TLA+ specification. Each dot is a mutant, the protocol broken on purpose in one place: how many runs it takes on average to catch it. A diamond was not caught so far, a cross never; or it is the protocol itself that was rejected.',
    spec: data.length === 0 ? null : (width) => spec(data, names, width),
    table: {
      columns: [
        { title: 'verdict' },
        { title: 'protocol' },
        { title: 'mutant' },
        { title: 'seeds', numeric: true },
        { title: 'accepted', numeric: true },
        { title: 'rejected', numeric: true },
        { title: 'inconclusive', numeric: true },
        { title: 'first seed' },
        { title: 'replay' },
      ],
      rows: rows.map((row): Cell[] => [
        { text: verificationWord(row), verdict: verdicts[row.verdict] },
        row.protocol,
        row.mutant ?? '',
        row.seeds.toLocaleString('en-US'),
        row.accepted.toLocaleString('en-US'),
        row.rejected.toLocaleString('en-US'),
        row.inconclusive.toLocaleString('en-US'),
        row.firstSeed ?? '',
        row.replay,
      ]),
    },
    replay: `npx nines verify ${[...new Set(rows.map(({ protocol }) => protocol))].join(' ')}`,
  };
}

function verificationWord(row: VerificationRow): string {
  if (row.verdict === 'inconclusive') return 'inconclusive';
  if (row.mutant !== null) return row.verdict === 'good' ? 'caught' : 'not caught';
  return row.verdict === 'good' ? 'accepted' : 'rejected';
}

function spec(data: readonly Mark[], names: readonly string[], width: number): TopLevelSpec {
  const narrow = isNarrow(width);
  return {
    $schema,
    description: 'How many runs it takes to catch each mutant, by protocol',
    config: chartStyle,
    data: { values: [...data] },
    width: width - labelSpace(names, narrow) - 24,
    height: { step: rowHeight(names, narrow, 22) },
    mark: { type: 'point', filled: true, size: 80, opacity: 0.75 },
    encoding: {
      y: { ...nameAxis(names, narrow), scale: { domain: [...names] } },
      x: {
        field: 'runs',
        type: 'quantitative',
        title: 'Runs until it is caught, on average',
        scale: { type: 'log', domain: [1, Math.max(1000, ...data.map(({ runs }) => runs))], padding: 8 },
        axis: { values: [1, 10, 100, 1000], format: ',d', grid: true },
      },
      color: { field: 'verdict', ...verdictColour },
      shape: { field: 'verdict', ...verdictShape },
      tooltip: [
        { field: 'name', title: 'protocol' },
        { field: 'mutant', title: 'mutant' },
        { field: 'shown', title: 'outcome' },
      ],
    },
  } as TopLevelSpec;
}

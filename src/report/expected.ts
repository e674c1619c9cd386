/** What is expected to fail, and does: each with its least schedule and a space-time diagram. */
import type { ExpectedRow } from '../results/row.js';
import type { Cell, Figure } from './figure.js';
import type { Excerpt } from './space-time/excerpt.js';
import { pictureOfExcerpt } from './space-time/picture.js';

export function expectedFigure(rows: readonly ExpectedRow[]): Figure | null {
  if (rows.length === 0) return null;
  return {
    id: 'expected',
    title: 'Expected to fail, and does',
    short: 'Expected failures',
    reading:
      'What these protocols do not promise, or not in such a configuration: each on the least schedule that shows it. Time goes down, lanes are nodes, arrows are messages; the marked step is where it shows. None of these counts as a fault of the implementation; one that is no longer seen does.',
    spec: null,
    exhibits: rows.map((row, index) => ({
      title: row.title,
      // Names of nodes and operations, which have numbers, stay as they are.
      sentence: `${row.because.replace(/^[a-z](?=[a-z]* )/, (first) => first.toUpperCase())}.`,
      lesson: row.lesson,
      seen: row.verdict === 'good',
      schedule: row.schedule,
      picture: pictureOfExcerpt(row.diagram as Excerpt, `expected-${index}`),
      replay: row.replay,
    })),
    table: {
      columns: [
        { title: 'verdict' },
        { title: 'protocol' },
        { title: 'configuration' },
        { title: 'violated' },
        { title: 'seeds of this run that show it', numeric: true },
        { title: 'replay' },
      ],
      rows: rows.map((row): Cell[] => [
        { text: row.verdict === 'good' ? 'seen' : 'not seen', verdict: row.verdict === 'good' ? 'good' : 'bad' },
        row.protocol,
        row.mutant ?? '',
        row.property,
        row.seeds === 0 ? '' : `${row.count.toLocaleString('en-US')} of ${row.seeds.toLocaleString('en-US')}`,
        row.replay,
      ]),
    },
    replay: rows[0]?.replay ?? '',
  };
}

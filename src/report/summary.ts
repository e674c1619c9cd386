/** The night in a few words: what the reader should know before any chart. */
import type { ComparisonRow, Row } from '../results/row.js';
import type { Verdict } from './figure.js';

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** null: a figure that is neither good nor bad, and bears no mark. */
  readonly verdict: Verdict | null;
  /** What it counts, to be drawn; null where nothing was judged. */
  readonly counted: Counted | null;
  /** The note as a headline tells it that has nothing else to tell: where one thing alone is wrong, by its name. */
  readonly told: string;
}

export interface Counted {
  readonly good: number;
  readonly bad: number;
  readonly unsure: number;
}

export interface Summary {
  readonly headline: string;
  readonly verdict: Verdict;
  readonly tiles: readonly Tile[];
}

export function summarise(rows: readonly Row[]): Summary {
  const tiles = [
    comparisonsTile(rows),
    goalsTile(rows),
    protocolsTile(rows),
    mutantsTile(rows),
    expectedTile(rows),
    specsTile(rows),
    tracesTile(rows),
    checksTile(rows),
    leftOutTile(rows),
  ].filter((tile) => tile !== null);
  const verdict = tiles.some((tile) => tile.verdict === 'bad')
    ? 'bad'
    : tiles.some((tile) => tile.verdict === 'unsure')
      ? 'unsure'
      : 'good';
  return { headline: headlineOf(tiles, verdict), verdict, tiles };
}

/** In a headline, which is read in one look. */
const mostTold = 2;

function headlineOf(tiles: readonly Tile[], verdict: Verdict): string {
  const left = tiles.find(({ verdict: none }) => none === null);
  const but = left === undefined ? '' : `; ${left.note}`;
  if (tiles.every((tile) => tile === left)) return `Measured, and held to nothing${but}.`;
  const wrong = tiles.filter((tile) => tile.verdict === 'bad');
  const unsure = tiles.filter((tile) => tile.verdict === 'unsure');
  if (verdict === 'good') return left === undefined ? 'Everything held.' : `All that was judged held${but}.`;
  // One thing that is wrong, and not everything that is not known: the tiles below tell the rest.
  const news = [...wrong, ...unsure];
  const parts = news.slice(0, mostTold).map(({ note, told }) => (news.length === 1 ? told : note));
  const more = news.length - parts.length;
  if (more > 0) parts.push(`${more} more below`);
  return `${parts.join('; ').replace(/^./, (first) => first.toUpperCase())}.`;
}

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

const verdictOf = ({ bad, unsure }: Counted): Verdict => (bad > 0 ? 'bad' : unsure > 0 ? 'unsure' : 'good');

function countBy<T>(rows: readonly T[], verdict: (row: T) => Verdict): Counted {
  const count = (wanted: Verdict): number => rows.filter((row) => verdict(row) === wanted).length;
  return { good: count('good'), bad: count('bad'), unsure: count('unsure') };
}

/** `11 / 12` with a note that says how many are wrong, or how much stands behind it. */
function tile<T>(
  label: string,
  rows: readonly T[],
  verdict: (row: T) => Verdict,
  nameOf: (row: T) => string,
  words: { readonly good: string; readonly bad: string; readonly unsure: string },
): Tile {
  const counted = countBy(rows, verdict);
  const notes = (['bad', 'unsure'] as const)
    .filter((each) => counted[each] > 0)
    .map((each) => `${plural(counted[each], label.replace(/s$/, ''), label)} ${words[each]}`);
  const note = notes.length === 0 ? words.good : notes.join(', ');
  const wrong = rows.filter((row) => verdict(row) === 'bad');
  const [only] = wrong.length === 1 ? wrong.map(nameOf) : [];
  return {
    label,
    value: counted.good === rows.length ? String(rows.length) : `${counted.good} / ${rows.length}`,
    note,
    verdict: verdictOf(counted),
    counted,
    told: only === undefined ? note : [`${notes[0] as string} (${only})`, ...notes.slice(1)].join(', '),
  };
}

function comparisonsTile(rows: readonly Row[]): Tile | null {
  const comparisons = rows.filter((row) => row.kind === 'comparison');
  if (comparisons.length === 0) return null;
  const verdict = ({ difference }: ComparisonRow): Verdict =>
    difference === 'slower' || difference === 'worse' ? 'bad' : difference === 'inconclusive' ? 'unsure' : 'good';
  const nameOf = ({ name, subject }: ComparisonRow): string => `${subject} in ${name}`;
  const good = `not slower than ${(comparisons[0] as ComparisonRow).of[0]}`;
  return tile('comparisons', comparisons, verdict, nameOf, { good, bad: 'slower', unsure: 'undecided' });
}

function goalsTile(rows: readonly Row[]): Tile | null {
  const goals = rows.filter((row) => row.kind === 'goal');
  if (goals.length === 0) return null;
  return tile(
    'goals',
    goals,
    ({ verdict }) => (verdict === 'met' ? 'good' : verdict === 'short' ? 'bad' : 'unsure'),
    ({ name }) => name,
    { good: 'met, each against a control of the same run', bad: 'short', unsure: 'undecided' },
  );
}

const outcome = ({ verdict }: { readonly verdict: 'good' | 'bad' | 'inconclusive' }): Verdict =>
  verdict === 'inconclusive' ? 'unsure' : verdict;

function protocolsTile(rows: readonly Row[]): Tile | null {
  const protocols = rows.filter((row) => row.kind === 'verification').filter(({ mutant }) => mutant === null);
  if (protocols.length === 0) return null;
  const seeds = protocols.reduce((sum, row) => sum + row.seeds, 0);
  const good = `accepted on all ${plural(seeds, 'seed')}`;
  return tile('protocols', protocols, outcome, ({ protocol }) => protocol, {
    good,
    bad: 'rejected',
    unsure: 'undecided',
  });
}

function mutantsTile(rows: readonly Row[]): Tile | null {
  const mutants = rows.filter((row) => row.kind === 'verification').filter(({ mutant }) => mutant !== null);
  if (mutants.length === 0) return null;
  return tile('mutants', mutants, outcome, ({ protocol, mutant }) => `${mutant ?? ''} of ${protocol}`, {
    good: 'broken on purpose, all caught',
    bad: 'not caught',
    unsure: 'undecided',
  });
}

function expectedTile(rows: readonly Row[]): Tile | null {
  const failures = rows.filter((row) => row.kind === 'expected');
  if (failures.length === 0) return null;
  return tile(
    'expected failures',
    failures,
    ({ verdict }) => verdict,
    ({ title }) => title,
    { good: 'seen, each on its least schedule', bad: 'no longer seen', unsure: '' },
  );
}

function specsTile(rows: readonly Row[]): Tile | null {
  const specs = rows.filter((row) => row.kind === 'exploration');
  if (specs.length === 0) return null;
  const states = specs.reduce((sum, row) => sum + row.distinct, 0);
  const good = `hold in all ${plural(states, 'state')}`;
  return tile('specifications', specs, outcome, ({ spec }) => spec, { good, bad: 'violated', unsure: 'undecided' });
}

function tracesTile(rows: readonly Row[]): Tile | null {
  const traces = rows.filter((row) => row.kind === 'conformance');
  if (traces.length === 0) return null;
  const events = traces.reduce((sum, row) => sum + row.events, 0);
  return tile(
    'traces',
    traces,
    ({ verdict }) => (verdict === 'accepted' ? 'good' : verdict === 'rejected' ? 'bad' : 'unsure'),
    ({ trace }) => trace,
    { good: `accepted, ${plural(events, 'event')}`, bad: 'rejected', unsure: 'undecided' },
  );
}

const longestReason = 80;

/** Points are figures to look at, and of one that was not measured there is nothing to judge; of a goal's, nothing is known. */
function leftOutTile(rows: readonly Row[]): Tile | null {
  const told = rows.filter((row) => row.kind === 'leftOut');
  const leftOut = told.filter(({ because }) => because === null);
  const reasons = [...new Set(told.flatMap(({ because }) => because ?? []))];
  // A part's reason is news; those of single benchmarks are sentences with paths, and stand in their table.
  const isShort = reasons.length === 1 && (reasons[0] as string).length <= longestReason;
  const without = told.filter(({ because }) => because !== null).length;
  const goals = leftOut.filter(({ part }) => part === 'goals').length;
  const others = leftOut.length - goals;
  const points = rows.reduce((sum, row) => sum + (row.kind === 'declaration' ? (row.leftOut ?? []).length : 0), 0);
  if (told.length + points === 0) return null;
  const counted: [number, string][] = [
    [goals, 'goal'],
    [others, 'trace'],
    [points, 'point'],
  ];
  const what = counted.flatMap(([count, one]) => (count > 0 ? [plural(count, one)] : []));
  const note = [
    ...(what.length === 0 ? [] : [`${new Intl.ListFormat('en').format(what)} left for the next night`]),
    ...(isShort ? reasons : without > 0 ? [`${without} given up or broken, with reasons below`] : []),
  ].join('; ');
  return {
    label: 'left out',
    value: String(told.length + points),
    note,
    told: note,
    verdict: told.length > 0 ? 'unsure' : null,
    counted: null,
  };
}

function checksTile(rows: readonly Row[]): Tile | null {
  const checks = rows.filter((row) => row.kind === 'check');
  if (checks.length === 0) return null;
  const minutes = Math.round(checks.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  return tile('checks', checks, outcome, ({ name }) => name, {
    good: `passed, in ${plural(minutes, 'minute')}`,
    bad: 'failed',
    unsure: 'undecided',
  });
}

/**
 * What to do about issues of a forge, given the changes of the history and the issues that there are: one for each benchmark that became
 * slower on one night, however many of its figures tell so. Pure; the workflow carries it out.
 */
import { UsageError } from '../exit.js';
import { figure } from '../numbers.js';
import type { FamilyChange, FamilyTrend } from './runs.js';

/** As `gh issue list --json number,title,body,state` prints it. */
export interface KnownIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
}

export type IssueAction =
  | { readonly do: 'open'; readonly title: string; readonly body: string }
  | { readonly do: 'append'; readonly number: number; readonly body: string; readonly comment: string }
  | { readonly do: 'close'; readonly number: number; readonly comment: string };

/** What an issue's body says for the next night to read. */
interface Marker {
  readonly benchmark: string;
  /** A run. */
  readonly since: string;
  readonly series: readonly string[];
}

/** Figures of one benchmark that regressed on the same night. */
type Group = readonly [FamilyChange, ...FamilyChange[]];

/** A change is located within a night, and as nights come in it may move by another one. */
const near = { sameGroup: 1, sameIssue: 2 } as const;

export function issueActions({ changes, nights }: FamilyTrend, known: readonly KnownIssue[]): IssueAction[] {
  const night = new Map(nights.map((run, index) => [run, index]));
  const at = (run: string): number => night.get(run) ?? Number.NEGATIVE_INFINITY;
  const certain = changes.filter((change) => change.certain);
  const regressions = certain.filter(({ kind }) => kind === 'regression');
  const lasting = regressions.filter((change) => recovery(change, certain, at) === null);
  const marked = known.flatMap((issue) => {
    const marker = markerOf(issue.body);
    return marker === null ? [] : [{ issue, marker }];
  });
  const opened = groupsOf(lasting, at).flatMap((group): IssueAction[] => {
    const [{ benchmark, since }] = group;
    const same = marked.find(
      ({ marker }) => marker.benchmark === benchmark && Math.abs(at(marker.since) - at(since.run)) <= near.sameIssue,
    );
    // Before issues had markers each figure had one of its own.
    const own = known.find(({ title }) => group.some((change) => title === titleOf([change])));
    const issue = same?.issue ?? own;
    if (issue === undefined) return [{ do: 'open', title: titleOf(group), body: bodyOf(group, []) }];
    const listed = same?.marker.series ?? group.filter((change) => issue.title === titleOf([change])).map(seriesOf);
    const fresh = group.filter(({ series }) => !listed.includes(series));
    if (fresh.length === 0) return [];
    const comment = `${fresh.length === 1 ? 'Another figure' : `${fresh.length} more figures`} of this benchmark at a new level since the same night:\n\n${tableOf(fresh)}`;
    return [{ do: 'append', number: issue.number, body: bodyOf(group, listed, same?.marker.since), comment }];
  });
  const closed = marked.flatMap(({ issue, marker }): IssueAction[] => {
    if (issue.state.toUpperCase() !== 'OPEN') return [];
    const own = regressions.filter(
      ({ series, since }) =>
        marker.series.includes(series) && Math.abs(at(marker.since) - at(since.run)) <= near.sameIssue,
    );
    const back = own.flatMap((change) => recovery(change, certain, at) ?? []);
    if (own.length === 0 || back.length < own.length) return [];
    const [last] = back.sort((a, b) => at(b.since.run) - at(a.since.run));
    return [
      {
        do: 'close',
        number: issue.number,
        comment: `Back at the level before since ${sinceOf(last as FamilyChange)}.`,
      },
    ];
  });
  return [...opened, ...closed];
}

const seriesOf = ({ series }: FamilyChange): string => series;

/** The change that undid a regression: later, of the same figure, and at least half of the way back. */
function recovery(regression: FamilyChange, certain: readonly FamilyChange[], at: (run: string) => number) {
  return (
    certain.findLast(
      ({ series, kind, since, after }) =>
        kind === 'improvement' &&
        series === regression.series &&
        at(since.run) > at(regression.since.run) &&
        (after - regression.before) / (regression.after - regression.before) < 0.5,
    ) ?? null
  );
}

function groupsOf(changes: readonly FamilyChange[], at: (run: string) => number): Group[] {
  const groups: [FamilyChange, ...FamilyChange[]][] = [];
  for (const change of [...changes].sort((a, b) => at(a.since.run) - at(b.since.run))) {
    const own = groups.find(
      ([first]) => first.benchmark === change.benchmark && at(change.since.run) - at(first.since.run) <= near.sameGroup,
    );
    if (own === undefined) groups.push([change]);
    else own.push(change);
  }
  return groups;
}

const sinceOf = ({ since }: FamilyChange): string => (since.commit ?? since.time).slice(0, 10);

const titleOf = (group: Group): string =>
  `${group.length === 1 ? group[0].series : group[0].benchmark}: a new level since ${sinceOf(group[0])}`;

const percent = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;

function tableOf(changes: readonly FamilyChange[]): string {
  const rows = changes.map(({ series, effect, interval, before, after, unit, lasted }) => [
    series.replaceAll('|', '\\|'),
    percent(effect),
    `${percent(interval[0])} to ${percent(interval[1])}`,
    `${figure(before)} ${unit}`,
    `${figure(after)} ${unit}`,
    String(lasted),
  ]);
  const head = ['figure', 'effect', '95 % interval', 'before', 'now', 'nights'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `listed`: series that the issue has named already. An issue stays that of the night it was opened for. */
function bodyOf(group: Group, listed: readonly string[], since = group[0].since.run): string {
  const [first] = group;
  const confirm = [...new Set(group.flatMap((change) => change.confirm ?? []))];
  const series = [...new Set([...listed, ...group.map(seriesOf)])];
  const marker: Marker = { benchmark: first.benchmark, since, series };
  return [
    `\`${first.benchmark}\` became worse with ${first.since.commit === null ? 'the night of' : 'commit'} ${sinceOf(first)}: ${group.length === 1 ? 'one figure' : `${group.length} figures`} at a new level.`,
    tableOf(group),
    ...(confirm.length === 0 ? [] : [`Measure it again: ${confirm.map((line) => `\`${line}\``).join(', ')}`]),
    // Escaped, so that no name can end the comment.
    `<!-- nines: ${JSON.stringify(marker).replaceAll('>', '\\u003e')} -->`,
  ].join('\n\n');
}

/** Anyone may write in an issue: what is no marker is passed over. */
function markerOf(body: string): Marker | null {
  const [, json] = /<!-- nines: (\{.*\}) -->/.exec(body) ?? [];
  try {
    const { benchmark, since, series } = JSON.parse(json ?? '') as Partial<Marker>;
    const isMarker =
      typeof benchmark === 'string' &&
      typeof since === 'string' &&
      Array.isArray(series) &&
      series.every((each) => typeof each === 'string');
    return isMarker ? { benchmark, since, series } : null;
  } catch {
    return null;
  }
}

/** The issues in a file, or what is wrong with it. */
export function knownIssues(file: string, json: string): KnownIssue[] {
  const help = 'expected what `gh issue list --state all --json number,title,body,state` prints';
  let issues: unknown;
  try {
    issues = JSON.parse(json);
  } catch {
    throw new UsageError(`${file}: no JSON; ${help}`);
  }
  const isIssue = (issue: Partial<KnownIssue> | null): boolean =>
    typeof issue?.number === 'number' &&
    [issue.title, issue.body, issue.state].every((each) => typeof each === 'string');
  const wrong = Array.isArray(issues) ? issues.findIndex((issue) => !isIssue(issue)) : 0;
  if (wrong >= 0)
    throw new UsageError(`${file}: ${Array.isArray(issues) ? `issue ${wrong + 1} lacks a part` : 'no list'}; ${help}`);
  return issues as KnownIssue[];
}

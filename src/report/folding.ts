/** What a page says before anything is opened: its news above all charts, and a line for each kind of figure that is folded. */
import type { Row } from '../results/row.js';
import type { Cell, Figure, Verdict } from './figure.js';
import { marks, text } from './figure-html.js';

/** The page of a benchmark or two is shown whole: up to so many figures nothing is folded. */
export const mostOpen = 8;

export const isFolded = (own: readonly Figure[], all: readonly Figure[]): boolean =>
  all.length > mostOpen && !own.some(({ front }) => front === true);

/** One thing that did not hold, or that nothing can be said of, with the figure that tells more. */
export interface NewsItem {
  readonly verdict: 'bad' | 'unsure';
  readonly word: string;
  readonly what: string;
  readonly figure: string;
  readonly short: string;
}

/** Every table that judges has its verdicts in the first column, and what is judged in the next ones. */
export function newsOf(figures: readonly Figure[]): NewsItem[] {
  const items = figures.flatMap(({ id, short, table }) =>
    table.rows.flatMap(([first, ...others]): NewsItem[] => {
      if (first === undefined || typeof first === 'string' || first.verdict === 'good') return [];
      const [name = '', ...more] = others.filter(
        (cell, index): cell is string => typeof cell === 'string' && table.columns[index + 1]?.numeric !== true,
      );
      // A goal's name is a sentence; a protocol's says too little without its mutant's.
      const what = /\s/.test(name) || (more[0] ?? '') === '' ? name : `${name}, ${more[0]}`;
      return [{ verdict: first.verdict, word: first.text, what, figure: id, short }];
    }),
  );
  return items.sort((a, b) => Number(b.verdict === 'bad') - Number(a.verdict === 'bad'));
}

const mostTold = { bad: 12, unsure: 4 } as const;

/** The worst by name, the rest by number: a night without time leaves a hundred things undecided, which is one piece of news. */
export function newsHtml(news: readonly NewsItem[]): string {
  if (news.length === 0) return '';
  const lines = (['bad', 'unsure'] as const).flatMap((verdict) => {
    const own = news.filter((each) => each.verdict === verdict);
    const told = own.slice(0, mostTold[verdict]);
    const more = new Map<string, NewsItem[]>();
    for (const each of own.slice(told.length)) more.set(each.figure, [...(more.get(each.figure) ?? []), each]);
    return [
      ...told.map(({ word, what, figure }) => lineHtml(verdict, word, what, figure)),
      ...[...more].map(([figure, rest]) =>
        lineHtml(verdict, `${rest.length} more`, (rest[0] as NewsItem).short, figure),
      ),
    ];
  });
  return `<ul class="news" aria-label="What did not hold, or is not known">${lines.join('')}</ul>`;
}

const lineHtml = (verdict: Verdict, word: string, what: string, figure: string): string =>
  `<li><span class="${verdict}"><span aria-hidden="true">${marks[verdict]}</span> ${text(word)}</span> <a href="#${figure}">${text(what)}</a></li>`;

/** `✓ 44 accepted · ✕ 1 rejected` of a table that judges; of a suite its charts, and what its goals and comparisons say. */
export function lineOf(figures: readonly Figure[], rows: readonly Row[]): string {
  const suites = new Set(figures.flatMap(({ suite }) => suite ?? []));
  const judged = rows.filter((row) => (row.kind === 'goal' || row.kind === 'comparison') && suites.has(row.suite));
  const words = judged.flatMap((row): Exclude<Cell, string>[] => {
    if (row.kind === 'goal') return [goalWord[row.verdict]];
    if (row.kind !== 'comparison' || !(row.difference in comparisonWord)) return [];
    return [comparisonWord[row.difference as keyof typeof comparisonWord]];
  });
  const verdicts = figures.flatMap(({ table }) =>
    table.rows.flatMap(([first]) => (first === undefined || typeof first === 'string' ? [] : [first])),
  );
  const counted = countsHtml([...verdicts, ...words]);
  const charts = figures.filter(({ spec }) => spec !== null).length;
  const [only] = figures;
  const size =
    charts > 1
      ? [`${charts} charts`]
      : counted.length === 0 && charts === 0
        ? [`${only?.table.rows.length ?? 0} in all`]
        : [];
  const shown = [...size, ...counted];
  return shown.length === 0 ? text(only?.reading.split(/(?<=\.) /)[0] ?? '') : shown.join(' · ');
}

const goalWord = {
  met: { text: 'goals met', verdict: 'good' },
  short: { text: 'goals short', verdict: 'bad' },
  inconclusive: { text: 'goals undecided', verdict: 'unsure' },
} as const;

const comparisonWord = {
  slower: { text: 'slower', verdict: 'bad' },
  worse: { text: 'worse', verdict: 'bad' },
  faster: { text: 'faster', verdict: 'good' },
  better: { text: 'better', verdict: 'good' },
} as const;

const severity = { bad: 0, unsure: 1, good: 2 } as const;

function countsHtml(verdicts: readonly Exclude<Cell, string>[]): string[] {
  const counts = new Map<string, { readonly verdict: Verdict; readonly word: string; readonly count: number }>();
  for (const { verdict, text: word } of verdicts) {
    const key = `${verdict} ${word}`;
    counts.set(key, { verdict, word, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()]
    .sort((a, b) => severity[a.verdict] - severity[b.verdict])
    .map(
      ({ verdict, word, count }) =>
        `<span class="${verdict}"><span aria-hidden="true">${marks[verdict]}</span> ${count.toLocaleString('en-US')} ${text(numbered(word, count))}</span>`,
    );
}

/** `1 goal met`, `2 hold`. */
const numbered = (word: string, count: number): string =>
  count === 1 ? word.replace(/^goals /, 'goal ') : word.replace(/^holds$/, 'hold');

/** Figures as HTML: sections of them, their tables, and what happened once. */
import type { Cell, Exhibit, Figure, Table } from './figure.js';

/** The drawings of one figure, each under the name that the page's program and style know it by: wide and narrow (empty: the page's program draws it), or half. */
export type Drawings = readonly (readonly [name: string, svg: string])[];

export const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const marks = { good: '✓', bad: '✕', unsure: '?' } as const;

/**
 * Figures of one kind: where they are several, their own heading above them, and what holds for all of them said once. `line`
 * (HTML) is what the section says while it is folded; null: it stands open. The heading is outside of what folds, so that who
 * goes from heading to heading finds all of them; the browser itself opens a fold for its find and for an anchor within.
 */
export function sectionHtml(
  heading: string,
  figures: readonly Figure[],
  drawn: ReadonlyMap<string, Drawings>,
  line: string | null,
): string {
  const [first] = figures as [Figure, ...Figure[]];
  if (figures.length === 1) {
    return `<section aria-labelledby="${first.id}-title">\n${figureHtml({ ...first, reading: told(first) }, drawn.get(first.id), 'h2', line)}\n</section>`;
  }
  const conventions = [...new Set(figures.flatMap(({ convention }) => convention ?? []))]
    .map((each) => `<p>${text(each)}</p>`)
    .join('');
  const anchor = sectionAnchor(figures);
  const all = `<div class="figures">
${figures.map((figure) => figureHtml(figure, drawn.get(figure.id), 'h3', null)).join('\n')}
</div>`;
  const title = `<h2 id="${anchor}">${text(heading)}</h2>`;
  if (line === null) {
    return `<section aria-labelledby="${anchor}">
<div class="kind">${title}${conventions}</div>
${all}
</section>`;
  }
  const within = figures.map(({ id, title: each }) => `<li><a href="#${id}">${text(each)}</a></li>`).join('');
  return `<section aria-labelledby="${anchor}">
<div class="kind">${title}<p class="line">${line}</p><ul class="within" aria-label="Charts of ${text(heading)}">${within}</ul></div>
${foldHtml(figures.length === 2 ? 'Both charts' : `All ${figures.length} charts`, `<div class="kind">${conventions}</div>\n${all}`)}
</section>`;
}

/** Where the navigation leads: to the heading of several figures, or to the only one. */
export const sectionAnchor = ([first, ...more]: readonly Figure[]): string =>
  `${first?.id ?? ''}${more.length === 0 ? '' : '-section'}`;

export const foldHtml = (summary: string, content: string): string =>
  `<details class="fold"><summary>${text(summary)}</summary>\n${content}\n</details>`;

const told = ({ reading, convention }: Figure): string =>
  convention === undefined ? reading : `${reading} ${convention}`;

function figureHtml(figure: Figure, drawn: Drawings | undefined, heading: 'h2' | 'h3', line: string | null): string {
  const { id, title, reading, table, replay, spec, exhibits, compact } = figure;
  const chart =
    drawn === undefined
      ? ''
      : `<div class="chart" data-figure="${id}">${drawn.map(([name, svg]) => `<div class="${name}">${labelled(svg, title)}</div>`).join('')}</div>`;
  const rows = tableHtml(table, title);
  const folded = `<details><summary>${spec === null ? `All ${table.rows.length} as a table` : `All ${table.rows.length} figures of this chart as a table`}</summary>${rows}</details>`;
  const shown = exhibits === undefined ? '' : `<div class="exhibits">\n${exhibits.map(exhibitHtml).join('\n')}\n</div>`;
  const named = `<${heading} id="${id}-title">${text(title)}</${heading}>`;
  const read = `<p>${text(reading)}</p>`;
  const content = `${chart}${shown}
${spec === null && exhibits === undefined ? rows : folded}
<p class="source">Again: <code>${text(replay)}</code> · raw: <a href="rows.ndjson">rows.ndjson</a></p>`;
  const opened = `<figure id="${id}"${compact === true ? ' class="compact"' : ''}>\n<figcaption>${named}`;
  if (line === null) return `${opened}${read}</figcaption>\n${content}\n</figure>`;
  const within = `<div class="reading">${read}</div>\n${content}`;
  return `${opened}<p class="line">${line}</p></figcaption>\n${foldHtml(summaryOf(figure), within)}\n</figure>`;
}

const summaryOf = ({ spec, exhibits, table }: Figure): string => {
  if (exhibits !== undefined) return `All ${exhibits.length}, each with its schedule`;
  return spec === null ? `All ${table.rows.length} as a table` : 'The chart, and its figures as a table';
};

const exhibitHtml = ({ title, sentence, lesson, seen, schedule, picture, replay }: Exhibit): string =>
  `<section class="exhibit"><h3>${seen ? '' : '<span class="bad">✕ not seen: </span>'}${text(title)}</h3><p>${text(sentence)} <span class="lesson">${text(lesson)}</span></p>
<details><summary>schedule and space-time diagram</summary><pre>${schedule.map(text).join('\n')}</pre><div class="scroll" tabindex="0" role="region" aria-label="${text(title)}, space-time diagram">${labelled(picture, title, 'the schedule above says what was done')}</div><p class="source">Again, as a page to click through: <code>${text(replay)}</code></p></details></section>`;

const labelled = (svg: string, title: string, more = 'the table below has its figures'): string =>
  svg.replace('<svg ', `<svg role="img" aria-label="${text(title)}; ${more}" `);

/** HTML lets a cell end where the next begins: a page of 4,000 rows has a right to that. A column that says nothing is not shown. */
function tableHtml({ columns, rows }: Table, caption: string): string {
  const spoken = columns.map((_, column) => rows.length === 0 || rows.some((row) => row[column] !== ''));
  const head = columns
    .map(({ title, numeric }) => `<th scope="col"${numeric ? ' class=n' : ''}>${text(title)}`)
    .filter((_, column) => spoken[column]);
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => cellHtml(cell, columns[column]?.numeric === true));
    return `<tr>${cells.filter((_, column) => spoken[column]).join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption)}, table"><table><caption>${text(caption)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

function cellHtml(cell: Cell, numeric: boolean): string {
  if (typeof cell !== 'string') return `<td class="mark ${cell.verdict}">${marks[cell.verdict]} ${text(cell.text)}`;
  if (cell.startsWith('npx ')) return `<td class=again><code>${text(cell).replaceAll('/', '/<wbr>')}</code>`;
  return `<td${numeric ? ' class=n' : ''}>${text(cell)}`;
}

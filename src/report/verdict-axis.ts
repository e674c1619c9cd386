/** What the charts of verdicts share: a name for each row, and a colour and a shape for each verdict. */
import { textWidth, wrapped } from './figure.js';

export const verdictColour = {
  type: 'nominal' as const,
  scale: { domain: ['good', 'bad', 'unsure'], range: ['var(--good)', 'var(--bad)', 'var(--unsure)'] },
  legend: null,
};
export const verdictShape = {
  type: 'nominal' as const,
  scale: { domain: ['good', 'bad', 'unsure'], range: ['circle', 'cross', 'diamond'] },
  legend: null,
};

/** Names on the left, over several lines where the chart is narrow. */
const lineLength = (names: readonly string[], narrow: boolean): number => (narrow ? 24 : isMany(names) ? 72 : 52);

/** So many rows that a second line in one of them would cost a page. */
const isMany = (names: readonly string[]): boolean => names.length > 24;

export const nameAxis = (names: readonly string[], narrow: boolean) => ({
  field: 'name',
  type: 'nominal' as const,
  sort: [...names],
  title: null,
  axis: {
    labelColor: 'var(--ink)',
    labelLimit: isMany(names) ? 520 : 400,
    labelFontSize: narrow ? 11.5 : 12.5,
    labelLineHeight: 14,
    labelExpr: `(${JSON.stringify(Object.fromEntries(names.map((name) => [name, wrapped(name, lineLength(names, narrow))])))})[datum.value]`,
  },
});
export const labelSpace = (names: readonly string[], narrow: boolean): number =>
  textWidth(names.flatMap((name) => wrapped(name, lineLength(names, narrow)))) * (narrow ? 0.92 : 1);
export const rowHeight = (names: readonly string[], narrow: boolean, least: number): number =>
  Math.max(
    isMany(names) && !narrow ? 22 : least,
    (isMany(names) ? 6 : 10) + 14 * Math.max(...names.map((name) => wrapped(name, lineLength(names, narrow)).length)),
  );

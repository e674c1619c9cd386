/**
 * The page's colours, as CSS custom properties: charts name the property (`var(--series-1)`), never the colour, so the same
 * SVG is right in light, in dark and on paper. Series start from Okabe & Ito 2008 (safe for the common kinds of colour
 * blindness), darkened on light paper and lightened on dark until each has a contrast of at least 3 to 1 with it; beyond
 * ten the colours repeat with another symbol, and symbols differ between neighbours anyway.
 */
export interface Theme {
  readonly paper: string;
  /** Cards and tables, slightly off the paper. */
  readonly panel: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly unsure: string;
  readonly series: readonly string[];
}

export const light: Theme = {
  paper: '#fcfbf8',
  panel: '#f4f2ec',
  ink: '#1c2024',
  faint: '#5d646c',
  line: '#dedad0',
  accent: '#0b5c8f',
  good: '#00704f',
  bad: '#b8400a',
  unsure: '#8a6100',
  series: [
    '#0068a8',
    '#cf5200',
    '#00845f',
    '#b0548a',
    '#2f93cf',
    '#a97600',
    '#5a2a82',
    '#5d646c',
    '#7a7a00',
    '#8a1c4a',
  ],
};

export const dark: Theme = {
  paper: '#15181b',
  panel: '#1e2327',
  ink: '#ebe8e1',
  faint: '#a2a9b0',
  line: '#363c42',
  accent: '#7cc0ec',
  good: '#3fc39a',
  bad: '#ff8a50',
  unsure: '#e3b341',
  series: [
    '#5ab4ee',
    '#ff8a45',
    '#2fc496',
    '#e39ac4',
    '#a5d8f5',
    '#e8b84a',
    '#b79be6',
    '#a9b1b9',
    '#cfcf55',
    '#f2779f',
  ],
};

/** Position of each subject over the whole page, so that a name has one colour everywhere. */
export type Series = ReadonlyMap<string, number>;

export const seriesColour = (index: number): string => `var(--series-${(index % light.series.length) + 1})`;

/** Symbols that are told apart in print: each next series has another. */
export const symbols = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
] as const;

export function cssProperties(theme: Theme): string {
  const { series, ...named } = theme;
  const all = [...Object.entries(named), ...series.map((colour, index) => [`series-${index + 1}`, colour] as const)];
  return all.map(([name, colour]) => `--${name}:${colour}`).join(';');
}

/** For a chart that leaves the page: the properties replaced by a theme's colours. */
export function withColours(svg: string, theme: Theme): string {
  const { series, ...named } = theme;
  const colours: Record<string, string> = { ...named };
  for (const [index, colour] of series.entries()) colours[`series-${index + 1}`] = colour;
  return svg.replace(/var\(--([a-z0-9-]+)\)/g, (whole, name: string) => colours[name] ?? whole);
}

/**
 * A drawing without what a page does not need: two thirds of the bytes of vega's SVG say on every mark what the drawing says once.
 * Inside `role="img"` no mark is announced (WAI-ARIA 1.2, children presentational), so their labels reach nobody; the table below
 * the chart is what is read. The font is said once, on the root.
 */
export function slimSvg(svg: string, font: string): string {
  const quoted = ` font-family="${font.replaceAll('"', '&quot;')}"`;
  const slim = svg
    .replace(/<path class="foreground"[^>]* d=""[^>]*\/>/g, '')
    .replace(/<[a-z][^<>]*>/g, (tag) => (tag.startsWith('<svg') ? tag : shaped(slimTag(tag.replace(quoted, '')))))
    .replace(/<g><\/g>/g, '');
  return together(slim).replace('<svg ', `<svg${quoted} `);
}

const slimTag = (tag: string): string =>
  tag
    .replace(/ (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"/g, '')
    .replace(/ (?:opacity="1"|stroke-width="1"|text-anchor="start"|transform="translate\(0,0\)")/g, '');

const disc = /^<path transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0"/;
const text = /^<text((?: [a-z-]+="[^"]*")*) transform="translate\(([^,]+),([^)]+)\)"/;

/** A disc says its radius once and not six times; a text says where it stands; a frame that is not drawn is none. */
function shaped(tag: string): string {
  if (/^<path d="M[^A-Za-z"]*h[^A-Za-z"]*v[^A-Za-z"]*h[^A-Za-z"]*Z"\/>$/.test(tag)) return '';
  return tag.replace(disc, '<circle cx="$1" cy="$2" r="$3"').replace(text, '<text$1 x="$2" y="$3"');
}

const alike = /<(text)( [^<>]*)>([^<]*)<\/text>|<(line)( [^<>]*)\/>/g;
const place = / (?:x|y|x1|x2|y1|y2|transform)="[^"]*"/g;

/** Texts or lines that follow each other and look alike say once how: all of it is inherited, but opacity. */
function together(svg: string): string {
  let slim = '';
  let end = 0;
  let look: string | null = null;
  let run: { readonly short: string; readonly whole: string }[] = [];
  const flush = (): void => {
    const said = (of: 'short' | 'whole'): string => run.map((each) => each[of]).join('');
    slim += run.length > 1 ? `<g${look}>${said('short')}</g>` : said('whole');
    run = [];
  };
  for (const match of svg.matchAll(alike)) {
    const [whole, text, ofText, inside, , ofLine] = match;
    const attributes = (text === undefined ? ofLine : ofText) as string;
    const own = (attributes.match(place) ?? []).join('');
    const its = attributes.replace(place, '');
    if (match.index !== end || its !== look || its === '' || its.includes('opacity')) {
      flush();
      slim += svg.slice(end, match.index);
      look = its;
    }
    run.push({ short: text === undefined ? `<line${own}/>` : `<text${own}>${inside}</text>`, whole });
    end = match.index + whole.length;
  }
  flush();
  return slim + svg.slice(end);
}

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
  return slim.replace('<svg ', `<svg${quoted} `);
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

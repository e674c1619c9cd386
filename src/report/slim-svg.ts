/**
 * A drawing without what a page does not need: two thirds of the bytes of vega's SVG say on every mark what the drawing says once.
 * Inside `role="img"` no mark is announced (WAI-ARIA 1.2, children presentational), so their labels reach nobody; the table below
 * the chart is what is read. The font is said once, on the root.
 */
export function slimSvg(svg: string, font: string): string {
  const quoted = ` font-family="${font.replaceAll('"', '&quot;')}"`;
  const slim = svg
    .replace(/<path class="foreground"[^>]* d=""[^>]*\/>/g, '')
    .replace(/<[a-z][^<>]*>/g, (tag) => (tag.startsWith('<svg') ? tag : slimTag(tag.replace(quoted, ''))));
  return slim.replace('<svg ', `<svg${quoted} `);
}

const slimTag = (tag: string): string =>
  tag
    .replace(/ (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"/g, '')
    .replace(/ (?:opacity="1"|stroke-width="1"|text-anchor="start"|transform="translate\(0,0\)")/g, '');

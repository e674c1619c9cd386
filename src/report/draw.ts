/** Draws a chart without a browser. */

import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * SVG text. Colours stay the page's properties; text widths are estimated, there being no canvas to measure on. `id` makes the
 * drawing's own ids unique on a page: vega numbers them from a counter of the process, so they would also change from run to run.
 */
export async function drawSvg(spec: TopLevelSpec, id: string): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    const numbers = new Map<string, number>();
    const own = (name: string): string => {
      if (!numbers.has(name)) numbers.set(name, numbers.size);
      return `${id}-${numbers.get(name)}`;
    };
    // A hundredth of a pixel is nobody's to see, and a page has thousands of marks.
    const svg = (await view.toSVG()).replace(/(?:transform|\sd)="[^"]*"/g, (attribute) =>
      attribute.replace(/\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100)),
    );
    return svg.replace(
      /(id="|url\(#)((?:clip|gradient)[\w-]*)/g,
      (_, before: string, name: string) => before + own(name),
    );
  } finally {
    view.finalize();
  }
}

import { browser } from './dom.js';
import type { Colours } from './draw.js';

/** The page's custom properties, as they are now. */
export function readColours(): Colours {
  const style = browser.getComputedStyle(browser.document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const series: string[] = [];
  for (let i = 1; of(`series-${i}`) !== ''; i += 1) series.push(of(`series-${i}`));
  const [paper, panelColour, ink, faint, line] = [of('paper'), of('panel'), of('ink'), of('faint'), of('line')];
  const [accent, good, bad, unsure] = [of('accent'), of('good'), of('bad'), of('unsure')];
  return { paper, panel: panelColour, ink, faint, line, accent, good, bad, unsure, series };
}

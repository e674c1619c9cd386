/** All that a tile counts, a mark for each: a night in one look. The tile's words say the same, so that it is hidden from who reads by ear. */
import type { Counted } from './summary.js';

/** Marks in a row, and units between them; smaller where there are many. */
const gridOf = (count: number): { readonly columns: number; readonly pitch: number } =>
  count > 240 ? { columns: 24, pitch: 5 } : { columns: 15, pitch: 8 };

/** What is wrong comes first, and has a shape of its own: in print, and to an eye that sees no red, it stands out by that. */
export function waffle({ good, bad, unsure }: Counted): string {
  const { columns, pitch } = gridOf(good + bad + unsure);
  const half = pitch / 2;
  const at = (index: number): string =>
    `M${(index % columns) * pitch + half} ${Math.floor(index / columns) * pitch + half}`;
  const drawn = (from: number, count: number, shape: string): string =>
    Array.from({ length: count }, (_, index) => at(from + index) + shape).join('');
  const r = pitch * 0.32;
  const d = pitch * 0.5;
  const dot = `m-${r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0`;
  const diamond = `m0-${d}l${d} ${d}l-${d} ${d}l-${d}-${d}z`;
  const ring = `${dot}m${r * 0.5} 0a${r * 0.5} ${r * 0.5} 0 1 1 ${r} 0a${r * 0.5} ${r * 0.5} 0 1 1-${r} 0`;
  const [width, height] = [columns * pitch, Math.ceil((good + bad + unsure) / columns) * pitch];
  const path = (verdict: string, d: string): string => (d === '' ? '' : `<path fill="var(--${verdict})" d="${d}"/>`);
  return `<svg class="waffle" aria-hidden="true" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${path('bad', drawn(0, bad, diamond))}${path('unsure', drawn(bad, unsure, ring))}${path('good', drawn(bad + unsure, good, dot))}</svg>`;
}

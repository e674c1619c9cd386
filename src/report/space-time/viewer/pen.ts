/** Drawing, on the screen (canvas) or for paper and files (SVG): the same picture from the same calls. */
import type { Context2d } from './dom.js';

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface Lettering {
  readonly colour: string;
  readonly size: number;
  readonly weight?: number;
  readonly align?: 'left' | 'right' | 'center';
  /** Colour of an outline that keeps the text readable over lines. */
  readonly halo?: string;
  readonly mono?: boolean;
}

export interface Pen {
  /** Points as x, y, x, y, ... */
  line(points: readonly number[], stroke: Stroke): void;
  shape(points: readonly number[], fill: string, alpha?: number, outline?: Stroke): void;
  circle(x: number, y: number, r: number, fill: string, outline?: Stroke): void;
  rect(x: number, y: number, w: number, h: number, fill: string, alpha?: number): void;
  text(x: number, y: number, text: string, lettering: Lettering): void;
  width(text: string, lettering: Lettering): number;
  /** What `draw` draws is cut off outside of the rectangle. */
  within(x: number, y: number, w: number, h: number, draw: () => void): void;
}

const families = {
  sans: 'system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif',
  mono: 'ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace',
};

const fontOf = ({ size, weight = 400, mono = false }: Lettering): string =>
  `${weight} ${size}px ${mono ? families.mono : families.sans}`;

export class CanvasPen implements Pen {
  readonly #context: Context2d;
  readonly #widths = new Map<string, number>();

  constructor(context: Context2d) {
    this.#context = context;
  }

  line(points: readonly number[], { colour, width, dash = [], alpha = 1 }: Stroke): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    this.#trace(points);
    context.stroke();
  }

  shape(points: readonly number[], fill: string, alpha = 1, outline?: Stroke): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.fillStyle = fill;
    this.#trace(points);
    context.closePath();
    context.fill();
    if (outline !== undefined) this.#outline(outline);
  }

  circle(x: number, y: number, r: number, fill: string, outline?: Stroke): void {
    const context = this.#context;
    context.globalAlpha = 1;
    context.fillStyle = fill;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.fill();
    if (outline !== undefined) this.#outline(outline);
  }

  rect(x: number, y: number, w: number, h: number, fill: string, alpha = 1): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.fillStyle = fill;
    context.fillRect(x, y, w, h);
  }

  text(x: number, y: number, text: string, lettering: Lettering): void {
    const context = this.#context;
    context.globalAlpha = 1;
    context.font = fontOf(lettering);
    context.textAlign = lettering.align ?? 'left';
    context.textBaseline = 'middle';
    if (lettering.halo !== undefined) {
      context.strokeStyle = lettering.halo;
      context.lineWidth = 4;
      context.lineJoin = 'round';
      context.setLineDash([]);
      context.strokeText(text, x, y);
    }
    context.fillStyle = lettering.colour;
    context.fillText(text, x, y);
  }

  width(text: string, lettering: Lettering): number {
    const font = fontOf(lettering);
    const key = `${font} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    if (this.#widths.size > 5_000) this.#widths.clear();
    this.#context.font = font;
    const { width } = this.#context.measureText(text);
    this.#widths.set(key, width);
    return width;
  }

  within(x: number, y: number, w: number, h: number, draw: () => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(x, y, w, h);
    context.clip();
    draw();
    context.restore();
  }

  #trace(points: readonly number[]): void {
    this.#context.beginPath();
    this.#context.moveTo(points[0] as number, points[1] as number);
    for (let i = 2; i < points.length; i += 2) this.#context.lineTo(points[i] as number, points[i + 1] as number);
  }

  #outline({ colour, width }: Stroke): void {
    const context = this.#context;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash([]);
    context.stroke();
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const fixed = (n: number): string => String(Math.round(n * 100) / 100);

export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  readonly #measure: Pen;
  #clips = 0;

  /** Text is as wide as `measure` says. */
  constructor(measure: Pen) {
    this.#measure = measure;
  }

  svg(width: number, height: number, paper: string): string {
    const size = `width="${fixed(width)}" height="${fixed(height)}" viewBox="0 0 ${fixed(width)} ${fixed(height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="${paper}"/>${this.#parts.join('')}</svg>`;
  }

  line(points: readonly number[], stroke: Stroke): void {
    this.#parts.push(`<polyline points="${points.map(fixed).join(' ')}" fill="none" ${this.#stroked(stroke)}/>`);
  }

  shape(points: readonly number[], fill: string, alpha = 1, outline?: Stroke): void {
    const edge = outline === undefined ? '' : ` ${this.#stroked(outline)}`;
    this.#parts.push(
      `<polygon points="${points.map(fixed).join(' ')}" fill="${fill}" fill-opacity="${fixed(alpha)}"${edge}/>`,
    );
  }

  circle(x: number, y: number, r: number, fill: string, outline?: Stroke): void {
    const edge = outline === undefined ? '' : ` ${this.#stroked(outline)}`;
    this.#parts.push(`<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(r)}" fill="${fill}"${edge}/>`);
  }

  rect(x: number, y: number, w: number, h: number, fill: string, alpha = 1): void {
    this.#parts.push(
      `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(w)}" height="${fixed(h)}" fill="${fill}" fill-opacity="${fixed(alpha)}"/>`,
    );
  }

  text(x: number, y: number, text: string, lettering: Lettering): void {
    const { colour, size, weight = 400, align = 'left', halo, mono = false } = lettering;
    const anchor = { left: 'start', right: 'end', center: 'middle' }[align];
    const outline =
      halo === undefined ? '' : ` stroke="${halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`;
    const family = escaped(mono ? families.mono : families.sans);
    this.#parts.push(
      `<text x="${fixed(x)}" y="${fixed(y + size * 0.35)}" font-family="${family}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${colour}"${outline}>${escaped(text)}</text>`,
    );
  }

  width(text: string, lettering: Lettering): number {
    return this.#measure.width(text, lettering);
  }

  within(x: number, y: number, w: number, h: number, draw: () => void): void {
    this.#clips += 1;
    const id = `clip${this.#clips}`;
    this.#parts.push(
      `<clipPath id="${id}"><rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(w)}" height="${fixed(h)}"/></clipPath><g clip-path="url(#${id})">`,
    );
    draw();
    this.#parts.push('</g>');
  }

  #stroked({ colour, width, dash = [], alpha = 1 }: Stroke): string {
    const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
    return `stroke="${colour}" stroke-width="${width}" stroke-opacity="${fixed(alpha)}"${dashes}`;
  }
}

/** Corners of an action's symbol around (x, y), of about the same area each; null for a circle. Neighbours in the list differ. */
export function symbolPoints(symbol: number, x: number, y: number, r: number): number[] | null {
  const around = (...offsets: number[]): number[] => offsets.map((offset, i) => (i % 2 === 0 ? x : y) + offset * r);
  switch (symbol % 7) {
    case 0:
      return null;
    case 1:
      return around(-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85);
    case 2:
      return around(0, -1.15, 1.1, 0.8, -1.1, 0.8);
    case 3:
      return around(0, -1.25, 1.1, 0, 0, 1.25, -1.1, 0);
    case 4:
      return around(
        -0.4,
        -1.1,
        0.4,
        -1.1,
        0.4,
        -0.4,
        1.1,
        -0.4,
        1.1,
        0.4,
        0.4,
        0.4,
        0.4,
        1.1,
        -0.4,
        1.1,
        -0.4,
        0.4,
        -1.1,
        0.4,
        -1.1,
        -0.4,
        -0.4,
        -0.4,
      );
    case 5:
      return around(0, 1.15, 1.1, -0.8, -1.1, -0.8);
    default:
      return around(1.15, 0, -0.8, 1.1, -0.8, -1.1);
  }
}

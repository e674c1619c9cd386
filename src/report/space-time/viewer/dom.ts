/**
 * The part of the browser that the viewer uses. The house compiles without DOM types, so that no code of the server can
 * name `document` by mistake; the viewer gets what it needs here, and nothing else.
 */
export interface Styled {
  setProperty(name: string, value: string): void;
  getPropertyValue(name: string): string;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Input {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly clientX: number;
  readonly clientY: number;
  readonly deltaY: number;
  readonly button: number;
  readonly buttons: number;
  readonly pointerId: number;
  readonly pointerType: string;
  readonly target: Element | null;
  preventDefault(): void;
}

export interface Element {
  textContent: string;
  innerHTML: string;
  className: string;
  title: string;
  hidden: boolean;
  disabled: boolean;
  value: string;
  tabIndex: number;
  open: boolean;
  scrollTop: number;
  scrollLeft: number;
  readonly tagName: string;
  readonly clientWidth: number;
  readonly clientHeight: number;
  readonly dataset: Record<string, string>;
  readonly style: Styled & Record<'width' | 'height' | 'cursor' | 'color', string>;
  readonly classList: { toggle(name: string, on?: boolean): void };
  append(...parts: (Element | string)[]): void;
  replaceChildren(...parts: (Element | string)[]): void;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): Box;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  /** Not of the document, which is a target too. */
  closest?(selector: string): Element | null;
  addEventListener(type: string, listener: (event: Input) => void, options?: { passive?: boolean }): void;
  setPointerCapture(id: number): void;
  focus(options?: { preventScroll?: boolean }): void;
  select(): void;
  click(): void;
}

export interface Context2d {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  lineCap: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  setLineDash(dash: readonly number[]): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  closePath(): void;
  arc(x: number, y: number, r: number, from: number, to: number): void;
  rect(x: number, y: number, w: number, h: number): void;
  fill(): void;
  stroke(): void;
  clip(): void;
  save(): void;
  restore(): void;
  fillRect(x: number, y: number, w: number, h: number): void;
  clearRect(x: number, y: number, w: number, h: number): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}

export interface Canvas extends Element {
  width: number;
  height: number;
  getContext(kind: '2d'): Context2d;
}

export interface Browser {
  readonly document: {
    readonly documentElement: Element;
    readonly activeElement: Element | null;
    getElementById(id: string): Element | null;
    createElement(tag: string): Element;
    addEventListener(type: string, listener: (event: Input) => void): void;
  };
  readonly location: { hash: string };
  readonly history: { replaceState(state: null, title: string, url: string): void };
  readonly devicePixelRatio: number;
  readonly performance: { now(): number };
  getComputedStyle(element: Element): Styled & { readonly colorScheme: string };
  requestAnimationFrame(draw: () => void): void;
  setTimeout(work: () => void, ms: number): number;
  clearTimeout(timer: number): void;
  matchMedia(query: string): {
    readonly matches: boolean;
    addEventListener(type: string, listener: () => void): void;
  };
  addEventListener(type: string, listener: (event: Input) => void): void;
  readonly ResizeObserver: new (listener: () => void) => { observe(element: Element): void };
  readonly URL: { createObjectURL(blob: object): string };
  readonly Blob: new (parts: readonly string[], options: { type: string }) => object;
}

export const browser = globalThis as unknown as Browser;

export function byId(id: string): Element {
  const found = browser.document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}

/** `element('td', 'number', 'text', child)` */
export function element(tag: string, className: string, ...parts: (Element | string)[]): Element {
  const made = browser.document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...parts);
  return made;
}

/** Gives a canvas its size in pixels of the page; one that changes is empty afterwards. */
export function sizeCanvas(target: Canvas, width: number, height: number): void {
  const ratio = browser.devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (target.width === wide && target.height === high) return;
  target.width = wide;
  target.height = high;
  target.getContext('2d').setTransform(ratio, 0, 0, ratio, 0, 0);
}

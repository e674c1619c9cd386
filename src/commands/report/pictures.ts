/** SVG to PNG. What draws them is a library that a platform may lack: then librsvg's program is asked, and else one line says what to do. */
import { spawnSync } from 'node:child_process';

/** Twice as many pixels as the drawing has: sharp on today's screens. */
const zoom = 2;

/** From SVG text to the bytes of a PNG file; throws on text that is no SVG. */
export type Painter = (svg: string) => Uint8Array;

/** The part of @resvg/resvg-js that is used. It is optional, so the compiler must not ask for it. */
interface ResvgModule {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

const library: string = '@resvg/resvg-js';

/** Null where neither the library nor rsvg-convert is there. */
export async function painter(name = library, program = 'rsvg-convert'): Promise<Painter | null> {
  try {
    const { Resvg } = (await import(name)) as ResvgModule;
    const font = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
    return (svg) => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
  } catch {
    if (spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0) return null;
    return (svg) => {
      const { status, stdout, stderr } = spawnSync(program, ['--zoom', String(zoom)], { input: svg, maxBuffer: 64e6 });
      if (status !== 0) throw new Error(`${program}: ${stderr}`);
      return stdout;
    };
  }
}

export const noPainter = `charts were written as SVG only: PNG files need ${library} (npm install ${library}) or rsvg-convert (librsvg2-bin)`;

/** Writes a run's page: the only part of the report that touches the disk. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundles, PageInput } from '../../report/page.js';
import { atPath } from '../../results/store.js';
import { painter } from './pictures.js';

/** The browser builds lie beside the modules but are not among the packages' exports. */
function bundle(name: string): string {
  const entry = dirname(fileURLToPath(import.meta.resolve(name)));
  return readFileSync(join(entry.endsWith('build') ? entry : join(entry, 'build'), `${name}.min.js`), 'utf8').replace(
    /\n?\/\/# sourceMappingURL=.*\s*$/,
    '',
  );
}

export const bundles = (): Bundles => ['vega', 'vega-lite', 'vega-embed'].map(bundle);

/** Every chart as `<id>.svg` in the light theme, and as `<id>.png` where something can paint it. Gives the files. */
export async function writeCharts(folder: string, input: PageInput): Promise<string[]> {
  const [{ figuresOf }, { drawSvg }, { widths }, { light, withColours }] = await Promise.all([
    import('../../report/page.js'),
    import('../../report/draw.js'),
    import('../../report/figure.js'),
    import('../../report/palette.js'),
  ]);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  const paint = await painter();
  for (const { id, spec } of figuresOf(input.rows, input.nights ?? null)) {
    if (spec === null) continue;
    const drawn = withColours(await drawSvg(spec(widths.wide), id), light);
    const file = join(folder, `${id}.svg`);
    const picture = drawn.replace(/(<svg [^>]*>)/, `$1<rect width="100%" height="100%" fill="${light.paper}"/>`);
    atPath(file, () => writeFileSync(file, picture));
    files.push(file);
    if (paint === null) continue;
    const png = file.replace(/\.svg$/, '.png');
    atPath(png, () => writeFileSync(png, paint(picture)));
    files.push(png);
  }
  return files;
}

export async function writeReport(file: string, input: PageInput): Promise<void> {
  // vega is half of the program's start-up time, and most verbs draw nothing.
  const { page } = await import('../../report/page.js');
  const html = await page(input, bundles());
  const temporary = `${file}.${process.pid}`;
  try {
    atPath(file, () => writeFileSync(temporary, html));
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

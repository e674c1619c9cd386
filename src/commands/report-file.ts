/** Writes a run's page: the only part of the report that touches the disk. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundles, PageInput } from '../report/page.js';

/** The browser builds lie beside the modules but are not among the packages' exports. */
function bundle(name: string): string {
  const entry = dirname(fileURLToPath(import.meta.resolve(name)));
  return readFileSync(join(entry.endsWith('build') ? entry : join(entry, 'build'), `${name}.min.js`), 'utf8').replace(
    /\n?\/\/# sourceMappingURL=.*\s*$/,
    '',
  );
}

export const bundles = (): Bundles => ['vega', 'vega-lite', 'vega-embed'].map(bundle);

/**
 * Every chart as `<id>.svg` in the light theme; and as `<id>.png`, twice as large, where librsvg's rsvg-convert is installed (what
 * draws pictures from Node is a binary of 5 MB, and few want them). Gives the files.
 */
export async function writeCharts(folder: string, input: PageInput): Promise<string[]> {
  const [{ figuresOf }, { drawSvg }, { widths }, { light, withColours }] = await Promise.all([
    import('../report/page.js'),
    import('../report/draw.js'),
    import('../report/figure.js'),
    import('../report/palette.js'),
  ]);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const { id, spec } of figuresOf(input.rows, input.nights ?? null)) {
    if (spec === null) continue;
    const drawn = withColours(await drawSvg(spec(widths.wide), id), light);
    const file = join(folder, `${id}.svg`);
    writeFileSync(file, drawn.replace(/(<svg [^>]*>)/, `$1<rect width="100%" height="100%" fill="${light.paper}"/>`));
    files.push(file);
    const png = file.replace(/\.svg$/, '.png');
    const { status } = spawnSync('rsvg-convert', ['--zoom', '2', '-o', png, file], { stdio: 'ignore' });
    if (status === 0) files.push(png);
  }
  return files;
}

export async function writeReport(file: string, input: PageInput): Promise<void> {
  // vega is half of the program's start-up time, and most verbs draw nothing.
  const { page } = await import('../report/page.js');
  const html = await page(input, bundles());
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, html);
  renameSync(temporary, file);
}

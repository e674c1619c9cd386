/** Writes a run's page: the only part of the report that touches the disk. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

export async function writeReport(file: string, input: PageInput): Promise<void> {
  // vega is half of the program's start-up time, and most verbs draw nothing.
  const { page } = await import('../report/page.js');
  const html = await page(input, bundles());
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, html);
  renameSync(temporary, file);
}

// Puts the compiled modules of `tla2ts` into one file, dist/bundle/tla2ts.cjs, and what V8 makes of it beside it. Node 20 takes
// a millisecond for each ES module that it loads, of which a command has 200: twice as long as all else that it does to start.
// `src/tla2ts.ts` takes the bundle if it is younger than the modules, and the modules if not.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const out = join(root, 'dist', 'bundle');
rmSync(out, { recursive: true, force: true });

const esbuild = await import('esbuild').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('esbuild is not installed: no bundle, tla2ts starts 0.2 s later; `npm ci` installs it');
  process.exit(0);
});

const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Files that a module finds by its own place (the addon, the library, the code of a thread) stay where they are. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /dist.src.*\.js$/ }, async ({ path }) => {
      const place = JSON.stringify(relative(out, path).replaceAll('\\', '/'));
      const text = (await readFile(path, 'utf8')).replaceAll('import.meta.url', `new URL(${place}, bundleUrl).href`);
      // A script has no `await` at its top; nothing comes after that of the program.
      return { contents: path === program ? text.replace(/^await run\(/m, 'void run(') : text, loader: 'js' };
    });
  },
};

const program = join(root, 'dist', 'src', 'commands', 'tla2ts', 'program.js');
const file = join(out, 'tla2ts.cjs');
await esbuild.build({
  entryPoints: [program],
  outfile: file,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // commander is one command-line parser; the others start threads from their own folder, or are large and rarely wanted.
  external: Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => name !== 'commander'),
  banner: { js: '(function (require, bundleUrl) {' },
  footer: { js: '})' },
  plugins: [places],
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});

copyFileSync(join(here, 'warm-code.mjs'), join(out, 'warm-code.mjs'));
spawnSync(process.execPath, [join(out, 'warm-code.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });

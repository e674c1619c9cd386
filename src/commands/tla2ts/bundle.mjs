// Puts the compiled modules of `tla2ts` into one file, dist/bundle/tla2ts.js, and what few runs need into a few more. Node 20 takes
// a millisecond for each ES module that it loads, of which a command has 200: twice as long as all else that it does to start.
// `src/tla2ts.ts` takes the bundle if it is younger than the modules, and the modules if not.
import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
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
      const text = await readFile(path, 'utf8');
      const place = JSON.stringify(relative(out, path).replaceAll('\\', '/'));
      return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`), loader: 'js' };
    });
  },
};

await esbuild.build({
  entryPoints: [join(root, 'dist', 'src', 'commands', 'tla2ts', 'program.js')],
  entryNames: 'tla2ts',
  outdir: out,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // commander is one command-line parser; the others start threads from their own folder, or are large and rarely wanted.
  external: Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => name !== 'commander'),
  // commander is CommonJS and asks for parts of Node.
  banner: {
    js: "import { createRequire as requireHere } from 'node:module'; const require = requireHere(import.meta.url);",
  },
  plugins: [places],
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});

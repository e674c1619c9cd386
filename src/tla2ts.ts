#!/usr/bin/env node
/** `tla2ts`: starts the program from the bundle of its modules (`commands/tla2ts/bundle.mjs`), or from the modules where they were built since. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';
import { start } from './commands/start.js';

const placeOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const builtAt = (path: string): number => statSync(placeOf(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const bundle = '../bundle/tla2ts.cjs';
const bundledAt = builtAt(bundle);
const isFresh = bundledAt > 0 && bundledAt >= builtAt('../.tsbuildinfo');
await start('tla2ts', () => (isFresh ? startBundle(placeOf(bundle)) : import('./commands/tla2ts/program.js')));

/**
 * The bundle's text is one function of `require` and of its own address. Beside it lies what V8 made of it when it was built: where
 * this is the same V8, the text is not compiled again, which is a third of what a command on a small trace takes.
 */
function startBundle(file: string): void {
  const code = builtAt('../bundle/tla2ts.v8') >= bundledAt ? readFileSync(placeOf('../bundle/tla2ts.v8')) : undefined;
  const script = new Script(readFileSync(file, 'utf8'), {
    filename: file,
    ...(code === undefined ? {} : { cachedData: code }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  script.runInThisContext()(createRequire(import.meta.url), new URL(bundle, import.meta.url).href);
}

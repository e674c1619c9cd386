#!/usr/bin/env node
/** `tla2ts`: starts the program from the bundle of its modules (`commands/tla2ts/bundle.mjs`), or from the modules where they were built since. */
import { statSync } from 'node:fs';

const builtAt = (path: string): number =>
  statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const bundle = '../bundle/tla2ts.js';
const bundledAt = builtAt(bundle);
await (bundledAt > 0 && bundledAt >= builtAt('../.tsbuildinfo')
  ? import(new URL(bundle, import.meta.url).href)
  : import('./commands/tla2ts/program.js'));

/** Where the text of modules comes from: the folder of the root module, further folders, then the library. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Module } from './ast.js';
import type { Outcome } from './diagnostic.js';
import { parseModule } from './parse.js';
import type { Loaded, ModuleFinder } from './resolve/resolve.js';

/** The library is TLA+ text, read at run time from the sources that ship with the package. */
const libraryFolder = fileURLToPath(new URL('../../../src/tla2ts/library', import.meta.url));

/** null if there is no such file. */
export function loadFile(file: string): Loaded | null {
  const text = read(file);
  if (text === null) return null;
  const outcome = parseModule(file, text);
  const name = basename(file).replace(/\.tla$/, '');
  return { outcome: checkName(outcome, name), source: { module: name, file, text } };
}

/** A module from memory. */
export function loadText({ file, name, text }: { file: string; name: string; text: string }): Loaded {
  return { outcome: parseModule(file, text), source: { module: name, file, text } };
}

export function finderFor(rootFile: string, folders: readonly string[]): ModuleFinder {
  const searched = [dirname(rootFile), ...folders];
  return {
    searched: [...searched, 'the library of tla2ts'],
    known: () => [...searched, libraryFolder].flatMap(modulesIn),
    find: (name) => {
      for (const folder of searched) {
        const loaded = loadFile(join(folder, `${name}.tla`));
        if (loaded !== null) return loaded;
      }
      return loadEmbedded(rootFile, name) ?? loadLibrary(name);
    },
  };
}

/** A file may hold further modules after the root module. */
function loadEmbedded(rootFile: string, name: string): Loaded | null {
  const text = read(rootFile);
  const start = text?.search(new RegExp(`^-{4,} *MODULE +${name} *-{4,}`, 'm')) ?? -1;
  if (text === null || start < 0) return null;
  // What stands before keeps its lines, so that places are right.
  const own = text.slice(0, start).replace(/[^\n]/g, ' ') + text.slice(start);
  return { outcome: parseModule(rootFile, own), source: { module: name, file: rootFile, text: own } };
}

const library = new Map<string, Loaded | null>();

function loadLibrary(name: string): Loaded | null {
  const known = library.get(name);
  if (known !== undefined) return known;
  const text = /^\w+$/.test(name) ? read(join(libraryFolder, `${name}.tla`)) : null;
  // The file is named without its folder: its place on this machine is of no interest in a message.
  const loaded = text === null ? null : { outcome: parseModule(`${name}.tla`, text), source: null };
  library.set(name, loaded);
  return loaded;
}

/** The names of the modules in a folder; none if it cannot be read. */
function modulesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.tla') ? [name.slice(0, -'.tla'.length)] : []));
  } catch {
    return [];
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function checkName(outcome: Outcome<Module>, name: string): Outcome<Module> {
  const { value, diagnostics } = outcome;
  if (value === null || value.name.text === name) return outcome;
  const message = `the file is named ${name}.tla but has module ${value.name.text}`;
  const expected = `module ${name}`;
  const { span } = value.name;
  const hint = `rename the file to ${value.name.text}.tla, or the module to ${name}`;
  return { value, diagnostics: [...diagnostics, { code: 'TLA211', severity: 'error', message, span, expected, hint }] };
}

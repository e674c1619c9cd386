/** `nines.config.js`: what a project of anyone's wants measured and verified. Without one, nines measures itself. */
import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadExtensions, setExtensions } from '../measure/extensions.js';
import type { System } from '../sim/system.js';
import { isRegistered, systems } from '../sim/systems/registry.js';
import { nearNames, UsageError } from './exit.js';

/** The default export of nines.config.js. Paths are relative to that file. */
export interface Config {
  /** Folders with `*.bench.js` and `*.experiment.js`; default `bench`. */
  readonly bench?: string | readonly string[];
  /** Suites and protocols of nines' own that are measured beside the project's; none if left out. */
  readonly include?: readonly string[];
  /** Modules that add placements or protocols by `registerPlacement` and `registerProtocol`. */
  readonly extend?: readonly string[];
  /** Folders with specifications and their bounded models (`MCX.tla` with `MCX.cfg`, or `X.tla` with `X.cfg`). */
  readonly specs?: string | readonly string[];
  /** Recorded traces, and the specification that each has to obey. */
  readonly traces?: readonly TraceConfig[];
  /** How a checked-out revision is built for `nines compare`; default `npm ci` and `npm run build`. */
  readonly build?: readonly string[];
  /** The revision that a night is compared with, such as `origin/main`; not compared if left out. */
  readonly baseline?: string;
  readonly gates?: GatesConfig;
  /** Programs that a whole night (not a quick one) runs last: long tests, fuzzers. Exit code 0 good, 3 inconclusive, else bad. */
  readonly checks?: readonly CheckConfig[];
}

export interface CheckConfig {
  readonly name: string;
  /** For the shell, in the project's folder. */
  readonly command: string;
  /** It is ended after so many. */
  readonly minutes: number;
}

export interface TraceConfig {
  readonly spec: string;
  readonly trace: string | readonly string[];
  readonly config?: string;
  readonly map?: string;
  readonly constants?: string;
}

export interface GatesConfig {
  /** Slowdowns of at most this share do not fail a night; default 0.02. */
  readonly threshold?: number;
  /** Findings that are shown and do not fail a night. */
  readonly ignore?: readonly Gate[];
}

export const gates = ['goals', 'protocols', 'mutants', 'specifications', 'traces', 'comparisons', 'checks'] as const;
export type Gate = (typeof gates)[number];

/** For editors: `export default defineConfig({ ... })` is checked and completed. */
export const defineConfig = (config: Config): Config => config;

export interface Project {
  /** Where the configuration is, or the nearest package.json; what `compare` checks out revisions of. */
  readonly root: string;
  /** null: nines itself. */
  readonly config: Config | null;
  readonly file: string | null;
}

const names = ['nines.config.js', 'nines.config.mjs'];

let loaded: Promise<Project> | null = null;

/** Of the folder that the command runs in; read once. */
export function project(): Promise<Project> {
  loaded ??= loadProject(process.cwd());
  return loaded;
}

async function loadProject(from: string): Promise<Project> {
  const file = nearest(from, names);
  if (file === null) {
    const manifest = nearest(from, ['package.json']);
    return { root: manifest === null ? from : dirname(manifest), config: null, file: null };
  }
  const config = await readConfig(file);
  const root = dirname(file);
  setExtensions(extensionsOf(root, config));
  await imported(file, 'extend', loadExtensions);
  return { root, config, file };
}

function nearest(from: string, wanted: readonly string[]): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = wanted.map((name) => join(folder, name)).find(existsSync);
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** The configuration of a checkout, if it has one. */
export async function configIn(root: string): Promise<Config | null> {
  const file = names.map((name) => join(root, name)).find(existsSync);
  return file === undefined ? null : readConfig(file);
}

export const extensionsOf = (root: string, config: Config | null): string[] =>
  (config?.extend ?? []).map((path) => resolve(root, path));

async function readConfig(file: string): Promise<Config> {
  const module = await imported(file, null, () => import(pathToFileURL(file).href) as Promise<{ default?: unknown }>);
  const wrong = problem(module.default, dirname(file));
  if (wrong !== null) throw new UsageError(`${file}: ${wrong}`);
  return module.default as Config;
}

async function imported<T>(file: string, key: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const place = key === null ? '' : ` '${key}':`;
    throw new UsageError(`${file}:${place} ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a night verifies: the project's own protocols and those that it includes; without a configuration, all of ours. */
export async function measuredSystems(): Promise<readonly System[]> {
  const { config } = await project();
  if (config === null) return systems;
  return systems.filter((system) => isRegistered(system) || (config.include ?? []).includes(system.name));
}

type Check = (value: unknown, root: string) => string | null;

const text: Check = (value) => (typeof value === 'string' && value !== '' ? null : 'expected a string');
const list =
  (check: Check): Check =>
  (value, root) =>
    Array.isArray(value)
      ? (value.map((each) => check(each, root)).find((wrong) => wrong !== null) ?? null)
      : 'expected a list';
const oneOrMore =
  (check: Check): Check =>
  (value, root) =>
    Array.isArray(value) ? list(check)(value, root) : check(value, root);
const path: Check = (value, root) => {
  if (typeof value !== 'string') return 'expected a path';
  const file = isAbsolute(value) ? value : join(root, value);
  return existsSync(file) ? null : `'${value}' is not there (looked for ${file})`;
};
const folder: Check = (value, root) =>
  path(value, root) ?? (statSync(resolve(root, value as string)).isDirectory() ? null : `'${value}' is no folder`);
const object =
  (checks: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, root) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected an object';
    const missing = required.find((key) => !(key in value));
    if (missing !== undefined) return `'${missing}' is missing`;
    for (const [key, each] of Object.entries(value)) {
      const check = checks[key];
      if (check === undefined) {
        const near = nearNames(key, Object.keys(checks));
        return `unknown key '${key}'${near === '' ? `; known: ${Object.keys(checks).join(', ')}` : `: ${near}`}`;
      }
      const wrong = each === undefined ? null : check(each, root);
      if (wrong !== null) return `'${key}': ${wrong}`;
    }
    return null;
  };

const minutes: Check = (value) =>
  typeof value === 'number' && value > 0 && value <= 600 ? null : 'expected minutes, more than 0 and at most 600';

const shape = object({
  bench: oneOrMore(folder),
  include: list(text),
  extend: list(path),
  specs: oneOrMore(folder),
  traces: list(
    object({ spec: path, trace: oneOrMore(path), config: path, map: path, constants: path }, ['spec', 'trace']),
  ),
  build: list(text),
  baseline: text,
  checks: list(object({ name: text, command: text, minutes }, ['name', 'command', 'minutes'])),
  gates: object({
    threshold: (value) =>
      typeof value === 'number' && value >= 0 && value < 10 ? null : 'expected a share such as 0.02',
    ignore: list((value) =>
      gates.includes(value as Gate) ? null : `expected one of ${gates.join(', ')}, found ${JSON.stringify(value)}`,
    ),
  }),
});

/** null, or what is wrong with a configuration whose paths are relative to `root`. */
function problem(config: unknown, root: string): string | null {
  if (config === undefined) return 'expected a default export: export default { bench: "bench" }';
  return shape(config, root);
}

export const many = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

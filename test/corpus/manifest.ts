/** Models as the `manifest.json` files of a corpus list them (format: tlaplus/Examples, manifest-schema.json). */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

export type Mode = 'exhaustive search' | 'generate' | 'symbolic' | 'simulate';

export interface Model {
  /** Paths relative to the corpus. */
  readonly module: string;
  readonly config: string;
  readonly mode: Mode;
  /** Traces of a simulation. */
  readonly traceCount: number;
  /** "success", "safety failure", "liveness failure", "deadlock failure", "assumption failure" or "unknown". */
  readonly result: string;
  /** Seconds that TLC took, or null. */
  readonly runtime: number | null;
  readonly distinct: number | null;
  readonly generated: number | null;
  readonly depth: number | null;
}

interface RawModel {
  readonly path: string;
  readonly runtime: string;
  readonly mode: string | { readonly simulate: { readonly traceCount: number } };
  readonly result: string;
  readonly distinctStates?: number;
  readonly totalStates?: number;
  readonly stateDepth?: number;
}

interface RawManifest {
  readonly modules: readonly { readonly path: string; readonly models: readonly RawModel[] }[];
}

/** What is wrong with a corpus: the file, and what was expected. */
export class CorpusError extends Error {}

/**
 * All models of all manifests below a folder, quickest first; those without a known run time last. Where there is no
 * manifest, every configuration with a module of its name beside it, which is then expected to have no error.
 */
export function readCorpus(root: string): { readonly models: Model[]; readonly listed: boolean } {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const manifests = files.filter((path) => basename(path) === 'manifest.json');
  const models =
    manifests.length === 0 ? besideEachOther(files, root) : manifests.flatMap((path) => modelsOf(readManifest(path)));
  return { models: sorted(models), listed: manifests.length > 0 };
}

function readManifest(path: string): RawManifest {
  const text = readFileSync(path, 'utf8');
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new CorpusError(`${path}: is not JSON: ${(error as Error).message}`);
  }
  const problem = problemOf(read);
  if (problem !== null) throw new CorpusError(`${path}: ${problem} (format: manifest-schema.json of tlaplus/Examples)`);
  return read as RawManifest;
}

/** What keeps a document from being a manifest, as far as this program reads it; null if nothing does. */
function problemOf(read: unknown): string | null {
  const { modules } = (read ?? {}) as { modules?: unknown };
  if (!Array.isArray(modules)) return 'expected an object with an array "modules"';
  for (const [index, module] of modules.entries()) {
    const { path, models } = (module ?? {}) as { path?: unknown; models?: unknown };
    if (typeof path !== 'string' || !Array.isArray(models))
      return `modules[${index}]: expected "path", a text, and "models", an array`;
    for (const [at, model] of models.entries()) {
      const { path: config, mode, result, runtime } = (model ?? {}) as Partial<RawModel>;
      const place = `modules[${index}].models[${at}]`;
      if (typeof config !== 'string' || typeof result !== 'string' || typeof runtime !== 'string')
        return `${place}: expected the texts "path", "runtime" and "result"`;
      const count = typeof mode === 'object' ? (mode?.simulate as { traceCount?: unknown } | undefined)?.traceCount : 0;
      if ((typeof mode !== 'string' && typeof mode !== 'object') || typeof count !== 'number')
        return `${place}: expected "mode", a text or {"simulate": {"traceCount": n}}`;
    }
  }
  return null;
}

function besideEachOther(files: readonly string[], root: string): Model[] {
  const all = new Set(files);
  const configs = files.filter((path) => path.endsWith('.cfg') && all.has(path.replace(/cfg$/, 'tla')));
  return configs.map((path) => {
    const config = relative(root, path);
    const unknown = { runtime: null, distinct: null, generated: null, depth: null };
    const module = config.replace(/cfg$/, 'tla');
    return { module, config, mode: 'exhaustive search', traceCount: 0, result: 'success', ...unknown };
  });
}

function sorted(models: Model[]): Model[] {
  return models.sort((a, b) => (a.runtime ?? 1e9) - (b.runtime ?? 1e9) || a.config.localeCompare(b.config));
}

export function modelsOf(manifest: RawManifest): Model[] {
  return manifest.modules.flatMap(({ path, models }) =>
    models.map((model) => ({
      module: path,
      config: model.path,
      mode: typeof model.mode === 'string' ? (model.mode as Mode) : 'simulate',
      traceCount: typeof model.mode === 'string' ? 0 : model.mode.simulate.traceCount,
      result: model.result,
      runtime: seconds(model.runtime),
      distinct: model.distinctStates ?? null,
      generated: model.totalStates ?? null,
      depth: model.stateDepth ?? null,
    })),
  );
}

/** "hh:mm:ss" in seconds; null for "unknown". */
export function seconds(text: string): number | null {
  const parts = /^(\d\d):(\d\d):(\d\d)$/.exec(text);
  return parts === null ? null : Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
}

/** A short name: the folder and the configuration, without what all have in common. */
export function nameOf(model: Model): string {
  const folder = dirname(model.config).split('/').at(-1) ?? '';
  const file = model.config
    .split('/')
    .at(-1)!
    .replace(/\.cfg$/, '');
  return `${folder}/${file}`;
}

/** Models as the `manifest.json` files of a corpus list them (format: tlaplus/Examples, manifest-schema.json). */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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

/** All models of all manifests below a folder, quickest first; those without a known run time last. */
export function readCorpus(root: string): Model[] {
  const manifests = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'manifest.json')
    .map((entry) => join(entry.parentPath, entry.name));
  const models = manifests.flatMap((path) => modelsOf(JSON.parse(readFileSync(path, 'utf8')) as RawManifest));
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

/**
 * Packages from npm that we are measured against where they are installed: none is needed, and none is a dependency. They are
 * looked for here and in the folder that NINES_PEERS names (one with a node_modules).
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: packages without types, present or not
export type Loose = any;

/** null where the package is not installed or cannot be used; `use` throws where it loads but does not work. */
export function load(name: string, use: (name: string, loaded: Loose) => void = () => {}): Loose | null {
  for (const from of [import.meta.url, process.env.NINES_PEERS && join(process.env.NINES_PEERS, 'peers.js')]) {
    if (!from) continue;
    try {
      const loaded = createRequire(from)(name);
      use(name, loaded);
      return loaded;
    } catch {}
  }
  return null;
}

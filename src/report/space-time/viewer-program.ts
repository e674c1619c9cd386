/**
 * The viewer as one classic script: its compiled modules one after the other, without their imports and exports. They are
 * modules in the house, so that tests and the compiler see them; the page is one file, and a page opened from the disk may
 * not import.
 */

/** In the order in which they run; what a module imports comes before it or is used only later. */
export const viewerModules = [
  'dom',
  'values',
  'lines',
  'timeline',
  'pen',
  'draw',
  'faults',
  'map',
  'nearest',
  'panel',
  'contents',
  'colours',
  'main',
] as const;

/** `read` gives the compiled text of a module of `viewer/`. */
export function viewerProgram(read: (module: string) => string): string {
  const parts = viewerModules.map((module) =>
    read(module)
      .replace(/^import\b[^;]*;$/gm, '')
      .replace(/^export \{\};?$/gm, '')
      .replace(/^export (?=const|let|function|class|async)/gm, '')
      .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
      .trim(),
  );
  return `(() => {\n'use strict';\n${parts.join('\n')}\n})();`;
}

import type { Specification } from './core.js';
import type { Outcome } from './diagnostic.js';
import { resolve } from './resolve/resolve.js';
import { finderFor, loadFile, loadText } from './source.js';

/** A root module that is not on the disk: it extends the one that is. */
export interface ExtensionModule {
  /** What messages call it. */
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

/**
 * The front end: reads `file` and the modules it needs, from its folder, then `folders`, then the library, and resolves
 * them. All diagnostics of all phases and modules come together; `value` is null if there was an error.
 */
export function compileFront(
  file: string,
  folders: readonly string[] = [],
  extension?: ExtensionModule,
): Outcome<Specification> {
  const root = extension === undefined ? loadFile(file) : loadText(extension);
  if (root !== null) return resolve(root, finderFor(file, folders));
  const span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const expected = 'a readable file with a TLA+ module';
  return {
    value: null,
    diagnostics: [{ code: 'TLA210', severity: 'error', message: 'cannot be read', span, expected }],
  };
}

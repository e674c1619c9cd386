import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where nines itself lies, with its specifications: four folders above dist/src/commands/nightly. */
export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

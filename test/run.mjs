// Runs the unit tests: every test/**/*.test.ts (or those whose path contains an argument), from dist/ where tsc put them.
// `node --test` on Node 20 expands no globs and would also run helpers, so the files are listed here from the sources;
// a stale .js of a deleted test is therefore never run.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// `--in-turn`: one file after the other, for tests that measure.
const inTurn = process.argv.includes('--in-turn');
const wanted = process.argv.slice(2).filter((argument) => argument !== '--in-turn');
const sources = readdirSync(join(root, 'test'), { recursive: true })
  .map((path) => join('test', path))
  .filter((path) => path.endsWith('.test.ts'))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
  .sort();
const files = sources.map((path) => join(root, 'dist', path.replace(/\.ts$/, '.js')));
const missing = files.filter((path) => !existsSync(path));
if (sources.length === 0 || missing.length > 0) {
  console.error(
    sources.length === 0 ? 'no test matches' : `not built: ${missing.join(', ')}; run \`npm run build\` first`,
  );
  process.exit(2);
}
const result = spawnSync(
  process.execPath,
  ['--test', `--test-concurrency=${inTurn ? 1 : 2}`, '--test-reporter=spec', ...files],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
process.exit(result.status ?? 1);

// Runs the bundle on a few small things and keeps what V8 compiled for them: dist/bundle/tla2ts.v8, which `src/tla2ts.ts` starts
// from. Functions that no run here has called are compiled when they are first called, as without it. Lies beside the bundle, and
// runs when that is built and, since it is of one version of V8, when a package is installed. Nothing depends on its success.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';

process.once('uncaughtException', ({ message }) => {
  console.error(`tla2ts will start 0.05 s later, as its code could not be compiled ahead: ${message}`);
  process.reallyExit(0);
});
// What the runs say is nobody's concern.
process.stdout.write = () => true;
const placeOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const file = placeOf('tla2ts.cjs');
const scratch = mkdtempSync(join(tmpdir(), 'nines-warm-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const written = (name, lines) => {
  writeFileSync(join(scratch, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return join(scratch, name);
};
const prepared = { action: 'RMPrepare', args: { rm: 'r1' }, vars: { rmState: { r1: 'prepared' } } };
const header = { constants: { RM: ['r1', 'r2'] } };
const specification = placeOf('../../specs/commit/TwoPhase.tla');
const model = placeOf('../../specs/commit/MCTwoPhase.tla');
const mapping = { event: 'e', fields: { r: 'rm' }, events: { prepare: 'RMPrepare(r)' } };
const runs = [
  ['check', specification, '--trace', written('good.ndjson', [header, prepared])],
  ['check', specification, '--trace', written('bad.ndjson', [header, prepared, { action: 'TMCommit' }])],
  [
    ...['check', specification, '--trace', written('mapped.ndjson', [{ e: 'prepare', rm: 'r1' }])],
    ...['--constants', written('constants.json', [{ RM: ['r1'] }]), '--map', written('mapping.json', [mapping])],
  ],
  ['explore', model],
];

const script = new Script(readFileSync(file, 'utf8'), {
  filename: file,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const start = script.runInThisContext();
const require = createRequire(placeOf('../src/tla2ts.js'));

// A run has ended where nothing is left to wait for.
process.on('beforeExit', () => {
  const run = runs.shift();
  if (run === undefined) return;
  process.argv = [process.execPath, file, ...run];
  start(require, new URL('tla2ts.cjs', import.meta.url).href);
  // Work that waits for nothing would end before this event came again.
  setImmediate(() => {});
});
process.once('exit', () => {
  // Whole or not at all: a command may start meanwhile, and V8 does not look at more than the length.
  const code = file.replace(/\.cjs$/, '.v8');
  writeFileSync(`${code}.new`, script.createCachedData());
  renameSync(`${code}.new`, code);
  // Of the last run, which may have been a rejection.
  process.exitCode = 0;
});

/** `tla2ts` starts from its bundle, but never from one that is older than the modules. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const folder = mkdtempSync(join(tmpdir(), 'nines-bundle-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, 'src/tla2ts.js');
const bundle = join(folder, 'bundle/tla2ts.cjs');
const built = join(folder, '.tsbuildinfo');

/** Programs that say which they are, in the folders of the real ones. */
for (const name of ['src/commands/tla2ts', 'bundle']) mkdirSync(join(folder, name), { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
cpSync(fileURLToPath(new URL('../../../src/tla2ts.js', import.meta.url)), program);
cpSync(
  fileURLToPath(new URL('../../../src/commands/start.js', import.meta.url)),
  join(folder, 'src/commands/start.js'),
);
writeFileSync(join(folder, 'src/commands/tla2ts/program.js'), 'console.log("modules")');

/** A bundle is a function. */
const says = (word: string): string => `(function (require, bundleUrl) { console.log("${word}") })`;

const started = (): string => execFileSync(process.execPath, [program], { encoding: 'utf8' }).trim();

test('without a bundle the modules start', () => {
  assert.equal(started(), 'modules');
});

test('the bundle of a package, which has no build information, starts', () => {
  writeFileSync(bundle, says('bundle'));
  assert.equal(started(), 'bundle');
});

test('a bundle younger than the modules starts, an older one does not', () => {
  writeFileSync(built, '');
  utimesSync(built, 1000, 1000);
  assert.equal(started(), 'bundle');
  utimesSync(bundle, 999, 999);
  assert.equal(started(), 'modules');
});

test('code that another V8 compiled, or nobody did, is passed over', () => {
  utimesSync(bundle, 2000, 2000);
  writeFileSync(join(folder, 'bundle/tla2ts.v8'), 'no code at all');
  assert.equal(started(), 'bundle');
  // Code of the same length as another text would be taken for that of this one.
  const code = new Script(says('others')).createCachedData();
  writeFileSync(join(folder, 'bundle/tla2ts.v8'), code);
  utimesSync(join(folder, 'bundle/tla2ts.v8'), 1999, 1999);
  assert.equal(started(), 'bundle');
});

test('a bundle that finds no addon that loads is one line and code 2', () => {
  const failing = `(function () { throw Object.assign(new Error('the native addon is not built'), { code: 'NINES_ADDON' }) })`;
  writeFileSync(bundle, failing);
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  assert.deepEqual([status, stderr], [2, 'tla2ts: the native addon is not built\n']);
});

test('the code beside the bundle that was built is of this bundle and of this V8', (t) => {
  const file = (name: string): string => fileURLToPath(new URL(`../../../bundle/${name}`, import.meta.url));
  if (!existsSync(file('tla2ts.cjs'))) return t.skip('no bundle: esbuild is not installed');
  const { cachedDataRejected } = new Script(readFileSync(file('tla2ts.cjs'), 'utf8'), {
    cachedData: readFileSync(file('tla2ts.v8')),
  });
  assert.equal(cachedDataRejected, false);
});

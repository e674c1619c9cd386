/** `tla2ts` starts from its bundle, but never from one that is older than the modules. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'nines-bundle-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, 'src/tla2ts.js');
const bundle = join(folder, 'bundle/tla2ts.js');
const built = join(folder, '.tsbuildinfo');

/** Programs that say which they are, in the folders of the real ones. */
for (const name of ['src/commands/tla2ts', 'bundle']) mkdirSync(join(folder, name), { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
cpSync(fileURLToPath(new URL('../../../src/tla2ts.js', import.meta.url)), program);
writeFileSync(join(folder, 'src/commands/tla2ts/program.js'), 'console.log("modules")');

const started = (): string => execFileSync(process.execPath, [program], { encoding: 'utf8' }).trim();

test('without a bundle the modules start', () => {
  assert.equal(started(), 'modules');
});

test('the bundle of a package, which has no build information, starts', () => {
  writeFileSync(bundle, 'console.log("bundle")');
  assert.equal(started(), 'bundle');
});

test('a bundle younger than the modules starts, an older one does not', () => {
  writeFileSync(built, '');
  utimesSync(built, 1000, 1000);
  assert.equal(started(), 'bundle');
  utimesSync(bundle, 999, 999);
  assert.equal(started(), 'modules');
});

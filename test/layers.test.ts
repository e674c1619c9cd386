/** The table of docs/ARCHITECTURE.md, held: which room of src/ may import which, and what the pure rooms may not touch. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const source = join(root, 'src');

const everything = 'everything';
const mayImport: Record<string, readonly string[] | typeof everything> = {
  core: [],
  addon: [],
  placement: ['core', 'addon'],
  balancing: ['core'],
  log: ['core', 'addon'],
  protocol: ['core'],
  host: ['core', 'log', 'protocol'],
  sim: ['core', 'placement', 'protocol', 'host'],
  tla: ['core', 'addon'],
  tla2ts: ['core'],
  check: ['core', 'addon', 'tla'],
  packed: ['core', 'tla', 'tla2ts', 'check'],
  adapters: ['core'],
  results: ['core'],
  stats: [],
  measure: ['core', 'results', 'stats', 'check', 'host', 'sim'],
  report: ['core', 'results', 'stats'],
  commands: everything,
  cli: everything,
  index: everything,
  api: everything,
  tla2ts_bin: everything,
};

/** A promise, a clock or chance inside these rooms would be a second, hidden scheduler. */
const pureRooms = ['protocol', 'sim'];
const impure = /\b(Date\.now|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|await|process)\b/;

const roomOf = (file: string): string => {
  const path = relative(source, file);
  if (path === 'tla2ts.ts') return 'tla2ts_bin';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
};

const filesBelow = (folder: string): string[] =>
  !existsSync(folder)
    ? []
    : (readdirSync(folder, { recursive: true }) as string[])
        .filter((path) => path.endsWith('.ts'))
        .map((path) => join(folder, path));

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] as string);

const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');

test('every import respects the layers', () => {
  const wrong: string[] = [];
  for (const file of filesBelow(source)) {
    const room = roomOf(file);
    const allowed = mayImport[room];
    assert.ok(allowed !== undefined, `${relative(root, file)}: no such room '${room}' in docs/ARCHITECTURE.md`);
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.')) continue;
      const target = roomOf(resolve(dirname(file), specifier.replace(/\.js$/, '.ts')));
      if (target !== room && allowed !== everything && !allowed.includes(target)) {
        wrong.push(`${relative(root, file)}: ${room} may not import ${target}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('bench imports any room but commands', () => {
  const wrong = filesBelow(join(root, 'bench')).filter((file) =>
    importsOf(readFileSync(file, 'utf8')).some((specifier) => specifier.includes('/src/commands/')),
  );
  assert.deepEqual(wrong, []);
});

test('protocol and sim know no clock, no chance and no promise', () => {
  const wrong: string[] = [];
  for (const file of filesBelow(source)) {
    if (!pureRooms.includes(roomOf(file))) continue;
    const match = impure.exec(code(readFileSync(file, 'utf8')));
    if (match) wrong.push(`${relative(root, file)}: ${match[0]}`);
  }
  assert.deepEqual(wrong, []);
});

test('the check itself finds a wrong import and an impure call', () => {
  assert.deepEqual(importsOf("import { a } from '../commands/bench.js';\nconst b = await import('../sim/net.js');"), [
    '../commands/bench.js',
    '../sim/net.js',
  ]);
  assert.ok(impure.test(code('const t = Date.now(); // fine')));
  assert.ok(!impure.test(code('// Date.now is forbidden')));
});

test('nothing is committed at the top that has no place there, and nothing over 1 MB', (t) => {
  if (!existsSync(join(root, '.git'))) return t.skip('no repository, so that nobody knows what is committed');
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const folders = ['.ci', '.github', 'bench', 'docs', 'native', 'results', 'specs', 'src', 'test'];
  const single = ['.gitignore', '.npmrc', 'CHANGELOG.md', 'LICENSE', 'README.md', 'binding.gyp', 'biome.json'];
  const known = new Set([...folders, ...single, 'package-lock.json', 'package.json', 'tsconfig.json']);
  assert.deepEqual(
    files.filter((file) => !known.has(file.split('/')[0] as string)),
    [],
  );
  assert.deepEqual(
    files.filter((file) => file.startsWith('results/') && !file.startsWith('results/reference/')),
    [],
  );
  const large = files.filter((file) => existsSync(join(root, file)) && statSync(join(root, file)).size > 1e6);
  assert.deepEqual(large, []);
});

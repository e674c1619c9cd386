/**
 * The package as another project gets it: packed, put into the example project, and its nightly run there. The addon is the one
 * that is built here and the dependencies are ours; with NINES_PACK_INSTALL=1 (`npm run test:package`) npm installs and
 * compiles everything as it would for a stranger, which takes a minute and the registry.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'nines-package-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const project = join(folder, 'counter-service');

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

function pack(): Packed {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as Packed[];
  return packed as Packed;
}

const packed = pack();

test('the package holds what is needed to run and to compile, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  for (const needed of [
    'dist/src/index.js',
    'dist/src/index.d.ts',
    'dist/src/cli.js',
    'dist/src/tla2ts.js',
    'dist/bench/placement-lookup.bench.js',
    'src/tla2ts/library/Sequences.tla',
    'specs/raft/Raft.tla',
    'binding.gyp',
    'native/binding/addon.cc',
    'docs/ARCHITECTURE.md',
    'README.md',
    'LICENSE',
    // Made by esbuild; in a tree that has not installed it yet there is none.
    ...(existsSync(join(root, 'node_modules/esbuild')) ? ['dist/bundle/tla2ts.cjs', 'dist/bundle/warm-code.mjs'] : []),
  ]) {
    assert.ok(paths.includes(needed), `${needed} is missing`);
  }
  const unwanted = paths.filter((path) =>
    /^(test|results|build|dist\/test|\.github|\.ci)\/|node_modules|\.tsbuildinfo$|\.log$/.test(path),
  );
  assert.deepEqual(unwanted, []);
  const bytes = packed.files.reduce((sum, { size }) => sum + size, 0);
  assert.ok(bytes < 10e6, `${bytes} bytes unpacked`);
});

function install(): void {
  cpSync(join(root, 'docs/examples/counter-service'), project, { recursive: true });
  const tarball = join(folder, packed.filename);
  if (process.env.NINES_PACK_INSTALL === '1') {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: project, stdio: 'inherit' });
    return;
  }
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'nines'), { recursive: true });
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', join(modules, 'nines')]);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!existsSync(join(modules, name))) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  cpSync(join(root, 'build/Release/nines.node'), join(modules, 'nines/build/Release/nines.node'));
}

test('a project with nines as a dependency has its own benches, specs, traces and placement in its night', () => {
  install();
  const cli = join(project, 'node_modules/nines/dist/src/cli.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'nightly', '--size', 'smoke', '--json'], {
    cwd: project,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const { run, report } = JSON.parse(stdout) as { run: string; report: string };
  const rows = readFileSync(join(run, 'rows.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const of = (kind: string): Record<string, unknown>[] => rows.filter((row) => row.kind === kind);
  assert.deepEqual(
    of('goal').map(({ name }) => name),
    ['a map is at least half as fast as an object'],
    'its own goals, not ours',
  );
  const [trace] = of('conformance');
  assert.equal(of('conformance').length, 1);
  assert.deepEqual([trace?.spec, trace?.verdict, trace?.events], ['specs/Counter.tla', 'accepted', 3]);
  // Init and 6 additions by two clients: C(n+1, n) states for every total n, 1 + 2 + ... + 7.
  assert.deepEqual(
    of('exploration').map(({ spec, distinct, verdict }) => [spec, distinct, verdict]),
    [['specs/Counter.tla', 28, 'good']],
  );
  const lookups = of('figure').filter(({ name }) => name === 'placement-lookup');
  const subjects = new Set(lookups.map(({ subject }) => subject));
  assert.ok(subjects.has('multiply') && subjects.has('ring'), 'its own placement beside ours');
  assert.ok(readFileSync(report, 'utf8').includes('Counting by key'));
});

test('a configuration that is wrong is one message, with the file and the key', () => {
  const nines = (config: string) => {
    execFileSync('cp', [join(project, 'nines.config.js'), join(folder, 'kept.js')]);
    try {
      execFileSync('sh', ['-c', 'cat > nines.config.js'], { cwd: project, input: config });
      return spawnSync(process.execPath, ['node_modules/nines/dist/src/cli.js', 'list'], {
        cwd: project,
        encoding: 'utf8',
      });
    } finally {
      execFileSync('cp', [join(folder, 'kept.js'), join(project, 'nines.config.js')]);
    }
  };
  for (const [config, message] of [
    ['export default { benches: "bench" }', /nines\.config\.js: unknown key 'benches': did you mean 'bench'/],
    ['export default { bench: "nowhere" }', /nines\.config\.js: 'bench': 'nowhere' is not there/],
    ['export default { traces: [{ spec: "specs/Counter.tla" }] }', /'traces': 'trace' is missing/],
    ['export default { gates: { ignore: ["goal"] } }', /expected one of goals, /],
    ['export default { include: ["placement-lokup"] }', /no suite or protocol 'placement-lokup': did you mean/],
    ['export const x = 1', /expected a default export/],
    ['export default {', /nines\.config\.js: .*(Unexpected|token)/],
  ] as const) {
    const { status, stderr } = nines(config);
    assert.equal(status, 2, `${config}: ${stderr}`);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

test('without an addon that loads, both programs say so in one line, and what to do', () => {
  const modules = join(project, 'node_modules/nines');
  const addon = join(modules, 'build/Release/nines.node');
  const kept = join(folder, 'nines.node');
  renameSync(addon, kept);
  const said = (why: RegExp): void => {
    for (const program of ['cli.js', 'tla2ts.js']) {
      const { status, stderr } = spawnSync(process.execPath, [join(modules, 'dist/src', program), '--help'], {
        encoding: 'utf8',
      });
      assert.equal(status, 2, stderr);
      assert.match(stderr, why);
      assert.match(stderr, /^(nines|tla2ts): the native addon .*nines\.node.*; run `npm rebuild`.*\n$/);
    }
  };
  try {
    said(/is not built/);
    writeFileSync(addon, 'cut short');
    said(/cannot be loaded/);
  } finally {
    renameSync(kept, addon);
  }
});

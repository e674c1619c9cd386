/**
 * The guide, followed to the letter: its files are written, its commands run, its outputs compared. The worked example needs
 * files of another project: with NINES_ETCD=folder (etcdraft.tla and example.ndjson of etcd-io/raft) it is run as well.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const guide = readFileSync(join(root, 'docs', 'checking-your-traces.md'), 'utf8');
const example = join(root, 'docs', 'examples', 'etcd-raft');

interface Block {
  readonly language: string;
  readonly file: string | null;
  readonly text: string;
}

const blocks = [...guide.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', file, text = '']): Block => ({ language, file: file ?? null, text }),
);

const folder = mkdtempSync(join(tmpdir(), 'nines-guide-'));
after(() => rmSync(folder, { recursive: true }));
cpSync(join(root, 'specs', 'commit'), join(folder, 'specs', 'commit'), { recursive: true });
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'nines'));

const run = (command: string, cwd: string) => {
  const [npx, tool, ...args] = command.trim().split(/\s+/);
  assert.equal(npx, 'npx');
  const program = join(root, 'dist', 'src', tool === 'nines' ? 'cli.js' : `${tool}.js`);
  return spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
};

/** Times differ from run to run. */
const timeless = (text: string): string => text.replace(/, [\d.]+ s\)/g, ')');

test('its files, its commands, and what they print', () => {
  let printed = 0;
  for (const { file, text } of blocks) if (file !== null) writeFileSync(join(folder, file), text);
  for (const [index, { language, text }] of blocks.entries()) {
    if (language !== 'sh') continue;
    const { stdout, stderr } = run(text, folder);
    const next = blocks[index + 1];
    if (next?.language !== 'text') continue;
    printed += 1;
    // The page may leave lines out, at the end or between.
    const shown = timeless(stdout).split('\n');
    let from = 0;
    for (const line of next.text.trimEnd().split('\n')) {
      const at = shown.indexOf(line, from);
      assert.ok(at >= 0, `${text}does not print\n${line}\nbut\n${stdout}${stderr}`);
      from = at + 1;
    }
  }
  assert.ok(printed > 0);
  assert.match(readFileSync(join(folder, 'run.html'), 'utf8'), /rejected at event 3/);
});

test('its unit test passes', () => {
  const done = spawnSync(process.execPath, ['--preserve-symlinks', '--test', 'trace.test.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /pass 2/);
});

test('what it shows of the mapping stands in the mapping', () => {
  const squeezed = (text: string): string => text.replace(/\s+/g, '');
  const mapping = squeezed(readFileSync(join(example, 'mapping.json'), 'utf8'));
  for (const name of ['"Commit"', '"ReceiveRequestVoteResponse"', '"SendAppendEntriesResponse"']) {
    const block = blocks.find(({ text }) => text.startsWith(name));
    assert.ok(block !== undefined, name);
    assert.ok(mapping.includes(squeezed(block.text)), name);
  }
});

test('the keys that it lists are those that are read', () => {
  const reader = readFileSync(join(root, 'src', 'check', 'trace', 'read-mapping.ts'), 'utf8');
  const listed = (name: string): string[] => {
    const list = new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(reader)?.[1] ?? '';
    return [...list.matchAll(/'(\w+)'/g)].map(([, key = '']) => key);
  };
  const keys = [...listed('mappingKeys'), ...listed('eventKeys')];
  assert.ok(keys.length > 10);
  for (const key of keys) assert.ok(guide.includes(`\`${key}\``), `the guide does not explain ${key}`);
});

const etcd = process.env.NINES_ETCD;
test('the worked example', { skip: etcd === undefined ? 'NINES_ETCD names no folder' : false }, () => {
  const into = join(folder, 'etcd');
  for (const from of [etcd as string, example]) cpSync(from, into, { recursive: true });
  const check = 'npx tla2ts check etcdraft.tla --config trace.cfg --map mapping.json --trace';
  const accepted = run(`${check} example.ndjson`, into);
  assert.equal(accepted.status, 0, accepted.stderr);
  assert.ok(guide.includes(timeless(accepted.stdout).slice(0, 70)), accepted.stdout);
  const lines = readFileSync(join(into, 'example.ndjson'), 'utf8').split('\n');
  lines[318] = (lines[318] as string).replace('"commit":7', '"commit":8');
  writeFileSync(join(into, 'altered.ndjson'), lines.join('\n'));
  const rejected = run(`${check} altered.ndjson`, into);
  assert.equal(rejected.status, 1, rejected.stderr);
  assert.ok(
    guide.includes((rejected.stdout.split('\n')[0] as string).replace(/\(mapping\.json.*/, '')),
    rejected.stdout,
  );
});

/** A project of two commits whose one benchmark was slowed down on purpose, and `nines compare` let loose on it. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');

export interface Injected {
  readonly folder: string;
  readonly remove: () => void;
}

/** The benchmark takes `share` longer in the second commit. */
export function injected(share: number): Injected {
  const folder = mkdtempSync(join(tmpdir(), 'nines-slower-'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.invalid');
  mkdirSync(join(folder, 'dist/bench'), { recursive: true });
  for (const turns of [20_000, Math.round(20_000 * (1 + share))]) {
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'theirs', type: 'module', turns: [share, turns] }),
    );
    writeFileSync(
      join(folder, 'dist/bench/spin.bench.js'),
      `export const spin = { kind: 'benchmark', name: 'spin', title: 'Spin', operation: 'turn', parameters: {},
        subjects: { ours: () => ({ operations: 1, run() { let x = 1; for (let i = 0; i < ${turns}; i += 1) x = Math.imul(x, 31) + i; return 0; } }) } };\n`,
    );
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', `${turns}`);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** `unstable`: the control differed from itself, so nothing was said. */
export type Said = 'slower' | 'faster' | '~' | 'inconclusive' | 'unstable';

/** One `nines compare HEAD~1 HEAD`, as anyone would call it. */
export function trial({ folder }: Injected, seed: number): { readonly said: Said; readonly ratio: number } {
  const args = ['compare', 'HEAD~1', 'HEAD', '--build', 'true', '--force', '--json', '--seed', String(seed)];
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  const { verdict, unstable, comparisons } = JSON.parse(stdout) as {
    verdict: Said;
    unstable: string[];
    comparisons: { ratio: number }[];
  };
  return { said: unstable.length > 0 ? 'unstable' : verdict, ratio: comparisons[0]?.ratio ?? Number.NaN };
}

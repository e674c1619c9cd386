/** Threads that were busy wait for V8's compilations before they end: Node 20 may abort otherwise. V8's own trace shows it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How often V8 was made to wait for its compilations while `args` ran. */
function waits(...args: string[]): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--trace-concurrent-recompilation', ...args], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout.match(/Flushed concurrent recompilation queues\. \(mode: blocking\)/g)?.length ?? 0;
}

test('a thread waits when it is told to, and only then', () => {
  const module = JSON.stringify(new URL('../../src/core/compilation.js', import.meta.url).href);
  const script = (code: string): string[] => ['--input-type=module', '-e', `import * as it from ${module};${code}`];
  assert.equal(waits(...script('')), 0);
  assert.equal(waits(...script('it.finishCompiling(); it.finishCompiling();')), 2);
});

test('each further thread of a search waits before it ends', () => {
  const explore = [at('../../src/tla2ts.js'), 'explore', at('../../../specs/commit/MCTwoPhase.tla'), '--json'];
  assert.equal(waits(...explore), 0);
  assert.equal(waits(...explore, '--workers', '3'), 2);
});

test('so does the thread of each measurement', () => {
  const results = mkdtempSync(join(tmpdir(), 'nines-compilation-'));
  try {
    const bench = ['bench', 'commit-cost', '--size', 'smoke', '--results', results];
    assert.ok(waits(at('../../src/cli.js'), ...bench) >= 1);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
});

/**
 * Instructions of the native kernels for one key, counted by valgrind in a program without Node: a figure that a loaded machine cannot move,
 * for what `placement-lookup` and `placement-hash` time. The kernels choose their instruction set as they do in the addon; valgrind has
 * AVX2 where the processor has it, and no AVX-512.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from '../src/measure/declare.js';
import { type Counted, instructions } from '../src/measure/instructions.js';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const program = join(packageRoot, 'build', 'native-bench', 'instructions');
const keysInAPass = 4_096;

let isBuilt = false;

function build(): void {
  if (isBuilt) return;
  const { status, stderr, error } = spawnSync(
    'make',
    ['-s', '-C', join(packageRoot, 'native', 'test'), 'instructions'],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`native/bench/instructions.cc cannot be built: ${error?.message ?? stderr.trim()}`);
  isBuilt = true;
}

const counting =
  (kernel: string, size: number) =>
  ({ size: much }: Context<Record<never, never>>): Counted => {
    build();
    const passes = much === 'smoke' ? 1 : 4;
    return {
      command: program,
      args: (operations) => [kernel, String(size), String(operations / keysInAPass)],
      operations: passes * keysInAPass,
    };
  };

export const kernels = instructions({
  name: 'instructions',
  title: 'Instructions of the native kernels for one key',
  operation: 'key',
  parameters: {},
  subjects: {
    'jump, 100 nodes': counting('jump', 100),
    'ring, 1,000 nodes': counting('ring', 1_000),
    'maglev, 100 nodes': counting('maglev', 100),
    'rendezvous with 32-bit scores, 100 nodes': counting('rendezvous-32', 100),
    'anchor, 1,000 nodes': counting('anchor', 1_000),
    'memento, 1,000 nodes': counting('memento', 1_000),
    'xxh3, 16 bytes': counting('xxh3', 16),
    'xxh3, 1,024 bytes': counting('xxh3', 1_024),
  },
  chart: { mark: 'bars' },
});

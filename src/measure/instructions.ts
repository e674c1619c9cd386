/**
 * Instruction counts: an experiment whose only chance is the program's own. valgrind counts the instructions of a whole process, twice: with
 * so many operations and with none. The difference is the operations' alone, the same on a loaded machine as on a quiet one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { assert } from '../core/assert.js';
import { type Context, type Experiment, experiment, type Sweep } from './declare.js';

/** A program that does as many operations as it is told, and what it prepares for them in any case. */
export interface Counted {
  readonly command: string;
  /** Of a run with so many operations; with 0 it only prepares. */
  readonly args: (operations: number) => readonly string[];
  /** Enough for their instructions to outweigh what varies in starting a process: a thousand or so. */
  readonly operations: number;
}

export interface InstructionsDeclaration<P extends Sweep, S extends string>
  extends Pick<Experiment<P, S>, 'name' | 'title' | 'parameters' | 'quick' | 'smoke' | 'chart'> {
  /** What one operation is, singular. */
  readonly operation: string;
  readonly subjects: Readonly<Record<S, (context: Context<P>) => Counted>>;
}

/** Two counts of the same program that differ by less than this share are the same: 0.5 %. */
export const sameInstructions = 0.005;

/**
 * Instructions an operation, lower is better. Where valgrind is not installed, a bench says so and leaves it out. Counts are compared
 * within 0.5 %, on one machine: another compiler or processor counts otherwise.
 */
export function instructions<const P extends Sweep, const S extends string>({
  operation,
  subjects,
  ...declared
}: InstructionsDeclaration<P, S>): Experiment<P, S> {
  const counted = Object.entries<(context: Context<P>) => Counted>(subjects).map(([name, subject]) => [
    name,
    async (context: Context<P>) => ({ instructions: await perOperation(subject(context)) }),
  ]);
  return experiment<P, S>({
    ...declared,
    clock: 'instructions',
    unavailable: withoutValgrind,
    metrics: {
      instructions: { title: `Instructions per ${operation}`, unit: '1', better: 'lower', tolerance: sameInstructions },
    },
    subjects: Object.fromEntries(counted) as Experiment<P, S>['subjects'],
  });
}

let isInstalled: boolean | undefined;

/** Why no instructions can be counted here; null where they can. */
export function withoutValgrind(): string | null {
  isInstalled ??= spawnSync('valgrind', ['--version']).status === 0;
  return isInstalled ? null : 'valgrind, which counts instructions, is not installed (apt-get install valgrind)';
}

async function perOperation({ command, args, operations }: Counted): Promise<number> {
  assert(operations >= 1, `${command}: ${operations} operations to be counted`);
  const [all, none] = [await count(command, args(operations)), await count(command, args(0))];
  return (all - none) / operations;
}

/** Cachegrind without its caches: nothing counts a process's instructions with less work. */
function count(command: string, args: readonly string[]): Promise<number> {
  // --smc-check: what compiles as it runs, as Node does, changes its own code.
  const options = [
    '--tool=cachegrind',
    '--cache-sim=no',
    '--cachegrind-out-file=/dev/null',
    '--smc-check=all-non-file',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('valgrind', [...options, command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8_000);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const refs = /I\s+refs:\s+([\d,]+)/.exec(said)?.[1];
      if (code === 0 && refs !== undefined) resolve(Number(refs.replaceAll(',', '')));
      else reject(new Error(`valgrind ${command} ${args.join(' ')} ended with ${signal ?? code}: ${lastWords(said)}`));
    });
  });
}

const lastWords = (said: string): string => said.trim().split('\n').slice(-3).join(' | ') || 'it said nothing';

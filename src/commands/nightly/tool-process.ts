import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../exit.js';

const tla2ts = join(dirname(fileURLToPath(import.meta.url)), '../../tla2ts.js');

/** setTimeout takes no more. */
const longestMs = 2 ** 31 - 1;

/**
 * Runs `tla2ts` in a process of its own, because a search fills its heap and sets the world of the values. Its answer is its
 * JSON document whatever the verdict, and null where it was not there after `ms` milliseconds or `signal` gave it up; a process without
 * one is an error of the input that its message explains.
 */
export function toolFor(ms: number, signal: AbortSignal | undefined, ...args: readonly string[]): Promise<unknown> {
  if (ms <= 0 || signal?.aborted === true) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tla2ts, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', kill);
    let late = false;
    const end = (): void => {
      late = true;
      kill();
    };
    const timer = setTimeout(end, Math.min(ms, longestMs));
    signal?.addEventListener('abort', end);
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', (code, killed) => {
      process.off('exit', kill);
      signal?.removeEventListener('abort', end);
      clearTimeout(timer);
      if (late) {
        resolve(null);
        return;
      }
      try {
        resolve(JSON.parse(output));
      } catch {
        const said = errors.trim() || `ended without an answer (${killed ?? code})`;
        reject(new UsageError(`tla2ts ${args.join(' ')}: ${said}`));
      }
    });
  });
}

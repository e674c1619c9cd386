/** A side's process, seen from whoever compares: orders in, answers out, one at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentWith } from '../extensions.js';
import type { Answer, Answers, Order } from './side.js';

/** Where a side's revision is checked out and built, and the modules of it that add to nines. */
export interface Side {
  readonly label: string;
  readonly root: string;
  readonly extensions: readonly string[];
}

/** A side that could not do what it was told: its revision lacks something, or died. */
export class SideError extends Error {
  override readonly name = 'SideError';
}

export class SideProcess {
  readonly #child: ChildProcess;
  readonly #label: string;
  #errors = '';

  constructor({ label, root, extensions }: Side) {
    this.#label = label;
    this.#child = fork(fileURLToPath(new URL('./side.js', import.meta.url)), [], {
      cwd: root,
      env: { ...process.env, ...environmentWith(extensions) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-4_000);
    });
  }

  order<K extends Order['kind']>(order: Extract<Order, { kind: K }>): Promise<Answers[K]> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const done = (): void => {
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const onMessage = (message: Answer): void => {
        done();
        if ('error' in message) reject(new SideError(`${this.#label}: ${message.error}`));
        else resolve(message.answer as Answers[K]);
      };
      const onExit = (code: number | null, signal: string | null): void => {
        done();
        const last = this.#errors.trim().split('\n').slice(-3).join(' | ');
        reject(new SideError(`${this.#label}: its process ended (${signal ?? code}) ${last}`));
      };
      child.once('message', onMessage);
      child.once('exit', onExit);
      if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
      else child.send(order);
    });
  }

  /** At once: of what does not answer, nothing is asked. */
  end(): void {
    if (this.#child.connected) this.#child.disconnect();
    this.#child.kill('SIGKILL');
  }
}

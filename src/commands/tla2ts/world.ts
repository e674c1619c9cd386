/** What a specification may do to the machine while it is evaluated: print, read the clock, files, other programs. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Outside } from '../../check/explore/host.js';

/** `print` takes what `Print` and `PrintT` say. */
export function openWorld(print: (text: string) => void): Outside {
  return {
    print,
    seconds: () => Math.floor(Date.now() / 1000),
    environment: () => new Map(Object.entries(process.env).map(([name, text]) => [name, text ?? ''])),
    readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
    writeText: (path, text, append) => (append ? appendFileSync : writeFileSync)(path, text),
    execute: (command, environment) => {
      const [name, ...args] = command as [string, ...string[]];
      const done = spawnSync(name, args, {
        env: { ...process.env, ...Object.fromEntries(environment) },
        encoding: 'utf8',
      });
      return { exitValue: done.status ?? 1, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
    },
  };
}

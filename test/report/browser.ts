/** A page as a browser has it after its scripts have run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

export const withoutBrowser = chromium === undefined && 'no chromium on this machine';

/** The document of `address` without its scripts; nothing may have been written to the console. */
export function look(folder: string, address: string, width: number): string {
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--window-size=${width},6000`,
    '--virtual-time-budget=10000',
    '--enable-logging=stderr',
    '--dump-dom',
    address,
  ];
  const { status, stdout, stderr } = spawnSync(chromium as string, flags, {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64e6,
  });
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /CONSOLE.*(error|refused|violat)/i);
  return stdout.replace(/<script[\s\S]*?<\/script>/g, '');
}

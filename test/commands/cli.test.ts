import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const nines = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

test('--json prints one document and nothing else', () => {
  const { status, stdout, stderr } = nines('list', '--json');
  assert.equal(status, 0);
  assert.ok(Array.isArray(JSON.parse(stdout)));
  assert.equal(stderr, '');
});

test('an unknown verb, list or option ends with 2 and one message that offers a near name', () => {
  for (const [args, message] of [
    [['lits'], /unknown command 'lits'\s+\(Did you mean list\?\)/],
    [['list', 'gaols'], /no list of 'gaols': did you mean 'goals'\?/],
    [['list', '--jsn'], /unknown option '--jsn'\s+\(Did you mean --json\?\)/],
  ] as const) {
    const { status, stdout, stderr } = nines(...args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

test('--help of the program and of a verb ends with 0', () => {
  assert.match(nines('--help').stdout, /list/);
  const { status, stdout } = nines('list', '--help');
  assert.equal(status, 0);
  assert.match(stdout, /Examples:\n {2}\$ nines list/);
});

test('a reader that has seen enough ends both programs without a word, and with the verdict where there is one', async () => {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const tla2ts = at('../../src/tla2ts.js');
  const twoPhase = at('../../../specs/commit/TwoPhase.tla');
  const trace = at('../../../test/fixtures/traces/hasty-commit.ndjson');
  for (const [program, args, expected] of [
    [cli, ['list'], [0, 141]],
    [cli, ['--help'], [0, 141]],
    [tla2ts, ['explore', '--help'], [0, 141]],
    [tla2ts, ['check', twoPhase, '--trace', trace], [1]],
  ] as const) {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    assert.equal(said, '', args.join(' '));
    assert.ok((expected as readonly number[]).includes(code), `${args.join(' ')} ended with ${code}`);
  }
});

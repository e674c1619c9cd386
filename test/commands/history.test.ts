import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const nines = (...args: string[]) => spawnSync(process.execPath, [cli, 'history', ...args], { encoding: 'utf8' });
const folder = mkdtempSync(join(tmpdir(), 'nines-history-'));
test.after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const log = (...lines: string[]): string => lines.map((line) => `INFO  jepsen.util - ${line}\n`).join('');
const sound = log('0 :invoke :write 1', '0 :ok :write 1', '1 :invoke :read nil', '1 :ok :read 1');

test('verdicts, and the exit code of the worst of them', () => {
  const good = write('good.log', sound);
  const bad = write('bad.log', sound.replace(':ok :read 1', ':ok :read nil'));
  assert.equal(nines(good, '--model', 'register').status, 0);
  const { status, stdout, stderr } = nines(good, bad, '--model', 'register', '--json');
  assert.equal(status, 1);
  const { histories } = JSON.parse(stdout) as { histories: Record<string, unknown>[] };
  assert.deepEqual(
    histories.map(({ verdict }) => verdict),
    ['accepted', 'rejected'],
  );
  assert.deepEqual(histories[1]!.prefix, ['write(1) by client 0']);
  assert.equal(histories[1]!.blocking, 'read() = nil by client 1');
  assert.match(stderr, /bad\.log: line 4: read\(\) = nil by client 1 fits nowhere between its call and its return/);
  const many = Array.from(
    { length: 30 },
    (_, process) => `${process} :invoke :cas [${process % 5} ${(process + 2) % 5}]`,
  );
  const hard = write('hard.log', log('99 :invoke :write 0', ...many, '98 :invoke :read nil', '98 :ok :read 77'));
  assert.equal(nines(hard, '--model', 'cas-register', '--configurations', '50').status, 3);
});

test('files as they come: gzip, a byte order mark', () => {
  const packed = join(folder, 'good.log.gz');
  writeFileSync(packed, gzipSync(sound));
  assert.equal(nines(packed, '--model', 'register').status, 0);
  assert.equal(nines(write('mark.log', `\ufeff${sound}`), '--model', 'register').status, 0);
  writeFileSync(packed, gzipSync(sound).subarray(0, 40));
  const { status, stderr } = nines(packed, '--model', 'register');
  assert.deepEqual([status, stderr.includes('cannot be unpacked with gzip')], [2, true]);
  writeFileSync(packed, Buffer.from(`\ufeff${sound}`, 'utf16le'));
  const wide = nines(packed, '--model', 'register');
  assert.deepEqual([wide.status, /is not UTF-8 \(UTF-16\?\): convert it, iconv/.test(wide.stderr)], [2, true]);
});

test('an anomaly is named, and its cycle told', () => {
  const transaction = (process: number, ...does: unknown[]): string =>
    ['invoke', 'ok'].map((type) => `${JSON.stringify({ process, type, f: 'txn', value: does })}\n`).join('');
  const skew = transaction(0, ['r', 'x', null], ['w', 'y', 1]) + transaction(1, ['r', 'y', null], ['w', 'x', 1]);
  const file = write('skew.ndjson', skew);
  const { status, stdout, stderr } = nines(file, '--model', 'rw-register');
  assert.equal(status, 1);
  assert.match(stdout, /skew\.ndjson: rejected, 4 events, 2 transactions/);
  assert.match(
    stderr,
    /G2, a cycle with more than one read of what was overwritten \(write skew\): .*line 2 read nil of x and did not see 1, which line 4/,
  );
});

test('bad input: one message, exit 2', () => {
  const good = write('good.log', sound);
  const cases: [args: string[], message: RegExp][] = [
    [[good, '--model', 'regster'], /no model 'regster': did you mean 'register'/],
    [[good], /required option '--model/],
    [[join(folder, 'none.edn'), '--model', 'kv'], /none\.edn: no such file/],
    [
      [good, '--model', 'lock'],
      /good\.log:1: no operation 'write' of this model; it has acquire, lock, release, unlock/,
    ],
    [[good, '--model', 'list-append'], /good\.log:2: expected a list of operations as/],
    [[good, '--model', 'kv', '--configurations', 'x'], /--configurations x: a whole number from 1/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = nines(...args);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /at .*\.js/);
  }
});

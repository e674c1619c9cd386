import { equal, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Log } from '../../src/log/log.js';
import { freshFolder } from './folder.js';

const victim = fileURLToPath(new URL('faulty.js', import.meta.url));

/** Fails the nth call on a segment, of the kind that FAULT names; the calls after it succeed: the shape of the "fsyncgate". */
const shim = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
static int hits(const char *kind, int fd) {
  static int calls;
  char path[64], name[512];
  const char *wanted = getenv("FAULT");
  if (wanted == NULL || strcmp(wanted, kind) != 0) return 0;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(path, name, sizeof name - 1);
  if (length < 8 || strncmp(name + length - 8, ".segment", 8) != 0) return 0;
  return ++calls == atoi(getenv("FAULT_NTH"));
}
int fdatasync(int fd) {
  if (hits("fdatasync", fd)) { errno = EIO; return -1; }
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
  if (hits("pwrite-eio", fd)) { errno = EIO; return -1; }
  if (hits("pwrite-enospc", fd)) { errno = ENOSPC; return -1; }
  if (hits("pwrite-short", fd)) count = count / 2;
  return ((ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(fd, from, count, at);
}
ssize_t pwrite(int fd, const void *from, size_t count, off_t at) { return pwrite64(fd, from, count, at); }
`;

interface Outcome {
  /** How many appends were acknowledged before the first that was not. */
  readonly acknowledged: number;
  readonly code: string | null;
  /** And what the next append, and a sync, were told. */
  readonly after: readonly string[];
}

function run(folder: string, environment: Readonly<Record<string, string>>): Outcome {
  const child = spawnSync(process.execPath, [victim, folder], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  equal(child.status, 0, child.stderr);
  return JSON.parse(child.stdout) as Outcome;
}

/** Everything acknowledged is there; at most the one append that failed is there besides. */
async function expectAcknowledged(folder: string, { acknowledged }: Outcome): Promise<void> {
  const log = Log.open(folder, { segmentBytes: 64 << 10, spareSegments: 0 });
  const { baseIndex, lastIndex } = log.state();
  ok(lastIndex === acknowledged || lastIndex === acknowledged + 1, `${acknowledged} acknowledged, ${lastIndex} there`);
  let count = baseIndex;
  for (const { payload } of log.entries()) {
    count += 1;
    equal(Buffer.from(payload).toString().split(':')[0], String(count));
  }
  await log.close();
}

function compileShim(t: TestContext): string | null {
  const folder = freshFolder(t);
  writeFileSync(join(folder, 'shim.c'), shim);
  const library = join(folder, 'shim.so');
  const result = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(folder, 'shim.c'), '-ldl']);
  return result.status === 0 ? library : null;
}

test('system calls that fail: the log is poisoned, and nothing acknowledged is missing', async (t) => {
  const library = compileShim(t);
  if (library === null) {
    t.skip('no C compiler for the shim');
    return;
  }
  const parent = freshFolder(t);
  for (const [fault, nth, expected] of [
    ['fdatasync', 7, 'poisoned'],
    ['pwrite-eio', 5, 'poisoned'],
    ['pwrite-enospc', 9, 'poisoned'],
    ['pwrite-short', 4, null],
  ] as const) {
    const folder = join(parent, fault);
    const outcome = run(folder, { LD_PRELOAD: library, FAULT: fault, FAULT_NTH: String(nth) });
    equal(outcome.code, expected, fault);
    equal(outcome.acknowledged, expected === null ? 30 : nth - 1, fault);
    if (expected !== null) equal(outcome.after.join(), 'poisoned,poisoned,poisoned', fault);
    await expectAcknowledged(folder, outcome);
  }
});

test('a full disk: the append is refused, and the log goes on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', folder]).status === 0;
  t.after(() => {
    if (mounted) spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (!mounted) {
    t.skip('no right to mount a small file system');
    return;
  }
  // Room for three segments of 64 KiB and not for a fourth; every append takes 4 KiB.
  const path = join(folder, 'log');
  const outcome = run(path, { APPENDS: '100', BYTES: '4000' });
  equal(outcome.code, 'no-space');
  ok(outcome.acknowledged >= 30 && outcome.acknowledged < 60, String(outcome.acknowledged));
  equal(outcome.after.join(), 'no-space,ok,ok');
  await expectAcknowledged(path, outcome);
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import { measuringOptions } from '../../src/commands/session.js';

const parse = (path: string): void => {
  const command = measuringOptions(new Command('bench'), 'smoke')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action(() => {});
  command.parse(['--tlc', path], { from: 'user' });
};

test('--tlc is a class path: jars, folders, and all the jars of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-tlc-'));
  const before = process.env.TLC_JAR;
  try {
    const jar = join(folder, 'tla2tools.jar');
    writeFileSync(jar, '');
    parse([jar, folder, join(folder, '*')].join(delimiter));
    assert.equal(process.env.TLC_JAR, [jar, folder, join(folder, '*')].join(delimiter));
    assert.throws(() => parse([jar, join(folder, 'nowhere', '*')].join(delimiter)), /nowhere.*no such file/);
    assert.throws(() => parse(join(folder, 'other.jar')), /other\.jar: no such file/);
  } finally {
    if (before === undefined) delete process.env.TLC_JAR;
    else process.env.TLC_JAR = before;
    rmSync(folder, { recursive: true, force: true });
  }
});

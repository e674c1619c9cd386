/** A bench file of anyone's whose subjects throw: one line that names the file, the subject and the place, never a trace of ours. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli.js');
const project = mkdtempSync(join(tmpdir(), 'nines-throws-'));
after(() => rmSync(project, { recursive: true, force: true }));
mkdirSync(join(project, 'bench'));
writeFileSync(join(project, 'package.json'), '{"name":"theirs","type":"module"}');
writeFileSync(join(project, 'nines.config.js'), "export default { bench: 'bench' };");
writeFileSync(
  join(project, 'bench/throws.bench.js'),
  `const shared = { title: 'T', parameters: { size: [3] } };
const boom = () => { throw new TypeError('no such luck'); };
export const whole = { ...shared, kind: 'benchmark', name: 'running', operation: 'op', subjects: { it: () => ({ operations: 1, run: boom }) } };
export const early = { ...shared, kind: 'benchmark', name: 'preparing', operation: 'op', subjects: { it: boom } };
export const later = { ...shared, kind: 'benchmark', name: 'promising', operation: 'op', subjects: { it: async () => ({ operations: 1, run: async () => boom() }) } };
export const counts = { ...shared, kind: 'experiment', name: 'counting', metrics: { m: { title: 'M', unit: '1', better: 'lower' } }, subjects: { it: boom } };
export const costs = { ...shared, kind: 'micro', name: 'costing', operation: 'call', subjects: { it: () => boom } };
export const serves = { ...shared, kind: 'load', parameters: { rate: [1000] }, name: 'serving', operation: 'op', subjects: { it: () => ({ operate: boom }) } };
`,
);

for (const name of ['running', 'preparing', 'promising', 'counting', 'costing', 'serving']) {
  test(`a subject that throws while ${name}`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'bench', name, '--size', 'smoke'], {
      cwd: project,
      encoding: 'utf8',
    });
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    const message =
      /^nines: \S+throws\.bench\.js: '(\w+)' at \w+=\d+: subject 'it': no such luck( \(\S+throws\.bench\.js:2:28\))?\n$/;
    assert.equal(message.exec(stderr)?.[1], name, stderr);
    assert.deepEqual(readdirSync(join(project, 'results')), [], 'nothing half-written');
  });
}

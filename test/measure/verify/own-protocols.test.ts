/** Protocols of a project's own that hang or throw: they cost their own runs, and not those of the others, whose threads they block. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { registerProtocol } from '../../../src/index.js';
import { loadExtensions, setExtensions } from '../../../src/measure/extensions.js';
import { StuckError } from '../../../src/measure/verify/lanes.js';
import { verify } from '../../../src/measure/verify/verify.js';
import { systemNamed } from '../../../src/sim/systems/registry.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-own-protocols-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const nines = JSON.stringify(new URL('../../../src/index.js', import.meta.url).href);
const counter = fileURLToPath(new URL('../../../../docs/examples/counter-service/specs/Counter.tla', import.meta.url));
const configuration = 'CONSTANTS Client = {"alice"} Limit = 6\\nSPECIFICATION Spec';
writeFileSync(
  join(folder, 'theirs.js'),
  `import { registerProtocol } from ${nines};
  const add = (name, step) => registerProtocol({ name, title: name, mutants: {}, durationMs: 1000, livenessMs: 1000,
    nodes: () => ['n1', 'n2', 'n3'], tolerates: () => 1, operations: () => [{ at: 10, id: 'a', to: 'n1', request: 1 }],
    unfit: () => null, create: () => ({ step }), constants: () => ({}), unsettled: () => null,
  }, { specification: ${JSON.stringify(counter)}, configuration: '${configuration}' });
  add('hangs', () => { for (;;); });
  add('throws', () => { throw new Error('out of order'); });\n`,
);

test('one that never ends is given up, one that throws is told, and the others are verified', async () => {
  setExtensions([join(folder, 'theirs.js')]);
  await loadExtensions();
  const told: [string, string | null, Error][] = [];
  const [hangs, throws, twoPhase] = await verify(
    ['hangs', 'throws', 'two-phase'].map((name) => systemNamed(name)!),
    {
      seeds: 20,
      from: 0n,
      mutant: null,
      catches: 1,
      threads: 1,
      patienceMs: 4_000,
      onFailure: (...what) => told.push(what),
    },
  );
  assert.deepEqual([hangs?.seeds, hangs?.leftOut, throws?.seeds, throws?.leftOut], [0, 20, 0, 20]);
  assert.deepEqual([twoPhase?.accepted, twoPhase?.leftOut], [20, 0]);
  const of = (name: string) => told.find(([protocol, mutant]) => protocol === name && mutant === null)?.[2];
  assert.ok(of('hangs') instanceof StuckError);
  assert.match(of('hangs')?.message ?? '', /did not end within 4 s/);
  assert.match(of('throws')?.message ?? '', /out of order|no value/);
});

test('a protocol without its specification is refused with what is missing', () => {
  const add = registerProtocol as (...of: unknown[]) => void;
  assert.throws(() => add({ name: 'theirs' }), /registerProtocol\(theirs\): expected a protocol and \{ specification/);
  assert.equal(systemNamed('theirs'), undefined);
});

test('a protocol of another shape is refused, with all that it lacks', () => {
  const add = registerProtocol as (...of: unknown[]) => void;
  const whole = Object.fromEntries(
    ['nodes', 'tolerates', 'operations', 'unfit', 'create', 'constants', 'unsettled'].map((key) => [key, () => null]),
  );
  const checked = { specification: counter, configuration: 'SPECIFICATION Spec' };
  const given = { name: 'theirs', title: 'theirs', mutants: {}, durationMs: 10, livenessMs: 10, ...whole };
  assert.throws(
    () => add({ ...given, create: undefined, durationMs: '1 s', rot: 3 }, checked),
    /theirs\) is no protocol.*: durationMs: wrong, expected a number above 0; create: missing, expected a function; rot: wrong/,
  );
  assert.equal(systemNamed('theirs'), undefined);
  assert.doesNotThrow(() => add(given, checked));
});

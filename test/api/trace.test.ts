/** The recorder, by the name that its users import. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Recorder, recorder } from 'nines/trace';
import { parseJsonLines } from '../../src/core/json-lines.js';
import { fromTrace } from '../../src/report/space-time/from-trace.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-recorder-'));
after(() => rmSync(folder, { recursive: true }));
const events = (file: string) =>
  parseJsonLines(readFileSync(file, 'utf8')).map(({ value }) => value as Record<string, unknown>);

test('a step is a line that the checker knows: numbered, timed, with its node, arguments, variables and clock', () => {
  const file = join(folder, 'deep', 'one.ndjson');
  const trace = recorder({
    node: 'n1',
    file,
    now: () => 7,
    header: { spec: 'TwoPhase', constants: { RM: new Set(['a']) } },
  });
  const vars = {
    rmState: { a: 'prepared' },
    msgs: new Set([{ type: 'Prepared' }]),
    big: 10n ** 20n,
    f: new Map([[1, 2n]]),
  };
  trace.step('Prepare', { rm: 'a' }, vars, { unchanged: ['tmState'], note: 'by hand' });
  vars.rmState.a = 'changed later';
  trace.step('Nothing', undefined, () => ({ tmState: 'init' }));
  trace.close();
  trace.step('AfterTheEnd');
  assert.deepEqual(events(file), [
    { spec: 'TwoPhase', constants: { RM: { '#set': ['a'] } } },
    {
      seq: 1,
      at: 7,
      node: 'n1',
      action: 'Prepare',
      args: { rm: 'a' },
      vars: {
        rmState: { a: 'prepared' },
        msgs: { '#set': [{ type: 'Prepared' }] },
        big: { '#bigint': '100000000000000000000' },
        f: { '#map': [[1, { '#bigint': '2' }]] },
      },
      unchanged: ['tmState'],
      note: 'by hand',
      clock: { n1: 1 },
    },
    { seq: 2, at: 7, node: 'n1', action: 'Nothing', vars: { tmState: 'init' }, clock: { n1: 2 } },
  ]);
});

test('stamps carry the clock: what a diagram draws from it are the messages that were sent', () => {
  const file = join(folder, 'shared.ndjson');
  const [a, b, c] = ['a', 'b', 'c'].map((node) => recorder({ node, file })) as [Recorder, Recorder, Recorder];
  a.step('Ask');
  const asked = a.send();
  a.step('More');
  b.receive(asked);
  b.receive(undefined);
  b.step('Answer');
  c.receive(b.send());
  c.step('Learn');
  for (const each of [a, b, c]) each.close();
  const lines = parseJsonLines(readFileSync(file, 'utf8'));
  assert.deepEqual(
    lines.map(({ value }) => (value as { clock: unknown }).clock),
    [{ a: 1 }, { a: 2 }, { b: 1, a: 1 }, { c: 1, b: 1, a: 1 }],
  );
  assert.deepEqual(
    fromTrace(lines).messages.map(({ from, to, sent, received }) => [from, to, sent.step, received?.step]),
    [
      [0, 1, 0, 2],
      [1, 2, 2, 3],
    ],
  );
});

test('off: no file, no stamp, and functions are not called', () => {
  delete process.env.NINES_TRACE;
  const trace = recorder({ node: 'n1' });
  assert.equal(trace.on, false);
  assert.equal(trace.send(), undefined);
  trace.step('Prepare', {}, () => assert.fail('called'));
  trace.receive({ n2: 4 });
  trace.close();
});

const program = `
import { recorder } from 'nines/trace';
const trace = recorder({ node: 'n1' });
for (let i = 1; i <= 1000; i += 1) trace.step('Count', { i });
const [how] = process.argv.slice(2);
if (how === 'throw') throw new Error('as planned');
if (how === 'exit') process.exit(3);
if (how === 'wait') { process.stdout.write('ready'); setInterval(() => {}, 1000); }
`;

// A package that imports itself by its name has to lie within it.
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const script = join(root, 'dist', 'test', 'api', `recorded-${process.pid}.mjs`);
writeFileSync(script, program);
after(() => rmSync(script));

for (const [how, status] of [
  ['end', 0],
  ['throw', 1],
  ['exit', 3],
] as const) {
  test(`what is in memory is written when the program ends by: ${how}`, () => {
    const into = join(folder, how);
    const done = spawnSync(process.execPath, [script, how], { env: { ...process.env, NINES_TRACE: into } });
    assert.equal(done.status, status, String(done.stderr));
    assert.equal(events(join(into, 'n1.ndjson')).length, 1000);
  });
}

test('and by a signal, which still ends it', async () => {
  const into = join(folder, 'signal');
  const child = spawn(process.execPath, [script, 'wait'], { env: { ...process.env, NINES_TRACE: into } });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGTERM');
  assert.equal(events(join(into, 'n1.ndjson')).length, 1000);
});

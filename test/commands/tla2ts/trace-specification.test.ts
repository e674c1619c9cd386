/**
 * Trace specifications in the style that people write for TLC: a cursor or the level into a log read from JSON, a view
 * that tells levels apart, what TLCGet says of the search, and a replacement that an instance of the same module shares.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-trace-specification-'));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

write(
  'Lamp.tla',
  `---- MODULE Lamp ----
EXTENDS Naturals
VARIABLES on, flips
vars == <<on, flips>>
Start == on = FALSE
Init == Start /\\ flips = 0
Flip == on' = ~on /\\ flips' = flips + 1
Look == UNCHANGED vars
Next == Flip \\/ Look
Spec == Init /\\ [][Next]_vars
====
`,
);
write(
  'ByLevel.tla',
  `---- MODULE ByLevel ----
EXTENDS Lamp, Json, IOUtils, TLC, Sequences
ASSUME TLCGet("config").mode = "bfs" /\\ TLCGet("config").worker = 1
Log == ndJsonDeserialize(IOEnv.TRACE)
BurningStart == on = TRUE
Matches == LET i == TLCGet("level") IN
  /\\ i <= Len(Log)
  /\\ on' = Log[i].on /\\ flips' <= Log[i].most
View == <<vars, TLCGet("level")>>
Accepted == TLCGet("stats").diameter - 1 = Len(Log)
====
`,
);
write(
  'ByLevel.cfg',
  'SPECIFICATION Spec\nVIEW View\nACTION_CONSTRAINT Matches\nPOSTCONDITION Accepted\nCHECK_DEADLOCK FALSE\n',
);
write(
  'ByCursor.tla',
  `---- MODULE ByCursor ----
EXTENDS Lamp, Json, IOUtils, TLC, Sequences
VARIABLE l
Log == ndJsonDeserialize(IOEnv.TRACE)
BurningStart == on = TRUE
TraceInit == l = 1 /\\ Init
TraceNext == l <= Len(Log) /\\ l' = l + 1 /\\ Next /\\ on' = Log[l].on /\\ flips' <= Log[l].most
TraceSpec == TraceInit /\\ [][TraceNext]_<<l, vars>>
View == <<vars, l>>
Matched == [](l <= Len(Log) => [](TLCGet("queue") = 1 \\/ l > Len(Log)))
Stop == l = Len(Log) + 1 => TLCSet("exit", TRUE)
lamp == INSTANCE Lamp
Refines == lamp!Spec
====
`,
);
write(
  'ByCursor.cfg',
  'CONSTANT Start <- BurningStart\nSPECIFICATION TraceSpec\nVIEW View\nPROPERTIES Matched Refines\nCHECK_DEADLOCK FALSE\n',
);

const trace = (...on: readonly boolean[]): string => on.map((value) => `{"on": ${value}, "most": 9}\n`).join('');
write('looks.ndjson', trace(false, false, true, true));
write('burning.ndjson', trace(true, false));

function explore(module: string, file: string): { code: number | null; out: string } {
  const done = spawnSync(process.execPath, [program, 'explore', `${module}.tla`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TRACE: join(folder, file) },
  });
  return { code: done.status, out: done.stdout + done.stderr };
}

test('by level: a state that comes back at another level is another state', () => {
  assert.deepEqual([explore('ByLevel', 'looks.ndjson').code], [0]);
  write('early.ndjson', '{"on": false, "most": 0}\n{"on": true, "most": 0}\n');
  const { code, out } = explore('ByLevel', 'early.ndjson');
  assert.equal(code, 1);
  assert.match(out, /Accepted is violated/);
});

test('by cursor: the queue as it stood, and an instance that sees the replaced definition', () => {
  const { code, out } = explore('ByCursor', 'burning.ndjson');
  assert.equal(code, 0, out);
  write('dark.ndjson', '{"on": true, "most": 0}\n{"on": false, "most": 0}\n{"on": true, "most": 9}\n');
  const dark = explore('ByCursor', 'dark.ndjson');
  assert.equal(dark.code, 1);
  assert.match(dark.out, /Matched is violated/);
});

test('TLCSet("exit", TRUE) ends the search', () => {
  write('Exit.cfg', 'SPECIFICATION TraceSpec\nVIEW View\nCONSTRAINT Stop\nCHECK_DEADLOCK FALSE\n');
  const done = spawnSync(process.execPath, [program, 'explore', 'ByCursor.tla', '--config', 'Exit.cfg'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TRACE: join(folder, 'looks.ndjson') },
  });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});

/** What TLC warns of in a configuration, or refuses because nothing could refute it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-cautions-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'Turn.tla'),
  `---- MODULE Turn ----
EXTENDS Naturals, TLC
CONSTANTS P, Q
VARIABLE turn
Init == turn \\in P
Next == turn' \\in P
Spec == Init /\\ [][Next]_turn
TypeOK == turn \\in P
Swaps == Permutations(P)
Shown == <<turn>>
Taken == \\A p \\in P : []<>(turn = p)
Nobody == \\A q \\in Q : []<>(turn = q)
Folly == []<>(turn = 1) \\/ TRUE
Later == <>TRUE
Stays == []<>TypeOK
====
`,
);

function explore(checked: string): { code: number | null; out: string; err: string } {
  const constants = 'CONSTANTS P = {a, b} Q = {} SPECIFICATION Spec';
  writeFileSync(join(folder, 'Turn.cfg'), `${constants}\n${checked}\n`);
  const done = spawnSync(process.execPath, [program, 'explore', 'Turn.tla'], { cwd: folder, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test('a property of one state is checked of initial states only, and says so', () => {
  const { code, err } = explore('PROPERTY TypeOK');
  assert.equal(code, 0);
  assert.match(
    err,
    /^Turn\.cfg:2:10: warning TLA420: .*initial states only \(expected INVARIANT TypeOK, or \[\]TypeOK\)$/m,
  );
  assert.equal(explore('INVARIANT TypeOK').err, '');
});

test('a configuration that names no behaviour is refused: nothing would be checked', () => {
  const constants = 'CONSTANTS P = {a, b} Q = {}';
  for (const [text, missing] of [
    [constants, /^Turn\.cfg:1:1: error TLA422: the configuration names no initial predicate \(expected SPECIFICATION/m],
    [`${constants} NEXT Next`, /TLA422: the configuration names no initial predicate/],
    [`${constants} INIT Init`, /TLA422: the configuration names no next-state relation/],
    [`${constants} INIT Init INVARIANT TypeOK`, /TLA422: the configuration names no next-state relation/],
  ] as const) {
    writeFileSync(join(folder, 'Other.cfg'), text);
    const done = spawnSync(process.execPath, [program, 'explore', 'Turn.tla', '--config', 'Other.cfg'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(done.status, 2);
    assert.match(done.stderr.replace('Other.cfg:', 'Turn.cfg:'), missing);
  }
});

test('temporal properties beside SYMMETRY are warned of', () => {
  assert.match(
    explore('SYMMETRY Swaps PROPERTY Stays').err,
    /Turn\.cfg:2:10: warning TLA421: .*property Stays may be missed/,
  );
  assert.equal(explore('SYMMETRY Swaps INVARIANT TypeOK').err, '');
  assert.equal(explore('PROPERTY Stays').err, '');
});

test('temporal properties beside VIEW are warned of', () => {
  assert.match(
    explore('VIEW Shown PROPERTY Stays').err,
    /Turn\.cfg:2:6: warning TLA424: with VIEW the verdict on the temporal property Stays/,
  );
  assert.equal(explore('VIEW Shown INVARIANT TypeOK').err, '');
});

test('an ALIAS that is not defined is warned of and left out, as in TLC', () => {
  const { code, err } = explore('ALIAS Nobodys PROPERTY Stays');
  assert.equal(code, 0);
  assert.match(
    err,
    /Turn\.cfg:2:7: warning TLA425: ALIAS Nobodys is not defined in Turn: states are shown as they are/,
  );
});

test('a property that constants make true is refused where there is no other, as in TLC', () => {
  for (const name of ['Nobody', 'Folly']) {
    const { code, err } = explore(`PROPERTY ${name}`);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`Turn\\.cfg: PROPERTY ${name} is true of every behaviour`));
  }
  const later = explore('PROPERTY Later');
  assert.equal(later.code, 0);
  assert.match(later.err, /PROPERTY Later is true of every behaviour/);
  const both = explore('PROPERTIES Nobody Stays');
  assert.equal(both.code, 0);
  assert.match(both.err, /PROPERTY Nobody is true of every behaviour.*nothing is checked by it/);
  assert.equal(explore('PROPERTIES Nobody Taken').code, 1);
});

test('a constant may be replaced by a value that the language names, as in TLC', () => {
  writeFileSync(
    join(folder, 'Named.tla'),
    `---- MODULE Named ----
EXTENDS Naturals
CONSTANTS Lossy, Strict, Flags, Names
Three == 3
VARIABLES up, by
vars == <<up, by>>
Init == up \\in Flags /\\ by = "a"
Next == Lossy /\\ ~Strict /\\ up' = ~up /\\ by' = IF Three THEN "b" ELSE "a"
Spec == Init /\\ [][Next]_vars
TypeOK == up \\in BOOLEAN /\\ by \\in Names
====
`,
  );
  writeFileSync(
    join(folder, 'Named.cfg'),
    'CONSTANTS Lossy <- TRUE Strict <- FALSE Flags <- BOOLEAN Names <- STRING Three <- TRUE\nSPECIFICATION Spec INVARIANT TypeOK\n',
  );
  const args = [program, 'explore', 'Named.tla', '--json'];
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const { verdict, generated, distinct } = JSON.parse(done.stdout);
  assert.deepEqual({ verdict, generated, distinct }, { verdict: 'ok', generated: 6, distinct: 4 });
});

test('a specification without a configuration is told its own mistakes first', () => {
  writeFileSync(join(folder, 'Alone.tla'), '---- MODULE Alone ----\nVARIABLE x\nInit == x = y\n====\n');
  const done = spawnSync(process.execPath, [program, 'explore', 'Alone.tla'], { cwd: folder, encoding: 'utf8' });
  assert.equal(done.status, 2);
  assert.match(done.stderr, /Alone\.tla:3:13: error TLA201: y is not defined\n(.*\n)*Alone\.cfg: no such file; write/);
});

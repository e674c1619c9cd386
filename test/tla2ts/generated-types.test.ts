/** What `tla2ts compile` writes type-checks, strictly, in a project that depends on this package. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { compileModel, findModel } from '../../src/commands/tla2ts/load.js';

/** A form of everything that generated code has a text of its own for. */
const forms = `---- MODULE Forms ----
EXTENDS Integers, Sequences, FiniteSets, TLC
CONSTANTS N, Op(_)
VARIABLES f, s, r
RECURSIVE Sum(_)
Sum(q) == IF q = <<>> THEN 0 ELSE Head(q) + Sum(Tail(q))
fact[n \\in Nat] == IF n = 0 THEN 1 ELSE n * fact[n - 1]
Apply(F(_), x) == F(x)
a (+) b == a + b
Init == /\\ f \\in [1 .. N -> {0, 1}]
        /\\ s = <<>>
        /\\ r = [a |-> 1, b |-> {}]
Grow(i) == /\\ Len(s) < N
           /\\ LET next == Append(s, i)
                  twice(x) == x \\o x IN s' = IF Len(next) > 1 THEN next ELSE twice(next)
           /\\ f' = [f EXCEPT ![i] = @ + 1, ![1] = 0]
           /\\ \\/ r' = [r EXCEPT !.a = Apply(LAMBDA x : x (+) 1, @)]
              \\/ r' \\in [a : {2}, b : SUBSET {i}]
Only(i) == \\/ /\\ s = <<i>>
              /\\ UNCHANGED <<f, s, r>>
Shrink == /\\ s # <<>>
          /\\ CASE Len(s) = 1 -> s' = <<>> [] OTHER -> s' = Tail(s)
          /\\ UNCHANGED <<f, r>>
Next == (\\E i \\in 1 .. N : Grow(i) \\/ Only(i)) \\/ Shrink
Spec == Init /\\ [][Next]_<<f, s, r>> /\\ WF_<<f, s, r>>(Shrink) /\\ SF_s(\\E i \\in 1 .. N : Grow(i))
Inv == /\\ \\A <<x, y>> \\in {<<1, 2>>} : x < y
       /\\ Sum(s) >= 0 /\\ fact[3] = 6 /\\ Cardinality({i \\in 1 .. N : f[i] = 1}) <= N + 5
       /\\ {x + y : x \\in {1}, y \\in {2}} = {3} /\\ (CHOOSE x \\in {1} : TRUE) = 1
       /\\ [x \\in {1}, y \\in {2} |-> x][1, 2] = 1 /\\ (1 :> 2 @@ 3 :> 4)[3] = 4
       /\\ LET Div(d, n) == \\E k \\in 1 .. n : n = d * k IN {d \\in 1 .. N : \\A n \\in {N} : Div(d, n)} # {}
       /\\ ENABLED Next \\/ TRUE
Live == <>[](s = <<>>) \\/ []<><<Shrink>>_s
Steps == [][Len(s') <= Len(s) * 2 + 2]_s
Perms == Permutations({})
Seen == s
Shown == r
====
`;

test('compiled specifications type-check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-types-'));
  try {
    writeFileSync(join(folder, 'Forms.tla'), forms);
    writeFileSync(
      join(folder, 'Forms.cfg'),
      'CONSTANTS N = 2 Op(1) = 2\nSPECIFICATION Spec INVARIANT Inv PROPERTIES Live Steps VIEW Seen SYMMETRY Perms ALIAS Shown CONSTRAINT Inv',
    );
    const own = readdirSync('specs', { recursive: true, encoding: 'utf8' }).filter((path) =>
      /MC[^/]*\.tla$/.test(path),
    );
    assert.ok(own.length > 5);
    const files = [join(folder, 'Forms.tla'), ...own.map((path) => join('specs', path))];
    const written = files.map((file, index) => {
      const path = join(folder, `${index}.ts`);
      writeFileSync(path, compileModel(findModel(file, undefined), true, () => {}).text);
      return path;
    });
    const here = (path: string): string[] => [resolve('dist/src', path)];
    const paths = { 'nines/tla': here('tla/runtime.d.ts'), 'nines/specification': here('check/specification.d.ts') };
    const options = {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      module: 'NodeNext',
      types: [],
      skipLibCheck: true,
      paths,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: written }));
    const compiler = resolve('node_modules/typescript/bin/tsc');
    const done = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    assert.equal(done.stdout, '');
    assert.equal(done.status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

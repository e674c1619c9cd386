/** `tla2ts explore --workers 2`: the counts and verdicts of one thread, also where states change hands. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-explore-workers-'));
after(() => rmSync(folder, { recursive: true }));

/** Three counters that only grow: 12^3 states, the middle levels with more than 100. */
const counters = `---- MODULE Counters ----
EXTENDS Naturals, FiniteSets, TLC
VARIABLES at, log
Names == {"a", "b", "c"}
Init == at = [n \\in Names |-> 0] /\\ log = {}
Grow(n) == at[n] < 11 /\\ at' = [at EXCEPT ![n] = @ + 1] /\\ log' = {m \\in Names : at'[m] > 5}
Next == \\E n \\in Names : Grow(n)
Spec == Init /\\ [][Next]_<<at, log>> /\\ WF_<<at, log>>(Next)
Small == at["a"] + at["b"] + at["c"] < 30
Ends == <>(at = [n \\in Names |-> 11])
Stays == <>[](log = {})
Fails == at["a"] = 11 => at["d"] = 0
Few == TLCGet("distinct") < 1000000
====
`;
writeFileSync(join(folder, 'Counters.tla'), counters);

/** Ten counters, one in each behaviour, that never stop: levels of ten states. */
const endless = `---- MODULE Endless ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 1 /\\ y \\in 0..9
Spec == Init /\\ [][x' = x + 1 /\\ UNCHANGED y]_<<x, y>>
Moves == [](x > 1 => [](x > 2))
====
`;
writeFileSync(join(folder, 'Endless.tla'), endless);

interface Ended {
  readonly code: number | null;
  readonly result: {
    readonly verdict: string;
    readonly workers: number;
    readonly distinct: number;
    readonly generated: number;
    readonly depth: number;
    readonly violated: { readonly kind: string; readonly name: string } | null;
    readonly trace: readonly unknown[] | null;
  };
  readonly err: string;
}

let runs = 0;
async function explore(checked: string, workers: number, ...more: readonly string[]): Promise<Ended> {
  return exploreModule('Counters', checked, workers, more);
}

async function exploreModule(
  module: string,
  checked: string,
  workers: number,
  more: readonly string[] = [],
): Promise<Ended> {
  runs += 1;
  const config = join(folder, `${module}${runs}.cfg`);
  writeFileSync(config, `SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n${checked}\n`);
  const args = [
    program,
    'explore',
    `${module}.tla`,
    '--config',
    config,
    '--json',
    '--workers',
    String(workers),
    ...more,
  ];
  const child = spawn(process.execPath, args, { cwd: folder });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    texts.err += text;
  });
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  assert.ok(texts.out !== '', texts.err);
  return { code, result: JSON.parse(texts.out), err: texts.err };
}

const bothWays = async (checked: string): Promise<readonly [Ended, Ended]> => {
  const [one, two] = await Promise.all([explore(checked, 1), explore(checked, 2)]);
  return [one, two];
};

test('two threads count as one does, and check temporal properties on all states', async () => {
  const [one, two] = await bothWays('PROPERTY Ends');
  const counts = ({ result }: Ended) => [result.verdict, result.distinct, result.generated, result.depth];
  assert.deepEqual(counts(two), counts(one));
  assert.deepEqual(counts(two), ['ok', 1728, 1 + 3 * 11 * 144, 34]);
  assert.equal(two.result.workers, 2);
});

test('a counterexample is as short as that of one thread, from the initial state on', async () => {
  const [one, two] = await bothWays('INVARIANT Small');
  assert.equal(two.code, 1);
  assert.deepEqual(two.result.violated, one.result.violated);
  assert.equal(two.result.trace?.length, 31);
  assert.match(JSON.stringify(two.result.trace?.[0]), /Initial predicate/);
  assert.match(JSON.stringify(two.result.trace?.at(-1)), /Grow/);
});

test('a refuted temporal property and a failed evaluation are found by any number of threads', async () => {
  const [one, two] = await bothWays('PROPERTY Stays');
  assert.deepEqual([two.code, two.result.violated], [one.code, one.result.violated]);
  assert.equal(two.code, 1);
  const failed = await explore('INVARIANT Fails', 2);
  assert.equal(failed.code, 2);
  assert.equal(failed.result.violated?.kind, 'error');
});

test('a specification without end is refuted by a short behaviour: temporal properties are checked on the way', async () => {
  for (const workers of [1, 2]) {
    const { code, result } = await exploreModule('Endless', 'PROPERTY Moves', workers);
    assert.deepEqual([code, result.violated], [1, { kind: 'property', name: 'Moves' }]);
    assert.equal(result.trace?.length, 2);
    assert.ok(result.distinct > 2 ** 15 && result.distinct < 2 ** 15 + 100, String(result.distinct));
  }
});

test('a model that looks at the search itself is explored by one thread, which says so', async () => {
  const { result, err } = await explore('INVARIANT Few', 2);
  assert.equal(result.workers, 1);
  assert.match(err, /one thread explores this model, for it uses TLCGet/);
});

test('fingerprints of 128 bits tell the same states apart, in one thread and in two', async () => {
  for (const workers of [1, 2]) {
    const { result } = await explore('', workers, '--fingerprint-bits', '128');
    assert.deepEqual([result.distinct, result.generated, result.depth], [1728, 1 + 3 * 11 * 144, 34]);
  }
});

/** `tla2ts explore` as a person runs it: a small clock that can be made to fail in every way. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeItf } from '../../../src/tla/itf.js';
import { toText } from '../../../src/tla/runtime.js';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-explore-command-'));
after(() => rmSync(folder, { recursive: true }));

const clock = `---- MODULE Clock ----
EXTENDS Naturals, Sequences, TLC
CONSTANTS Last, Wheel
VARIABLES hour, log
vars == <<hour, log>>
Init == hour = 0 /\\ log = [wheel |-> Wheel, rung |-> {}]
Tick(n) == hour' = (hour + n) % Last /\\ UNCHANGED log
Ring == hour % 2 = 1 /\\ log' = [log EXCEPT !.rung = @ \\cup {hour}] /\\ UNCHANGED hour
Next == (\\E n \\in {1} : Tick(n)) \\/ Ring
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)
Early == hour < 3
Silent == log.rung = {}

Morning == hour < 4
Configured == TLCGet("config").mode = "bfs" /\\ TLCGet("config").worker = 1 /\\ TLCGet("stats").generated >= 0
Stops == TLCGet("stats").traces > 30 => TLCSet("exit", TRUE)
Loud == Silent /\\ (hour = 5000 => PrintT("searching"))
Dial == [from |-> hour, to |-> 1, level |-> TLCGet("level")]
Rings == hour = 2 => log.bell = {}
Odd == Head(<<>>) = 1 \\/ hour = hour
Bad == [from |-> CHOOSE n \\in {} : TRUE]
Settles == <>[](hour = 2)
====
`;
writeFileSync(join(folder, 'Clock.tla'), clock);

/** Runs it on the clock of five hours, with this added to the configuration. */
function explore(checked: string, ...args: readonly string[]): { code: number | null; out: string; err: string } {
  writeFileSync(join(folder, 'Clock.cfg'), `CONSTANTS Last = 5 Wheel = Wheel\nSPECIFICATION Spec\n${checked}\n`);
  const done = spawnSync(process.execPath, [program, 'explore', 'Clock.tla', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test('--itf writes the counterexample, the loop of a lasso included', () => {
  assert.equal(explore('INVARIANT Early', '--itf', 'early.itf.json').code, 1);
  const read = (file: string) => decodeItf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const early = read('early.itf.json');
  assert.deepEqual(
    early.states.map(({ action, values }) => [action, [...values.values()].map(toText).join(' ')]),
    [null, 'Tick(1)', 'Tick(1)', 'Tick(1)'].map((action, n) => [action, `${n} [wheel |-> Wheel, rung |-> {}]`]),
  );
  assert.deepEqual([early.loop, early.meta], [null, { source: 'Clock.tla', description: 'invariant Early' }]);
  assert.equal(explore('PROPERTY Settles', '--itf', 'lasso.itf.json').code, 1);
  const lasso = read('lasso.itf.json');
  assert.ok(lasso.loop !== null && lasso.loop < lasso.states.length);
  const { code, err } = explore('', '--itf', 'none.itf.json');
  assert.deepEqual([code, err], [0, 'none.itf.json was not written: there is no counterexample\n']);
  assert.equal(existsSync(join(folder, 'none.itf.json')), false);
});

test('a counterexample shows of each state what changed, or what ALIAS makes of it', () => {
  const plain = explore('INVARIANT Silent', '--seed', '7');
  assert.match(
    plain.out,
    /^Invariant Silent is violated\.\n\nState 1: Initial predicate\n {2}hour = 0\n.*\n\nState 2: Tick\(1\)\n {2}hour = 1\n\nState 3: Ring\n {2}log = .*\n\n/,
  );
  const aliased = explore('INVARIANT Silent ALIAS Dial');
  assert.match(
    aliased.out,
    /State 1: .*\n {2}from = 0\n {2}to = 1\n {2}level = 1\n\nState 2: Tick\(1\)\n {2}from = 1\n {2}level = 2\n\n/,
  );
  const [first] = JSON.parse(explore('INVARIANT Silent ALIAS Dial', '--json').out).trace;
  assert.deepEqual(first.alias, { from: 0, to: 1, level: 1 });
  assert.match(
    explore('INVARIANT Silent ALIAS Bad').out,
    /\n\(ALIAS cannot be evaluated: .*\n\nState 1: Initial predicate\n {2}hour = 0\n/s,
  );
});

test('--json has the fields that programs rely on', () => {
  const { out } = explore('INVARIANT Early', '--json');
  const document = JSON.parse(out);
  assert.deepEqual(Object.keys(document), [
    ...['spec', 'config', 'verdict', 'violated', 'generated', 'distinct', 'left', 'depth', 'seconds'],
    ...['statesPerSecond', 'workers', 'states', 'peakRssBytes', 'trace'],
  ]);
  assert.deepEqual(document.violated, { kind: 'invariant', name: 'Early' });
});

test('--simulate takes random behaviours, the same ones for the same seed', () => {
  const found = explore('INVARIANT Silent', '--simulate', '50', '--seed', '3');
  assert.equal(found.code, 1);
  assert.match(found.out, /Invariant Silent is violated\.[\s\S]*: Ring\n[\s\S]*\d behaviours, /);
  const trace = (seed: string) =>
    JSON.parse(explore('INVARIANT Silent', '--simulate', '--seed', seed, '--json').out).trace;
  assert.deepEqual(trace('3'), trace('3'));
  const fine = explore('', '--simulate', '20', '--depth', '7', '--json');
  assert.equal(fine.code, 0);
  const { behaviours, depth, verdict } = JSON.parse(fine.out);
  assert.deepEqual([behaviours, depth, verdict], [20, 8, 'ok']);
  assert.equal(explore('CONSTRAINT Morning', '--simulate', '20').code, 0);
  assert.match(explore('CONSTRAINT Morning', '--generate', '2').out, /\n2 behaviours, /);
});

test('an evaluation that fails shows its expression, where it is, and the behaviour that led there', () => {
  const inside = explore('INVARIANT Rings');
  assert.equal(inside.code, 2);
  assert.match(
    inside.out,
    /^Evaluation failed: .*\n(?:.*\n)*? {2}at Clock.tla:\d+:22: log\.bell\n {2}in Rings \(Clock.tla:\d+\)\n\nState 1: [\s\S]*State 3: Tick\(1\)\n/,
  );
  const { at } = JSON.parse(explore('ACTION_CONSTRAINT Odd', '--json').out);
  assert.deepEqual([at.file, at.text], ['Clock.tla', 'Head(<<>>)']);
  assert.match(
    explore('POSTCONDITION Odd').out,
    /Evaluation failed: Odd: .*\n {2}at Clock.tla:\d+:\d+: Head\(<<>>\)\n/,
  );
});

test('--coverage marks what was never taken and never true', () => {
  const { code, out } = explore('CONSTRAINT Silent', '--coverage');
  assert.equal(code, 0);
  assert.match(out, /\n {2} +5 {2}Tick\n {2} +2 {2}Ring\n/);
  assert.match(out, /\n {2} +5 +2 {2}Clock.tla:\d+:9: hour % 2 = 1\n/);
  const { coverage } = JSON.parse(explore('ACTION_CONSTRAINT Silent', '--coverage', '--json', '--depth', '1').out);
  assert.deepEqual(coverage.actions, [
    { name: 'Tick', taken: 1 },
    { name: 'Ring', taken: 0 },
  ]);
  assert.ok(
    coverage.conjuncts.some(
      ({ text, reached, holds }: { text: string; reached: number; holds: number }) =>
        text === 'hour % 2 = 1' && reached === 1 && holds === 0,
    ),
  );
});

test('--dump writes the graph of states in two forms', () => {
  assert.equal(explore('CONSTRAINT Silent', '--dump', 'clock.json').code, 0);
  const graph = JSON.parse(readFileSync(join(folder, 'clock.json'), 'utf8'));
  assert.deepEqual([graph.initial, graph.states.length, graph.states[1].hour], [[0], 5, 1]);
  assert.deepEqual(graph.edges.slice(0, 2), [
    { from: 0, to: 1, action: 'Tick' },
    { from: 1, to: 2, action: 'Tick' },
  ]);
  explore('CONSTRAINT Silent', '--dump', 'clock.dot');
  const dot = readFileSync(join(folder, 'clock.dot'), 'utf8');
  assert.match(dot, /^digraph "Clock" \{\n.*\n {2}0 \[label="hour = 0\\llog = .*\\l", style=filled\];\n/);
  assert.match(dot, /\n {2}4 -> 0 \[label="Tick"\];\n\}\n$/);
  assert.match(explore('', '--dump', 'clock.txt').err, /--dump clock.txt: expected a name that ends in .dot or .json/);
});

test('a specification may ask how it is run, and stop', () => {
  assert.equal(explore('INVARIANT Configured').code, 0);
  assert.match(explore('INVARIANT Configured', '--simulate').out, /Invariant Configured is violated/);
  const stopped = explore('CONSTRAINT Stops', '--simulate', '100000');
  assert.equal(stopped.code, 0);
  assert.match(stopped.out, /^Clock: no error found, which is no proof\.\n\d+ behaviours/);
});

test('what cannot be used is refused with code 2', () => {
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--simulate', '0'], /--simulate 0: expected a whole number above 0/],
    [['--simulate', '--generate'], /one of --simulate and --generate/],
    [['--simulate', '--max-states', '5'], /are for the full search/],
    [['--depth', '1.5'], /--depth 1.5: expected a whole number/],
    [['--seed', 'x'], /--seed x: expected a number/],
  ];
  for (const [args, message] of refused) {
    const { code, err } = explore('', ...args);
    assert.equal(code, 2);
    assert.match(err, message);
  }
  const misspelt = spawnSync(process.execPath, [program, 'explore', 'Clok.tla'], { cwd: folder, encoding: 'utf8' });
  assert.equal(misspelt.status, 2);
  assert.match(
    misspelt.stderr,
    /Clok\.tla: no such file; give the path of a \.tla file; did you mean 'Clock\.tla'\?\n/,
  );
  writeFileSync(join(folder, 'Clock.cfg'), 'CONSTANT Last = 5 SPECIFICATION Spec');
  const done = spawnSync(process.execPath, [program, 'explore', 'Clock.tla'], { cwd: folder, encoding: 'utf8' });
  assert.deepEqual(
    [done.status, done.stderr],
    [
      2,
      `tla2ts: Clock.cfg: a constant has no value
Clock.tla:3:17: error TLA423: the constant Wheel has no value
  write in Clock.cfg: CONSTANT Wheel = ..., or Wheel <- the name of a definition
`,
    ],
  );
});

test('a constant operator may have one value for all arguments, as in TLC; one without is told what it takes', () => {
  const module = "---- MODULE Op ----\nCONSTANT F(_)\nVARIABLE x\nInit == x = F(1)\nNext == x' = F(2)\n====\n";
  writeFileSync(join(folder, 'Op.tla'), module);
  const configured = (constant: string) => {
    writeFileSync(join(folder, 'Op.cfg'), `INIT Init NEXT Next ${constant}`);
    return spawnSync(process.execPath, [program, 'explore', 'Op.tla', '--json'], { cwd: folder, encoding: 'utf8' });
  };
  const distinct = (constant: string): number => JSON.parse(configured(constant).stdout).distinct;
  assert.equal(distinct('CONSTANT F = 3'), 1);
  assert.equal(distinct('CONSTANT F(1) = 3 F(2) = 4'), 2);
  const { status, stderr } = configured('');
  assert.equal(status, 2);
  assert.match(
    stderr,
    /Op\.cfg: a constant has no value\nOp\.tla:2:10: error TLA423: the constant F\(_\) has no value\n.* CONSTANT F\(1\) = \.\.\. for each argument, or F <- /,
  );
});

test('--max-states stops at that many, in the middle of a batch; as many as there are is all', () => {
  const few = explore('', '--max-states', '4', '--json');
  const { verdict, distinct, because } = JSON.parse(few.out);
  assert.deepEqual([few.code, verdict, distinct], [3, 'inconclusive', 4]);
  assert.equal(because, 'there are more than 4 states (--max-states)');
  const all = JSON.parse(explore('', '--json').out).distinct as number;
  assert.equal(explore('', '--max-states', String(all)).code, 0);
  assert.equal(explore('', '--max-states', String(all - 1)).code, 3);
});

test('Ctrl-C prints what was covered and ends with code 3', async () => {
  writeFileSync(
    join(folder, 'Clock.cfg'),
    'CONSTANTS Last = 1000000000 Wheel = Wheel SPECIFICATION Spec CONSTRAINT Loud',
  );
  const child = spawn(process.execPath, [program, 'explore', 'Clock.tla'], { cwd: folder });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    // Only once: a second one would end it at once.
    if (!out.includes('searching') && text.includes('searching')) child.kill('SIGINT');
    out += text;
  });
  const code = await new Promise((ended) => child.on('close', ended));
  assert.equal(code, 3);
  assert.match(out, /Inconclusive: it was interrupted\.\n[\d,]+ states generated, [\d,]+ distinct, /);
});

test('a section of the configuration is refused what it cannot mean, at its place', () => {
  const refused: readonly [string, RegExp][] = [
    ['INVARIANT Next', /^Clock\.cfg:3:11: error TLA415: INVARIANT Next is an action \(expected state level/m],
    ['INVARIANT Early Spec', /^Clock\.cfg:3:17: error TLA415: INVARIANT Spec is a temporal formula/m],
    ['INVARIANT Tick', /^Clock\.cfg:3:11: error TLA414: INVARIANT Tick takes 1 argument/m],
    ['CONSTRAINT Ring', /TLA415: CONSTRAINT Ring is an action/],
    ['ACTION_CONSTRAINT Settles', /TLA415: ACTION_CONSTRAINT Settles is a temporal formula/],
    ['VIEW Next', /TLA415: VIEW Next is an action/],
    ['SYMMETRY Early', /TLA415: SYMMETRY Early is not constant/],
    ['PROPERTY Ring', /TLA416: PROPERTY Ring has a conjunct that is an action by itself, at Clock\.tla:8:25/],
  ];
  for (const [section, message] of refused) {
    const { code, err } = explore(section);
    assert.match(err, message);
    assert.equal(code, 2, section);
  }
  // What each section can mean is taken.
  assert.equal(explore('CONSTRAINT Morning\nACTION_CONSTRAINT Next\nVIEW vars\nALIAS Next', '--json').code, 0);
});

test('coverage counts what the search takes, not what its temporal properties take again', () => {
  const counted = (checked: string) =>
    explore(checked, '--coverage')
      .out.split('\n')
      .filter((line) => /^ +\d/.test(line));
  const alone = counted('CONSTRAINT Morning');
  assert.ok(alone.length > 3);
  assert.deepEqual(counted('CONSTRAINT Morning\nPROPERTY Settles'), alone);
});

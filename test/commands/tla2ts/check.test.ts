/** `tla2ts check` as a person runs it, on a small specification with every kind of conjunct. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkTrace } from '../../../src/check/trace/check-trace.js';
import { readTrace } from '../../../src/check/trace/read-trace.js';
import { loadTraceModel } from '../../../src/commands/tla2ts/load-trace-model.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const folder = 'test/fixtures/traces';

function check(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const program = join(root, 'dist/src/tla2ts.js');
  const done = spawnSync(process.execPath, [program, 'check', ...args], { cwd: root, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const cabinet = (trace: string, ...more: readonly string[]) =>
  check(`${folder}/Cabinet.tla`, '--constants', `${folder}/cabinet.json`, '--trace', `${folder}/${trace}`, ...more);

test('a trace in two forms, with gaps, is accepted; a constant that the specification lacks is passed over', () => {
  const { code, out, err } = cabinet('cabinet-accepted.ndjson');
  assert.match(out, /cabinet-accepted.ndjson: accepted \(5 events, /);
  assert.match(err, /cabinet.json: passed over Colour: the specification's constants are Drawer, Most/);
  assert.equal(code, 0);
});

test('a rejection names the event, its line, the conjunct and the values on both sides', () => {
  const { code, out } = cabinet('cabinet-too-much.ndjson', '--json');
  const verdict = JSON.parse(out);
  assert.equal(code, 1);
  assert.equal(verdict.verdict, 'rejected');
  assert.deepEqual([verdict.at, verdict.line, verdict.events, verdict.action], [3, 4, 3, 'Put']);
  assert.equal(verdict.because, 'Put("top", 3): conjunct 2, after <= Most, is false: 6 against 5 (Cabinet.tla:29)');
  const [attempt] = verdict.attempts;
  assert.deepEqual(attempt.state, { content: '[top |-> 3, low |-> 0]', open: '{"top"}', total: '3' });
  assert.deepEqual(
    attempt.conjuncts.map(({ text, outcome }: { text: string; outcome: string }) => `${outcome}: ${text}`),
    [
      'true: d \\in open',
      'false: after <= Most',
      "true: total' = after",
      "true: content' = [content EXCEPT ![d] = @ + n]",
      "true: \\/ open' = open \\/ open' = open \\ {d}",
      "true: total' >= content'[d]",
    ],
  );
});

test('a value that was observed otherwise is shown beside the one computed', () => {
  const { code, out } = cabinet('cabinet-wrong-value.ndjson');
  assert.equal(code, 1);
  assert.match(out, /:2: rejected at event 2: Put\("top", 3\) gives content\["top"\] = 3, observed was 2\n/);
});

test('several traces: every verdict, and the worst exit code', () => {
  const { code, out } = cabinet('cabinet-accepted.ndjson', `${folder}/cabinet-too-much.ndjson`, '--json');
  assert.deepEqual(
    JSON.parse(out).map(({ verdict }: { verdict: string }) => verdict),
    ['accepted', 'rejected'],
  );
  assert.equal(code, 1);
});

test('a spent budget is inconclusive: exit code 3', () => {
  const { code, out } = cabinet('cabinet-accepted.ndjson', '--max-states', '2');
  assert.match(out, /inconclusive at event \d+: the budget of 2 states is spent/);
  assert.equal(code, 3);
});

test('what cannot be checked is exit code 2 and one message, never a verdict', () => {
  const refused = (...args: readonly string[]): string => {
    const { code, out, err } = check(...args);
    assert.equal(code, 2, err);
    assert.equal(out, '');
    assert.doesNotMatch(err, /\n {4}at /);
    return err;
  };
  const spec = `${folder}/Cabinet.tla`;
  const constants = ['--constants', `${folder}/cabinet.json`];
  assert.match(
    refused(spec, ...constants, '--trace', `${folder}/empty.ndjson`),
    /empty.ndjson:1: the trace has no event/,
  );
  assert.match(
    refused(spec, ...constants, '--trace', `${folder}/cabinet-cut-short.ndjson`),
    /short.ndjson:2: .*cut short/,
  );
  assert.match(refused(spec, ...constants, '--trace', `${folder}/none.ndjson`), /none.ndjson: no such file/);
  assert.match(
    refused(spec, '--trace', `${folder}/cabinet-accepted.ndjson`),
    /constant \w+ has no value.*\n.*--constants/,
  );
  assert.match(
    refused('specs/commit/TwoPhase.tla', '--trace', `${folder}/cabinet-accepted.ndjson`),
    /constant RM has no value/,
  );
  assert.match(refused(spec, ...constants, '--trace', `${folder}/empty.ndjson`, '--max-states', '0'), /above 0/);
});

const shared = [join(root, '../shared/traces'), join(root, '../../shared/traces')].find(existsSync);

test('recorded two-phase commits have the verdicts that TLC gives', {
  skip: shared === undefined && 'the folder shared/traces with the recorded traces is not beside this checkout',
}, () => {
  const traces = join(shared as string, 'two-phase');
  const [, ...rows] = readFileSync(join(traces, 'VERDICTS.tsv'), 'utf8').trim().split('\n');
  assert.ok(rows.length >= 9);
  for (const row of rows) {
    const [file = '', expected, at = ''] = row.split('\t');
    const size = /(\d+RM)/.exec(file)?.[1];
    const constants = join(traces, `conf.${size}.ndjson`);
    const model = loadTraceModel(join(root, 'specs/commit/TwoPhase.tla'), { constants }, () => {});
    const trace = readTrace(readFileSync(join(traces, file), 'utf8'));
    assert.ok(trace.ok);
    const result = checkTrace(model, trace.value, { maxStates: 1e6, maxSeconds: 60, elapsed: () => 0 });
    assert.ok(result.ok);
    assert.equal(result.value.kind, expected, file);
    if (result.value.kind !== 'rejected') continue;
    assert.equal(String(result.value.at), at, file);
    assert.match(result.value.because, /^TMCommit: conjunct 2, tmPrepared = RM, is false: \{.*\} against \{.*\}/, file);
  }
});

test('an argument of the wrong kind is a rejection at its line, not the end of the check', () => {
  const trace = join(mkdtempSync(join(tmpdir(), 'nines-kind-')), 'kind.ndjson');
  writeFileSync(
    trace,
    '{"action": "Open", "args": {"d": "top"}}\n{"action": "Put", "args": {"d": "top", "n": "many"}}\n',
  );
  const args = [`${folder}/Cabinet.tla`, '--constants', `${folder}/cabinet.json`, '--trace', trace];
  const { code, out } = check(...args);
  rmSync(dirname(trace), { recursive: true });
  assert.equal(code, 1);
  assert.match(
    out,
    /:2: rejected at event 2: Put\("top", "many"\) gives n = one of 1, 2, 3, observed was "many"; a text never equals a number: if that is what it means, log it as a number, or say "as": "number"/,
  );
});

test('an argument that the next-state relation never gives is told, with those that it gives', () => {
  const trace = join(mkdtempSync(join(tmpdir(), 'nines-outside-')), 'outside.ndjson');
  writeFileSync(trace, '{"action": "Open", "args": {"d": "attic"}}\n');
  const { code, out } = check(`${folder}/Cabinet.tla`, '--constants', `${folder}/cabinet.json`, '--trace', trace);
  rmSync(dirname(trace), { recursive: true });
  assert.equal(code, 1);
  assert.match(
    out,
    /:1: rejected at event 1: Open\("attic"\) gives d = one of ("\w+", )*"top"(, "\w+")*, observed was "attic"/,
  );
});

test('a specification without a formula of its behaviour is checked by Init and Next', () => {
  const inside = mkdtempSync(join(tmpdir(), 'nines-init-next-'));
  const spec = join(inside, 'Down.tla');
  const text = (next: string): string =>
    `---- MODULE Down ----\nEXTENDS Integers\nVARIABLE x\nInit == x = 4\n${next} == x' = x - 2\n====\n`;
  writeFileSync(spec, text('Next'));
  writeFileSync(join(inside, 'good.ndjson'), '{"vars": {"x": 2}}\n{"vars": {"x": 0}}\n');
  writeFileSync(join(inside, 'bad.ndjson'), '{"vars": {"x": 2}}\n{"vars": {"x": 1}}\n');
  const verdicts = ['good', 'bad'].map((name) => check(spec, '--trace', join(inside, `${name}.ndjson`)).code);
  assert.deepEqual(verdicts, [0, 1]);
  writeFileSync(spec, text('Step'));
  assert.equal(check(spec, '--trace', join(inside, 'good.ndjson')).code, 2);
  rmSync(inside, { recursive: true });
});

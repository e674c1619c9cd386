/** Logs of systems that know nothing of us, as they come: loggers, encodings, pipes; and what is said of those that do not fit. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readMapping } from '../../../src/check/trace/read-mapping.js';
import { checkText } from '../../../src/commands/tla2ts/check-file.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../../..'), 'dist/src/tla2ts.js');
const folder = mkdtempSync(join(tmpdir(), 'nines-foreign-'));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

writeFileSync(
  path('Locks.tla'),
  `---- MODULE Locks ----
EXTENDS Naturals
VARIABLES holder, token, seen
Init == holder = "none" /\\ token = 0 /\\ seen = {}
Grant(c) == holder = "none" /\\ holder' = c /\\ token' = token + 1 /\\ seen' = seen \\cup {c}
Release(c) == holder = c /\\ holder' = "none" /\\ UNCHANGED <<token, seen>>
Next == \\E c \\in {"ann", "bob"} : Grant(c) \\/ Release(c)
Spec == Init /\\ [][Next]_<<holder, token, seen>>
====
`,
);
const mapping = {
  where: { 'log.logger': 'locks' },
  event: { path: 'message', pattern: '^lock (\\w+)', values: { given: 'granted' } },
  fields: {
    c: { path: 'mdc.client', values: { 1: 'ann', 2: 'bob' } },
    t: { path: 'mdc.token', as: 'number' },
    seen: { path: 'mdc.payload.seen', as: 'set' },
    state: { path: 'message', pattern: 'state (\\d)$', as: 'text' },
  },
  otherwise: 'skip',
  extends: ['Integers'],
  after: ["seen' = seen"],
  events: {
    granted: { action: 'Grant(c)', after: { token: 't' } },
    released: [{ if: 'state = "0"', action: 'Release(c)' }, 'skip'],
  },
};
// `after` above would name the field, which hides the variable: the field is what the log saw.
const useful = {
  ...mapping,
  after: undefined,
  fields: { ...mapping.fields, saw: mapping.fields.seen, seen: undefined },
};
const given = JSON.parse(JSON.stringify(useful)) as Record<string, unknown> & { events: Record<string, unknown> };
given.events.granted = { action: 'Grant(c)', after: { token: 't', seen: 'saw' } };

const line = (message: string, mdc: object, logger = 'locks'): string =>
  JSON.stringify({ '@timestamp': '2026-11-26T10:00:00Z', 'log.logger': logger, message, mdc });
const day = [
  line('server started', {}),
  line('lock granted', { client: 1, token: '1', payload: JSON.stringify({ seen: ['ann'] }), tookMs: 1.25 }),
  line('pause', { ms: 17 }, 'gc'),
  line('lock released, state 1', { client: 1 }),
  line('lock released, state 0', { client: 1 }),
  line('lock given', { client: 2, token: '2', payload: JSON.stringify({ seen: ['bob', 'ann'] }) }),
];

function models(map: object): TraceModels {
  writeFileSync(path('map.json'), JSON.stringify(map, null, 1));
  return new TraceModels(path('Locks.tla'), { map: path('map.json') }, () => {});
}

const budget = { maxStates: 1000, maxSeconds: 60, elapsed: () => 0 };
function check(text: string, map: object = given): string {
  const checked = checkText('log', text, models(map), budget);
  if ('error' in checked) return checked.error;
  const { verdict } = checked;
  return verdict.kind === 'rejected'
    ? `${verdict.line}: ${verdict.because}`
    : `${verdict.kind}, ${verdict.skipped} skipped`;
}

test('texts that are numbers, codes, lists that are sets, patterns, JSON in text, keys with dots', () => {
  assert.equal(check(day.join('\n')), 'accepted, 3 skipped');
  const altered = (from: string, to: string): string => check(day.join('\n').replace(from, to));
  assert.match(altered('"token":"2"', '"token":"3"'), /^6: .*token' = t, is false: 2 against 3/);
  assert.match(altered('"bob\\",\\"ann', '"bob\\",\\"bob'), /^6: .*seen' = saw, is false/);
  assert.match(altered('"client":2', '"client":1'), /^6: granted\("ann"/);
  assert.match(altered('state 0', 'state 2'), /^6: .*holder = "none", is false/);
});

test('what is of another kind is told with the way to read it', () => {
  const asText = JSON.parse(JSON.stringify(given)) as { fields: Record<string, unknown> };
  asText.fields.t = 'mdc.token';
  assert.match(check(day.join('\n'), asText), /non-integer: "1"; in a mapping, a field with "as": "number"/);
  asText.fields.t = { path: 'mdc.token', as: 'number' };
  asText.fields.saw = 'mdc.payload.seen';
  assert.match(check(day.join('\n'), asText), /non-set: <<"ann">>; in a mapping, a field with "as": "set"/);
  asText.fields.saw = 'mdc.tookMs';
  assert.match(check(day.join('\n'), asText), /log:2: the field saw is no value of TLA\+: 1\.25 is no integer/);
  const asked = { ...given, events: { ...given.events, granted: { if: 'c', action: 'Grant(c)' } } };
  assert.match(check(day.join('\n'), asked), /log:2: an "if" of the mapping's event 'granted' cannot be evaluated/);
});

test('lines of text, read by a pattern', () => {
  const text = {
    line: '^\\d+ (?<what>grant|release) (?<who>\\w+)(?: (?<token>\\d+))?$',
    event: 'what',
    fields: { c: 'who', t: { path: 'token', as: 'number' } },
    events: { grant: { action: 'Grant(c)', after: { token: 't' } }, release: 'Release(c)' },
  };
  const log = 'listening\n1 grant ann 1\n2 release ann\r\n3 grant bob 2';
  assert.equal(check(log, text), 'accepted, 1 skipped');
  assert.match(check(log.replace('bob 2', 'bob 7'), text), /^4: .*2 against 7/);
  assert.match(check('a\nb', text), /all of the 2 events.*the pattern under "line" does not match line 1/);
});

test('lines of keys and values, in whatever order', () => {
  const pattern = readMapping(JSON.stringify({ ...given, line: 'logfmt' }));
  assert.ok(pattern.ok);
  const groups = (text: string): unknown => ({ ...pattern.value.line?.exec(text)?.groups });
  assert.deepEqual(
    groups('time="2026-11-26T10:00:00Z" level=info msg="lease \\"L1\\" granted" ttl=10s empty= path="C:\\x"'),
    {
      time: '2026-11-26T10:00:00Z',
      level: 'info',
      msg: 'lease "L1" granted',
      ttl: '10s',
      empty: '',
      path: 'C:\\x',
    },
  );
  assert.equal(pattern.value.line?.exec('panic: runtime error'), null);
});

test('a trace that was passed over as a whole, or a line without a field, tells why', () => {
  const other = day.map((one) => one.replace('"locks"', '"lokcs"')).join('\n');
  assert.match(check(other), /in line 1 'log.logger' is "lokcs", not "locks"/);
  assert.match(
    check(day.join('\n').replace('"client":1', '"cleint":1')),
    /lacks 'mdc.client'.*the line has .*mdc\.cleint/,
  );
});

test('a key that a line has twice is told where it is read, and passed over where nobody reads it', () => {
  const twice = (from: string, to: string): string => check(day.join('\n').replace(from, to));
  assert.match(twice('"token":"2"', '"token":"2","token":"3"'), /^log:6: 'mdc\.token' stands twice in this line/);
  assert.match(twice('"mdc":', '"mdc":{},"mdc":'), /^accepted/);
  assert.match(twice('"tookMs":1.25', '"tookMs":1.25,"tookMs":2'), /^accepted/);
  const own = '{"action": "Grant", "args": ["ann"], "vars": {"token": 1, "token": 2}}';
  const checked = checkText('log', own, new TraceModels(path('Locks.tla'), {}, () => {}), budget);
  assert.match('error' in checked ? checked.error : 'it was checked', /^log:1: 'vars\.token' stands twice/);
});

test('mappings that are none say where and what', () => {
  const refused = (json: object | string, message: RegExp): void => {
    const read = readMapping(typeof json === 'string' ? json : JSON.stringify(json));
    assert.ok(!read.ok);
    assert.match(read.problem.message, message);
  };
  refused('{"event": "x",}', /no JSON document: Expected double-quoted property name/);
  refused('{"event": "x",\n"events": {"a": "A",\n"a": "B"}}', /events\.a stands twice; .* a list of cases/);
  refused({ ...given, line: 'no group' }, /line: expected named groups/);
  refused({ ...given, evnts: {} }, /no key "evnts" is known here.*; did you mean 'events'\?/);
  refused({ ...given, skip: ['granted'] }, /skip: 'granted' stands under "events", too/);
  refused(
    { ...given, hidden: [{ action: 'x', before: ['grantd'] }] },
    /hidden\.0\.before: no event 'grantd' stands under "events"; did you mean 'granted'\?/,
  );
  refused({ ...given, define: ['F(x) == <<x, [y |-> {1}]'] }, /define\.0: expected '>>' in F\(x\)/);
  refused({ ...given, define: ['F == ")" \\o (a))'] }, /define\.0: '\)' closes nothing/);
  refused({ ...given, line: '(?<a>' }, /line: Invalid regular expression/);
  refused({ line: '(?<a>x)' }, /line: a log of text needs "event"/);
  refused(
    { ...given, fields: { t: { path: 'x', as: 'list' } } },
    /fields\.t\.as: expected one of number, text, set, found "list"/,
  );
  // What its arguments are held to (c \\in ...) is nobody's text.
  const unknown = { ...given, events: { granted: 'Grant(who)' } };
  assert.throws(
    () => models(unknown),
    ({ message }: Error) => /Grant\(who\)$/.test(message) && message.split('who is not defined').length === 2,
  );
  assert.throws(() => models({ ...given, extends: [], after: '1 < -1' }), /- is not defined|say "extends"/);
  assert.throws(
    () => models({ ...given, after: 'x = 1' }),
    /x is not defined: neither Locks has it, nor .* fields \(c, t, /,
  );
});

test('files as they come: a byte order mark, CRLF, gzip, a pipe; and those that cannot be read', () => {
  models(given);
  const run = (name: string, content: string | Buffer, map = true) => {
    writeFileSync(path(name), content);
    const input = name === '-' ? content : undefined;
    const file = name === '-' ? '-' : path(name);
    const args = [program, 'check', path('Locks.tla'), '--trace', file, ...(map ? ['--map', path('map.json')] : [])];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', input });
    return { status, text: (stdout + stderr).replaceAll(`${folder}/`, '') };
  };
  const whole = day.join('\r\n');
  assert.match(run('bom.log', `\ufeff${whole}`).text, /^bom\.log: accepted/);
  assert.match(run('log.gz', gzipSync(whole)).text, /^log\.gz: accepted/);
  assert.match(run('-', whole).text, /^-: accepted/);
  const refused = (name: string, content: string | Buffer, message: RegExp, map = true): void => {
    const { status, text } = run(name, content, map);
    assert.equal(status, 2, text);
    assert.match(text, message);
  };
  refused('half.gz', gzipSync(whole).subarray(0, 60), /half\.gz: cannot be unpacked with gzip/);
  refused('wide.log', Buffer.from(whole, 'utf16le'), /wide\.log:1: the file is not UTF-8/);
  refused('list.log', `[\n${day.join(',\n')}\n]`, /list\.log:1: .*jq -c '\.\[\]'/);
  refused('pretty.log', JSON.stringify({ a: 1 }, null, 2), /pretty\.log:1: the object goes on over several lines/);
  refused('banner.log', `Picked up JAVA_TOOL_OPTIONS\n${whole}`, /banner\.log:1: .*found "Picked up JAVA.*"line"/);
  refused('cut.log', whole.slice(0, -20), /cut\.log:6: .*found no end of it \(the last line, cut short\?\)/);
  refused('plain.log', whole, /plain\.log:1: .*a log in a form of its own needs a mapping: --map/, false);
});

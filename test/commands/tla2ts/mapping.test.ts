/** Foreign logs, read by a mapping that is compiled with the specification: a shop whose deliveries nobody logs. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkTrace } from '../../../src/check/trace/check-trace.js';
import { readWholeTrace } from '../../../src/check/trace/read-trace.js';
import type { TraceVerdict } from '../../../src/check/trace/verdict.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-mapping-'));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

writeFileSync(
  path('Shop.tla'),
  `---- MODULE Shop ----
EXTENDS Naturals, Sequences
CONSTANTS Goods, Open, Shut
VARIABLES door, stock, queue
vars == <<door, stock, queue>>
Init == door = Shut /\\ stock = [g \\in Goods |-> 0] /\\ queue = <<>>
Enter(c) == door = Open /\\ queue' = Append(queue, c) /\\ UNCHANGED <<door, stock>>
Turn == door' = (IF door = Open THEN Shut ELSE Open) /\\ UNCHANGED <<stock, queue>>
Deliver(g) == stock[g] < 3 /\\ stock' = [stock EXCEPT ![g] = @ + 1] /\\ UNCHANGED <<door, queue>>
Sell(g) ==
  /\\ queue # <<>>
  /\\ \\/ stock[g] > 1
     \\/ stock[g] = 1 /\\ door = Open
  /\\ stock' = [stock EXCEPT ![g] = @ - 1]
  /\\ queue' = Tail(queue)
  /\\ UNCHANGED door
Next ==
  \\/ Turn
  \\/ \\E c \\in {"ann", "bob"} : Enter(c)
  \\/ \\E g \\in Goods : Deliver(g) \\/ Sell(g)
Spec == Init /\\ [][Next]_vars
Calm == Len(queue) < 3
====
`,
);
writeFileSync(
  path('Shop.cfg'),
  'SPECIFICATION Spec\nCONSTANTS Goods = {"tea", "jam"} Open = "open" Shut = "shut"\nINVARIANT Calm\n',
);

const mapping = {
  where: { kind: 'log' },
  event: 'what.name',
  fields: {
    who: 'what.customer',
    good: 'what.good',
    left: 'what.left',
    waiting: 'waiting',
    sign: { path: 'sign', values: { OPEN: 'open', CLOSED: 'shut' } },
  },
  skip: ['Sneeze'],
  prelude: { node: 'shop', events: ['Boot', 'Door'] },
  after: { door: 'sign', 'Len(queue)': 'waiting' },
  events: {
    Door: 'Turn',
    Arrival: { action: 'Enter(who)' },
    Sale: { action: 'Sell(good)', after: { 'stock[good]': 'left' } },
    SomeSale: { any: { g: 'Goods' }, action: 'Sell(g)', before: ['stock[g] > 0'] },
    Load: { any: { g: 'Goods' }, action: 'Deliver(g)', until: "stock'[g] = 3" },
    Swap: { action: 'Turn \\cdot Turn' },
    Notice: [{ if: 'good = "tea"', action: 'UNCHANGED vars' }, 'skip'],
  },
  hidden: [{ action: 'Deliver(g)', any: { g: 'Goods' }, before: ['Sale', 'SomeSale'], max: 2 }],
};

function check(events: readonly object[], change: object = {}): TraceVerdict {
  const models = modelsWith({ ...mapping, ...change });
  const trace = readWholeTrace(events.map((event) => JSON.stringify(event)).join('\n'), 'only');
  assert.ok(trace.ok, trace.ok ? '' : trace.problem.message);
  const { model, mapped } = models.withConstants(trace.value.header.constants);
  const budget = { maxStates: 10_000, maxSeconds: 60, elapsed: () => 0 };
  const checked = checkTrace(model, trace.value.events, budget, mapped === undefined ? {} : { mapped });
  if (!checked.ok) throw new Error(`${checked.problem.line}: ${checked.problem.message}`);
  return checked.value;
}

function modelsWith(json: object): TraceModels {
  writeFileSync(path('shop.map.json'), JSON.stringify(json, null, 1));
  return new TraceModels(path('Shop.tla'), { map: path('shop.map.json') }, () => {});
}

const log = (name: string, more: object = {}, rest: object = {}): object => ({
  kind: 'log',
  shop: 'main',
  what: { name, ...more },
  ...rest,
});
const opened = [log('Boot'), log('Door', {}, { sign: 'CLOSED' }), log('Sneeze'), log('Load', {}, { sign: 'CLOSED' })];
const day = [...opened, log('Door', {}, { sign: 'OPEN' }), log('Arrival', { customer: 'ann' }, { waiting: 1 })];

test('events, fields by path, a value table, skipped events, a prelude and an event of several steps', () => {
  const verdict = check([...day, { kind: 'other' }, log('SomeSale', {}, { waiting: 0 })]);
  assert.deepEqual([verdict.kind, verdict.events, verdict.skipped, verdict.hidden], ['accepted', 8, 4, 0]);
  const wrong = check([...day, log('SomeSale', {}, { waiting: 1 })]);
  assert.ok(wrong.kind === 'rejected');
  assert.deepEqual([wrong.at, wrong.action], [7, 'SomeSale']);
  const shut = check([...opened, log('Arrival', { customer: 'ann' })]);
  assert.ok(shut.kind === 'rejected');
  // Of the fields that the mapping speaks of only those are shown that the line has.
  assert.match(shut.because, /^Arrival\("ann"\): .*door = Open, is false: "shut" against "open"/);
});

test('a hidden step is found where a rejection would be declared, and counted', () => {
  const quiet = [log('Boot'), log('Arrival', { customer: 'ann' })];
  const start = [quiet[0] as object, log('Notice', { good: 'tea' }), log('Door', {}, { sign: 'OPEN' })];
  const sale = [...start, log('Arrival', { customer: 'bob' }), log('Sale', { good: 'jam', left: 0 })];
  const verdict = check(sale);
  assert.deepEqual([verdict.kind, verdict.hidden], ['accepted', 1]);
  const two = check([...start, log('Arrival', { customer: 'bob' }), log('Sale', { good: 'jam', left: 1 })]);
  assert.deepEqual([two.kind, two.hidden], ['accepted', 2]);
  const three = check([...start, log('Arrival', { customer: 'bob' }), log('Sale', { good: 'jam', left: 2 })]);
  assert.ok(three.kind === 'rejected');
  assert.equal(three.at, 5);
  assert.equal(check(sale, { hidden: [] }).kind, 'rejected');
});

test('a hidden step may be needed long before the event that shows it', () => {
  const start = [log('Door', {}, { sign: 'OPEN' }), log('Arrival', { customer: 'bob' }, { waiting: 1 })];
  const hidden = [{ action: 'Deliver(g)', any: { g: 'Goods' }, before: ['Arrival'], max: 1 }];
  const events = [...start, log('Sale', { good: 'jam' })];
  const change = { hidden, prelude: undefined };
  assert.deepEqual([check(events, change).kind, check(events, change).hidden], ['accepted', 1]);
});

test('composed actions and conditions that choose', () => {
  const start = [log('Notice', { good: 'tea' }, { sign: 'CLOSED' }), log('Notice', { good: 'jam' }, { sign: 'OPEN' })];
  assert.deepEqual([check(start).kind, check(start).skipped], ['accepted', 1]);
  assert.equal(check([log('Notice', { good: 'tea' }, { sign: 'OPEN' })]).kind, 'rejected');
  assert.equal(check([log('Swap', {}, { sign: 'CLOSED' })]).kind, 'accepted');
  assert.equal(check([log('Swap', {}, { sign: 'OPEN' })]).kind, 'rejected');
});

test('a step has arguments that the next-state relation gives it', () => {
  const stranger = check([...day, log('Arrival', { customer: 'carl' })]);
  assert.ok(stranger.kind === 'rejected');
  assert.equal(stranger.at, 7);
  assert.match(stranger.because, /who \\in \{"ann", "bob"\}, is false: "carl" against \{"ann", "bob"\} \(.*json:\d+\)/);
  // Outside its domain EXCEPT changes nothing: the formula alone would be true of goods that there are not.
  const wrong = {
    events: { Load: 'Give(good)' },
    define: ["Give(g) == stock' = [stock EXCEPT ![g] = 1] /\\ UNCHANGED <<door, queue>>"],
  };
  assert.equal(check([log('Load', { good: 'ham' })], { ...wrong, hidden: [], prelude: undefined }).kind, 'accepted');
  const sale = { Arrival: { action: 'Enter(who)' }, Door: 'Turn', Sale: { action: ['Sell(good)', 'Deliver(good)'] } };
  const unknown = check([...day.slice(4), log('Sale', { good: 'ham' })], {
    events: sale,
    hidden: [],
    prelude: undefined,
  });
  assert.ok(unknown.kind === 'rejected');
  assert.match(unknown.because, /good \\in Goods/);
});

test('invariants are judged on the way', () => {
  const crowd = ['ann', 'bob', 'ann'].map((customer) => log('Arrival', { customer }));
  const verdict = check([...day.slice(0, 5), ...crowd, log('Door')]);
  assert.ok(verdict.kind === 'rejected');
  assert.deepEqual([verdict.at, verdict.violated?.invariant], [8, 'Calm']);
  assert.equal(verdict.violated?.state.queue, '<<"ann", "bob", "ann">>');
});

test('nothing is accepted that was not checked', () => {
  assert.throws(() => check([log('Sneeze'), log('Boot')]), /1: the mapping passes over all of the 2 events/);
  assert.throws(() => check([{ kind: 'other' }]), /passes over all of the 1 events/);
  assert.throws(() => check([log('Sale')]), /the event 'Sale' lacks 'what.good', which its step needs as good/);
  assert.throws(() => check([log('Burglary')]), /the mapping has no event 'Burglary' \(it has Door, /);
  assert.throws(() => check([{ kind: 'log' }]), /expected the event's name under 'what.name', found nothing/);
});

test('a mapping that does not fit is refused with its place', () => {
  const refused = (change: object, message: RegExp): void => {
    assert.throws(() => modelsWith({ ...mapping, hidden: [], ...change }), message);
  };
  refused({ events: { Door: 'Turnn' } }, /shop\.map\.json:\d+: events\.Door\.action: .*Turnn/);
  refused({ events: { Door: { action: 'Enter(who, who)' } } }, /events\.Door\.action: .*/);
  refused({ events: { Door: { action: 'Turn', after: { 'dor[1]': 'sign' } } } }, /dor/);
  refused({ events: { Door: { actoin: 'Turn' } } }, /no key "actoin" is known here; known are if, skip, action/);
  refused(
    { events: { Door: { action: 'Turn', after: ['door = sign'] } } },
    /events\.Door\.after: door is the value before the step, afterwards it is door'/,
  );
  refused({ events: { Door: { action: 'Turn', before: ["door' = sign"] } } }, /door' = sign has a prime, and is read/);
  refused({ events: { Door: 'Trun' } }, /events\.Door\.action: Trun is not defined.*; did you mean Turn\?/);
  refused({ events: {} }, /events: expected at least one event/);
  refused({ event: undefined }, /event: expected the path/);
  refused({ hidden: [{ max: 0, action: 'Turn' }] }, /hidden\.0\.max: expected a whole number from 1, found 0/);
  refused({ fields: { 'a-b': 'x' } }, /"a-b" is no name in TLA\+/);
});

test('a step that is no action by its name has to be one of the next-state relation as well', () => {
  const because = (action: unknown, events: readonly object[], change: object = {}): string => {
    const verdict = check(events, {
      hidden: [],
      after: undefined,
      ...change,
      events: { Door: 'Turn', Act: { action } },
    });
    return verdict.kind === 'rejected' ? verdict.because : verdict.kind;
  };
  const open = log('Door');
  const act = log('Act', { customer: 'cid', good: 'tea' });
  // Nobody of that name ever enters, whichever way it is written.
  for (const [action, change] of [
    ['Enter(who) /\\ who # ""', {}],
    ['Come(who)', { define: ['Come(c) == Enter(c)'] }],
    [['Sell(good)', '\\E c \\in {who} : Enter(c)'], {}],
    ["queue' = Append(queue, who) /\\ UNCHANGED <<door, stock>>", {}],
  ] as const) {
    const asked = { prelude: undefined, ...change };
    assert.match(because(action, [open, act], asked), /to be a step of Next, is false/, String(action));
    const ann = because(action, [open, log('Act', { customer: 'ann', good: 'tea' })], asked);
    assert.equal(ann, 'accepted', String(action));
  }
  // Stuttering is allowed, two steps in one are not held to be one, and what Next has not is not allowed.
  assert.equal(because('UNCHANGED vars', [act], { prelude: undefined }), 'accepted');
  assert.equal(because('Turn \\cdot Turn', [act], { prelude: undefined }), 'accepted');
  const thrown = because('Throw', [act], {
    prelude: undefined,
    define: ["Throw == door' = Open /\\ stock' = [g \\in Goods |-> 7] /\\ UNCHANGED queue"],
  });
  assert.match(thrown, /conjunct 4, to be a step of Next, is false \(shop\.map\.json:\d+\)/);
});

test('a budget that hidden steps have spent says so', () => {
  const hidden = [{ action: 'Deliver(g)', any: { g: 'Goods' }, before: ['Arrival'], max: 9 }];
  const models = modelsWith({ ...mapping, prelude: undefined, hidden });
  const trace = readWholeTrace(JSON.stringify(log('Arrival', { customer: 'bob' })), 'only');
  assert.ok(trace.ok);
  const { model, mapped } = models.withConstants(null);
  const budget = { maxStates: 5, maxSeconds: 60, elapsed: () => 0 };
  const checked = checkTrace(model, trace.value.events, budget, mapped === undefined ? {} : { mapped });
  assert.ok(checked.ok && checked.value.kind === 'inconclusive');
  assert.match(checked.value.because, /^the budget of 5 states is spent on hidden steps before event 1: say when/);
});

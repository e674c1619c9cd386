import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type IssueAction, issueActions, type KnownIssue, knownIssues } from '../../../src/commands/trend/issues.js';
import type { FamilyChange, FamilyTrend } from '../../../src/commands/trend/runs.js';

const nights = Array.from({ length: 60 }, (_, index) => `night-${index}`);

function change(series: string, night: number, more: Partial<FamilyChange> = {}): FamilyChange {
  const at = (index: number) => ({ time: `2026-01-${index}`, commit: `c${index}000000000`, run: `night-${index}` });
  return {
    ...{ series, benchmark: series.split(' ')[0] as string, kind: 'regression', certain: true, unit: 'ns' },
    ...{ since: at(night), last: at(night - 1), before: 100, after: 120, effect: 0.2, interval: [0.15, 0.25] },
    ...{ pValue: 0, lasted: 60 - night, confirm: `npx nines compare c${night - 1} c${night} --only b` },
    ...more,
  } as FamilyChange;
}

const actions = (changes: readonly FamilyChange[], known: readonly KnownIssue[] = []): IssueAction[] =>
  issueActions({ nights, changes } as unknown as FamilyTrend, known);

/** What the forge has after the actions were carried out. */
function carryOut(known: readonly KnownIssue[], done: readonly IssueAction[]): KnownIssue[] {
  const issues = [...known];
  for (const action of done) {
    if (action.do === 'open') issues.push({ ...action, number: issues.length + 1, state: 'OPEN' });
    else {
      const at = issues.findIndex(({ number }) => number === action.number);
      const { body, state, ...rest } = issues[at] as KnownIssue;
      issues[at] = action.do === 'append' ? { ...rest, state, body: action.body } : { ...rest, body, state: 'CLOSED' };
    }
  }
  return issues;
}

const six = Array.from({ length: 6 }, (_, n) => change(`s/b ours time n=${n}`, 40 + (n % 2)));

test('six points of one benchmark that changed on one night are one issue that lists them', () => {
  const [opened, ...more] = actions(six);
  assert.deepEqual(more, []);
  assert.ok(opened?.do === 'open');
  assert.equal(opened.title, 's/b: a new level since c400000000');
  for (const { series } of six) assert.ok(opened.body.includes(`| ${series} | +20.0 % |`), series);
});

test('the next night opens nothing again, also where a change is located a night later', () => {
  const known = carryOut([], actions(six));
  assert.deepEqual(actions(six, known), []);
  assert.deepEqual(actions(six.slice(2), known), []);
  assert.deepEqual(
    actions(
      six.map(({ series }) => change(series, 42)),
      known,
    ),
    [],
  );
  const closedByHand = known.map((issue) => ({ ...issue, state: 'CLOSED' }));
  assert.deepEqual(actions(six, closedByHand), []);
});

test('what becomes certain later is added to the issue, once', () => {
  const known = carryOut([], actions(six.slice(0, 4)));
  const [added, ...more] = actions(six, known);
  assert.deepEqual(more, []);
  assert.ok(added?.do === 'append' && added.number === 1);
  assert.match(added.comment, /^2 more figures .*n=4.*n=5/s);
  assert.doesNotMatch(added.comment, /n=3/);
  assert.deepEqual(actions(six, carryOut(known, [added])), []);
});

test('other nights, other benchmarks, improvements and suspicions are no part of it', () => {
  const others = [
    change('s/b ours time n=0', 40),
    change('s/b ours time n=1', 50),
    change('s/other ours time', 40),
    change('s/b ours time n=2', 40, { kind: 'improvement', after: 90 }),
    change('s/b ours time n=3', 40, { certain: false }),
  ];
  assert.deepEqual(
    actions(others).map((action) => action.do === 'open' && action.title),
    [
      's/b ours time n=0: a new level since c400000000',
      's/other ours time: a new level since c400000000',
      's/b ours time n=1: a new level since c500000000',
    ],
  );
});

test('an issue is closed when all its figures are back, and what was over before is not opened', () => {
  const back = six.map(({ series }) => change(series, 50, { kind: 'improvement', before: 120, after: 101 }));
  const known = carryOut([], actions(six));
  assert.deepEqual(actions([...six, ...back.slice(1)], known), [], 'one is not back');
  const [closed, ...more] = actions([...six, ...back], known);
  assert.deepEqual(more, []);
  assert.deepEqual(closed, {
    do: 'close',
    number: 1,
    comment: 'Back at the level before since c500000000.',
  });
  assert.deepEqual(actions([...six, ...back], carryOut(known, [closed as IssueAction])), []);
  assert.deepEqual(actions([...six, ...back]), []);
  const slightly = back.map((each) => ({ ...each, after: 115 }));
  assert.deepEqual(actions([...six, ...slightly], known), [], 'a quarter of the way is not back');
});

test('issues from before, one a figure and without a marker, are known', () => {
  const [first] = six as [FamilyChange];
  const old = { number: 7, title: `${first.series}: a new level since c400000000`, body: 'text', state: 'OPEN' };
  assert.deepEqual(actions([first], [old]), []);
  const [added] = actions(six, [old]);
  assert.ok(added?.do === 'append' && added.number === 7);
  assert.match(added.comment, /^5 more figures/);
});

test('a name cannot end the marker, and what others write in issues is passed over', () => {
  const evil = [change('s/b --> | time', 40)];
  const known = carryOut([], actions(evil));
  assert.deepEqual(actions(evil, known), []);
  assert.match(known[0]?.body ?? '', /\| s\/b --> \\\| time \|/);
  for (const body of ['<!-- nines: {} -->', '<!-- nines: {"benchmark":1 -->', '<!-- nines: null -->'])
    assert.equal(actions(evil, [{ number: 1, title: 'x', body, state: 'OPEN' }])[0]?.do, 'open');
});

test('a file that lists no issues is refused by name', () => {
  for (const [json, message] of [
    ['', /f: no JSON; expected what `gh issue list/],
    ['{}', /f: no list; /],
    ['[{"number":1,"title":"a","body":"b","state":"OPEN"},{"number":2}]', /f: issue 2 lacks a part; /],
  ] as const)
    assert.throws(() => knownIssues('f', json), message);
  assert.deepEqual(knownIssues('f', '[]'), []);
});

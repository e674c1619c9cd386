/** The viewer's parts that need no browser: positions, states, search, and the drawing itself, on SVG. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { viewer } from '../../../src/commands/diagram/write-diagram.js';
import { Random } from '../../../src/core/random.js';
import { light } from '../../../src/report/palette.js';
import type { Diagram } from '../../../src/report/space-time/diagram.js';
import { encode } from '../../../src/report/space-time/encode.js';
import { diagramPage } from '../../../src/report/space-time/page.js';
import { pictureOf, type Scene, type View } from '../../../src/report/space-time/viewer/draw.js';
import { Lines, matching } from '../../../src/report/space-time/viewer/lines.js';
import type { Pen } from '../../../src/report/space-time/viewer/pen.js';
import {
  byOrder,
  byTime,
  density,
  firstFrom,
  messagesWithin,
  spanColumns,
} from '../../../src/report/space-time/viewer/timeline.js';
import { changesBetween, States, stateAfter, valueText } from '../../../src/report/space-time/viewer/values.js';
import { sampleDiagram } from './sample.js';

const measure = { width: (text: string) => text.length * 7 } as unknown as Pen;

function svgOf(diagram: Diagram, view: Partial<View> = {}): string {
  const { payload, stepLines } = encode(diagram);
  const lines = new Lines(stepLines.join('\n'));
  const scene: Scene = {
    payload,
    colours: light,
    timeline: byOrder(payload),
    columns: spanColumns(payload.spans),
    labelRoom: 300,
    labelOf: (step) =>
      `${payload.actions[payload.steps.action[step]!]}(${(lines.step(step).a ?? []).map(([, value]) => valueText(value)).join(', ')})`,
    gutterOf: (step) => String(step + 1),
  };
  const whole = {
    top: 0,
    rowPx: 22,
    width: 900,
    height: 600,
    laneWidth: 200,
    left: 0,
    selected: -1,
    hoveredMessage: -1,
  };
  return pictureOf(scene, { ...whole, found: new Set(), picked: new Set(), ...view }, measure);
}

test('the viewer is one script that parses, without imports or exports', () => {
  const program = viewer();
  assert.doesNotMatch(program, /^\s*(import|export)\b/m);
  new Script(program);
});

test('the page names every lane, carries every step, and nothing in it becomes markup', () => {
  const html = diagramPage(sampleDiagram, viewer());
  assert.match(html, /3 events on 2 lanes, 2 messages/);
  assert.doesNotMatch(html, /(?:src|href)="(?!#)/);
  const evil = '</script><img src=x onerror=alert(1)>';
  const steps = sampleDiagram.steps.map((step) => ({ ...step, action: evil, args: [{ name: evil, value: evil }] }));
  const spoilt = diagramPage({ ...sampleDiagram, title: evil, subtitle: evil, replay: evil, steps }, '');
  assert.ok(!spoilt.includes('<img'));
  assert.equal(spoilt.match(/<\/script/g)?.length, 4);
});

test('drawn: each lane, each label, an arrow head, the cross of what was lost, the gap of a crash', () => {
  const svg = svgOf(sampleDiagram);
  for (const text of ['>n1<', '>n2<', '>Prepare(&quot;n1&quot;)<', '>crash<']) assert.ok(svg.includes(text), text);
  assert.ok(svg.includes(`fill="${light.bad}" fill-opacity="0.12"`), 'the gap');
  assert.equal(svg.match(/<polyline[^>]*stroke-dasharray="4 3"/g)?.length, 1, 'the lost message');
});

test('from afar no label is drawn, but every lane that has steps has its bars', () => {
  const svg = svgOf(sampleDiagram, { rowPx: 1 });
  assert.ok(!svg.includes('Prepare'));
  assert.ok((svg.match(new RegExp(`<rect[^>]*fill="${light.series[0]}"`, 'g'))?.length ?? 0) >= 2);
});

test('positions: what is found is what a scan over all finds', () => {
  const random = new Random(7n);
  const sent = Array.from({ length: 3000 }, (_, i) => i / 3);
  const steps = Array.from({ length: 1000 }, (_, order) => ({
    ...sampleDiagram.steps[0]!,
    lane: order % 2,
    order,
    at: order,
  }));
  const messages = sent.map((at) => {
    const place = (order: number) => ({ step: null, order: order + 0.01, at: order });
    return {
      ...sampleDiagram.messages[0]!,
      sent: place(at),
      received: random.chance(0.1) ? null : place(at + random.between(0, 300)),
    };
  });
  const { payload } = encode({ ...sampleDiagram, steps, messages, spans: [], moments: [] });
  for (const timeline of [byOrder(payload), byTime(payload)!]) {
    for (let probe = 0; probe < 50; probe += 1) {
      const from = random.float() * timeline.total;
      const to = from + random.float() * 40;
      const scan = messages.flatMap((_, i) => {
        const [a, b] = [timeline.sent[i]!, timeline.received[i]! < 0 ? timeline.sent[i]! + 1 : timeline.received[i]!];
        return a <= to && b >= from ? [i] : [];
      });
      assert.deepEqual(messagesWithin(timeline, from, to, 10_000).shown, scan);
      assert.equal(messagesWithin(timeline, from, to, 5).shown.length, Math.min(5, scan.length));
      const first = [...timeline.steps].findIndex((position) => position >= from);
      assert.equal(firstFrom(timeline.steps, from), first < 0 ? timeline.steps.length : first);
    }
    const counts = density(timeline, payload.steps.lane, 2, 0, timeline.total + 1, 10);
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      1000,
    );
  }
});

test('states: parts are merged, updates made, whole states replaced; asking out of order gives the same', () => {
  const lines = [
    { p: { term: { n1: 1 }, log: { n1: [] } } },
    { p: { term: { n2: 4 } } },
    { u: [['msgs', [], 'add', ['a']] as const, ['term', ['n1'], 'set', [7]] as const] },
    { u: [['msgs', [], 'delete', ['a']] as const] },
    { s: { term: { n1: 9 } } },
  ];
  const states = new States({}, (step) => lines[step]!);
  assert.deepEqual(states.after(2), { term: { n1: 7, n2: 4 }, log: { n1: [] }, msgs: { '#set': ['a'] } });
  assert.deepEqual(states.after(0), { term: { n1: 1 }, log: { n1: [] } });
  assert.deepEqual(states.after(3).msgs, { '#set': [] });
  assert.deepEqual(states.after(4), { term: { n1: 9 } });
  assert.deepEqual(
    changesBetween(states.after(0), states.after(2)).map(({ place, before, after }) => [place, before, after]),
    [
      ['term[n1]', '1', '7'],
      ['term[n2]', null, '4'],
      ['msgs', null, '{"a"}'],
    ].map(([place, before, after]) => [place, before, after]),
  );
  assert.deepEqual(stateAfter({ x: 1 }, {}), { x: 1 });
  const bag = { '#map': [[{ type: 'Vote' }, 1]] };
  const one = stateAfter({ b: [] }, { u: [['b', [], 'put', [{ type: 'Vote' }, 1]]] });
  assert.deepEqual(one, { b: bag });
  assert.deepEqual(stateAfter(one, { u: [['b', [], 'drop', [{ type: 'Vote' }]]] }), { b: { '#map': [] } });
  const three = { b: { '#map': [...bag['#map'], ['x', 2], ['y', 3]] } } as never;
  assert.deepEqual(
    changesBetween(one, three).map(({ added, removed }) => [added, removed]),
    [[['"x" :> 2', '"y" :> 3'], []]],
  );
});

test('values read as TLA+ writes them', () => {
  assert.equal(
    valueText({ a: [1, { '#set': [true, 'x'] }], b: { '#map': [[1, { '#model': 'm' }]] }, c: { '#bigint': '9' } }),
    '[a |-> <<1, {TRUE, "x"}>>, b |-> (1 :> m), c |-> 9]',
  );
  assert.equal(valueText({ '#tup': [] }), '<<>>');
});

test('search: every word, in lane, action, arguments or values, without case', () => {
  const { payload, stepLines } = encode(sampleDiagram);
  const found = (query: string) =>
    matching(
      query,
      payload.lanes,
      payload.actions,
      payload.steps.lane,
      payload.steps.action,
      new Lines(stepLines.join('\n')),
    );
  assert.deepEqual(found('PREPARE n1'), [0]);
  assert.deepEqual(found('committed'), [2]);
  assert.deepEqual(found('nonesuch'), []);
  assert.deepEqual(found('  '), []);
});

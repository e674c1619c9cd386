/**
 * What a fully logged trace of each protocol is worth: nearly every alteration that changes anything is rejected, at the
 * altered event or next to it. The last event's own absence no log can tell.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Behaviour } from '../../../src/check/trace/behaviour.js';
import { checkTrace } from '../../../src/check/trace/check-trace.js';
import type { LoggedEvent } from '../../../src/check/trace/event.js';
import type { Link } from '../../../src/check/trace/layer.js';
import type { TraceModel } from '../../../src/check/trace/model.js';
import { readTrace } from '../../../src/check/trace/read-trace.js';
import { selfTest } from '../../../src/check/trace/self-test.js';
import type { TraceVerdict } from '../../../src/check/trace/verdict.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';
import { constantsDocument } from '../../../src/core/constants-document.js';
import { verifyOne } from '../../../src/measure/verify/batch.js';
import { loggedTrace } from '../../../src/measure/verify/judge.js';
import { systems } from '../../../src/sim/systems/registry.js';
import { toJson } from '../../../src/tla/runtime.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'nines-self-test-'));
after(() => rmSync(folder, { recursive: true }));

const budget = { maxStates: 100_000, maxSeconds: 60, elapsed: () => 0 };
const most = 40;

function verdict(model: TraceModel, events: readonly LoggedEvent[], onStep?: (link: Link) => void): TraceVerdict {
  const told = onStep === undefined ? {} : { onStep };
  const checked = checkTrace(model, events, budget, { explained: false, ...told });
  if (checked.ok) return checked.value;
  // An altered value may be none of the specification's: that is refused at its event, too.
  const at = events.findIndex(({ line }) => line === checked.problem.line) + 1;
  const nothing = { attempts: [], candidates: 0, lastChoice: null, window: null, action: null };
  const counters = { events: events.length, generated: 0, states: 0, skipped: 0, hidden: 0 };
  return { kind: 'rejected', at, line: at, because: checked.problem.message, ...nothing, ...counters };
}

/** The behaviour as a trace that leaves nothing out: every variable after every step. */
function fully(model: TraceModel, links: readonly Link[]): readonly LoggedEvent[] {
  const lines = links.map(({ action, args, state }) => {
    const vars = Object.fromEntries(model.variables.map((name, index) => [name, toJson(state[index] as number)]));
    return JSON.stringify({ action: model.actions[action]?.name, args: args.map((arg) => toJson(arg)), vars });
  });
  const trace = readTrace(lines.join('\n'));
  assert.ok(trace.ok);
  return trace.value;
}

for (const { name, specification } of systems) {
  test(`${name}: fully logged, more than 90 % of what is altered is rejected, at its place`, () => {
    const { run } = verifyOne(name, null, 1n);
    const constants = join(folder, `${name}.json`);
    writeFileSync(constants, JSON.stringify(constantsDocument(run.constants)));
    const { model } = new TraceModels(join(root, specification), { constants }, () => {}).withConstants(null);
    const links: Link[] = [];
    const start = loggedTrace(run.trace).slice(0, most);
    assert.equal(verdict(model, start, (link) => links.push(link)).kind, 'accepted');
    const events = fully(model, links);
    const behaviour = new Behaviour(model);
    assert.equal(verdict(model, events, (link) => behaviour.step(link)).kind, 'accepted');
    const { altered, rejected, near } = selfTest(
      events,
      50,
      0x5eedn,
      (changed) => verdict(model, changed),
      (kind, index) => behaviour.isHarmless(kind, index),
    );
    assert.ok(altered.length >= 40, `${altered.length} alterations`);
    assert.ok(rejected > altered.length * 0.9, `${rejected} of ${altered.length}`);
    assert.ok(near >= rejected * 0.95, `${near} of ${rejected} at their place`);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawSchedule } from '../../src/sim/draw.js';
import { type Fault, faultFields, faultKinds, type Schedule } from '../../src/sim/schedule.js';
import { simulate } from '../../src/sim/simulation.js';
import { readSchedule, scheduleText } from '../../src/sim/stored-schedule.js';
import { unfitSchedule } from '../../src/sim/system.js';
import { systems } from '../../src/sim/systems/registry.js';

/** As stored, changed, and read: the problem, or 'read'. */
function problemOf(change: (schedule: Record<string, unknown>) => void): string {
  const schedule = drawSchedule(systems[0]!, 1n);
  const json = JSON.parse(scheduleText({ schedule, mutant: null, violates: null })) as Record<string, unknown>;
  change(json);
  const reading = readSchedule(JSON.stringify(json));
  return reading.ok ? 'read' : reading.problem;
}
const faultProblem = (...faults: unknown[]): string => problemOf((json) => Object.assign(json, { faults }));

test('what is written is read again, of every protocol and with every drawn fault', () => {
  for (const system of systems) {
    for (let seed = 0; seed < 40; seed += 1) {
      const run = simulate(system, drawSchedule(system, BigInt(seed)), null);
      const schedule: Schedule = { ...run.schedule, faults: [...run.schedule.faults, ...run.messageFaults] };
      const stored = { schedule, mutant: seed % 2 ? 'm' : null, violates: seed % 3 ? 'liveness' : null };
      assert.deepEqual(readSchedule(scheduleText(stored)), { ok: true, ...stored });
      assert.equal(unfitSchedule(system, schedule), null);
    }
  }
});

test('every field of every fault is asked for, and no other is taken', () => {
  const samples = {
    time: 1,
    end: 1,
    shift: -1,
    rate: 1,
    count: 1,
    flag: true,
    node: 'tm',
    nodes: ['tm'],
    target: '@leader',
    targets: ['@others'],
  } as const;
  for (const kind of faultKinds) {
    const fields = Object.entries(faultFields[kind]).map(([name, field]) => [
      name,
      name === 'to' && (field === 'node' || field === 'target') ? 'r1' : samples[field],
    ]);
    const fault = { kind, ...Object.fromEntries(fields) } as Fault;
    assert.equal(faultProblem(fault), 'read', kind);
    for (const name of Object.keys(faultFields[kind])) {
      const { [name]: _, ...rest } = fault as unknown as Record<string, unknown>;
      assert.match(faultProblem(rest), new RegExp(`^faults\\[0\\]\\.${name}: expected .*, found nothing`), kind);
    }
    assert.match(faultProblem({ ...fault, more: 1 }), /^faults\[0\]\.more: no such field; known: kind, /);
  }
});

test('what a protocol does not have, no fault can ask of it', () => {
  const { leadership: _, ...leaderless } = systems[0]!;
  const schedule = drawSchedule(systems[0]!, 1n);
  const pause: Fault = { at: 1, kind: 'pause', node: '@leader', forMs: 1 };
  assert.match(
    unfitSchedule(leaderless, { ...schedule, faults: [pause] }) ?? '',
    /^faults\[0\]: two-phase has no leader/,
  );
  const membership: Fault = { at: 1, kind: 'membership', members: ['tm'] };
  const more = { ...schedule, faults: [pause, membership] };
  assert.match(unfitSchedule(systems[0]!, more) ?? '', /^faults\[1\]\.kind: two-phase has no change of members/);
});

test('a schedule that does not fit is told so, with the place', () => {
  assert.match(faultProblem({ kind: 'meteor' }), /^faults\[0\]\.kind: expected one of crash, .*, found "meteor"/);
  assert.match(
    faultProblem({ at: 1, kind: 'pause', node: 'n9', forMs: 1 }),
    /^faults\[0\]\.node: expected a node of this schedule \(tm, r1.*found "n9"/,
  );
  assert.match(faultProblem({ at: 999, kind: 'sync-fails', node: 'tm' }), /^faults\[0\]\.at: .*within the 250 ms/);
  assert.match(
    faultProblem({ at: 1, kind: 'clog', from: 'tm', to: 'tm', forMs: 1 }),
    /^faults\[0\]: expected two nodes/,
  );
  assert.match(faultProblem(7), /^faults\[0\]: expected an object, found 7/);
  assert.match(
    problemOf((json) => Object.assign(json, { seed: 'x' })),
    /^seed: expected a 64-bit number/,
  );
  assert.match(
    problemOf((json) => Object.assign(json, { nodes: ['tm', 'tm'] })),
    /^nodes: expected tm once/,
  );
  assert.match(
    problemOf((json) => Object.assign(json, { nodes: [] })),
    /^nodes: expected 1 to 255/,
  );
  assert.match(
    problemOf((json) => delete json.disk),
    /^disk: expected an object, found nothing/,
  );
  assert.match(
    problemOf((json) => Object.assign(json, { extra: 1 })),
    /^extra: no such field/,
  );
  const network = { delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, late: 0, lateMs: 0 };
  assert.match(
    problemOf((json) => Object.assign(json, { network })),
    /^network\.delayMs: expected .*from 0\.001/,
  );
  const lossy = { ...network, delayMs: 1, loss: 2 };
  assert.match(
    problemOf((json) => Object.assign(json, { network: lossy })),
    /^network\.loss: expected a probability/,
  );
  const asked = { at: 1, id: 'a', to: 'tm', request: 'commit' };
  assert.match(
    problemOf((json) => Object.assign(json, { operations: [asked, asked] })),
    /^operations\[1\]\.id: expected an id/,
  );
  const reading = readSchedule('{\n  "a" 1}');
  assert.ok(!reading.ok);
  assert.match(reading.problem, /^line 2, column 7: expected JSON/);
});

test('requests and nodes that a protocol does not have', () => {
  const wrong: Record<string, readonly [Partial<Schedule>, RegExp][]> = {
    'two-phase': [
      [{ nodes: ['r1', 'r2'] }, /^nodes: expected 'tm'/],
      [{ operations: [{ at: 0, id: 'a', to: 'r1', request: 'commit' }] }, /^operations\[0\]\.to: 'tm' is asked/],
      [{ operations: [{ at: 0, id: 'a', to: 'tm', request: 'go' }] }, /^operations\[0\]\.request: expected "commit"/],
    ],
    raft: [
      [
        { operations: [{ at: 0, id: 'o1', to: 'n1', request: { op: 'del' } }] },
        /^operations\[0\]\.request\.op: expected get/,
      ],
      [
        { operations: [{ at: 0, id: 'o1', to: 'n1', request: { op: 'get' } }] },
        /^operations\[0\]\.request\.key: expected a text/,
      ],
      [
        { operations: [{ at: 0, id: 'a', to: 'n1', request: { op: 'get', key: 'x' } }] },
        /^operations\[0\]\.id: expected one of o1/,
      ],
      [{ operations: [{ at: 0, id: 'a', to: 'n1', request: 3 }] }, /^operations\[0\]\.request: expected an object/],
    ],
  };
  for (const [name, cases] of Object.entries(wrong)) {
    const system = systems.find((each) => each.name === name)!;
    const schedule = drawSchedule(system, 1n);
    for (const [change, message] of cases) assert.match(system.unfit({ ...schedule, ...change }) ?? '', message);
  }
});

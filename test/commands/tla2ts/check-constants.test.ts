/** What a trace's constants must be: what the specification assumes of them, and of a kind that it can be evaluated with. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkText } from '../../../src/commands/tla2ts/check-file.js';
import { TraceModels } from '../../../src/commands/tla2ts/load-trace-model.js';

const folder = mkdtempSync(join(tmpdir(), 'nines-constants-'));
after(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'Row.tla');
writeFileSync(
  file,
  `---- MODULE Row ----
EXTENDS Naturals, Sequences
CONSTANTS N, S
ASSUME N > 2
VARIABLE x
Init == x = Len(S) - Len(S)
Step(k) == x < Len(S) /\\ x' = x + k
Next == \\E k \\in 1..N : Step(k)
Spec == Init /\\ [][Next]_x
====
`,
);

function check(constants: object, map?: object): string {
  const mapFile = join(folder, 'row.map.json');
  if (map !== undefined) writeFileSync(mapFile, JSON.stringify(map, null, 1));
  const models = new TraceModels(file, map === undefined ? {} : { map: mapFile }, () => {});
  const lines = [{ constants }, { action: 'Step', args: [1], vars: { x: 1 } }];
  const budget = { maxStates: 1_000, maxSeconds: 60, elapsed: () => 0 };
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const result = checkText('row.ndjson', text, models, budget);
  return 'error' in result ? result.error : result.verdict.kind;
}

test('constants for which an assumption is false are refused', () => {
  assert.equal(check({ N: 3, S: { '#tup': [1, 2] } }), 'accepted');
  assert.equal(
    check({ N: 2, S: { '#tup': [1, 2] } }),
    'row.ndjson:1: ASSUME N > 2 (Row.tla:4) is false of the constants that are given',
  );
  assert.match(check({ N: 'a', S: [] }), /^row\.ndjson:1: ASSUME N > 2 \(Row\.tla:4\) cannot be evaluated: .*"a"$/);
});

test('what is wrong with a header is told where it stands, what is wrong with other constants is nothing of the trace', () => {
  const models = (constants?: object): TraceModels => {
    const given = join(folder, 'given.json');
    writeFileSync(given, JSON.stringify(constants ?? {}));
    return new TraceModels(file, { constants: given }, () => {});
  };
  const told = (text: string, of: TraceModels): string => {
    const budget = { maxStates: 1_000, maxSeconds: 60, elapsed: () => 0 };
    const result = checkText('row.ndjson', text, of, budget);
    return 'error' in result ? result.error : result.verdict.kind;
  };
  const event = '{"action": "Step", "args": [1]}';
  const row = { '#tup': [1] };
  const header = (constants: object): string => `\n\n${JSON.stringify({ constants })}\n${event}`;
  assert.equal(told(header({ N: 3, S: row }), models()), 'accepted');
  assert.match(told(header({ N: 1.5, S: row }), models()), /^row\.ndjson:3: the trace's header: N: 1\.5 is no integer/);
  assert.match(told(header({ N: 2, S: row }), models()), /^row\.ndjson:3: ASSUME N > 2/);
  assert.match(
    told(header({ RM: 2, N: 3, S: row }), models()),
    /^row\.ndjson:3: .*no constant 'RM' \(its constants: N, S\)/,
  );
  assert.match(
    told(`\n{"spec": "Line"}\n${event}`, models()),
    /^row\.ndjson:2: the trace is of the specification Line/,
  );
  assert.match(told(event, models({ N: 2, S: row })), /^ASSUME N > 2/);
  assert.match(told(event, models({ S: row })), /Row\.tla: the constant N has no value; give it one/);
  assert.match(
    told(event, models()),
    /constant N has no value, nor has S; .*\n.*--constants FILE with \{"N": value, "S": value\}/,
  );
  // The header's value does not count where a file has another.
  assert.match(told(header({ N: 3 }), models({ N: 2, S: row })), /^ASSUME N > 2/);
});

test('an evaluation that fails tells where', () => {
  assert.match(
    check({ N: 3, S: [1, 2] }),
    /^row\.ndjson: the specification cannot be evaluated: .*Len should be a sequence.*\{1, 2\}\n {2}at Row\.tla:6: Len\(S\)$/,
  );
});

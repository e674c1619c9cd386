import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLinearizable } from '../../../src/check/history/linearizability.js';
import { type ObjectName, objectModels, objectOperations } from '../../../src/check/history/objects.js';
import { readHistory } from '../../../src/check/history/read/read-history.js';
import { Random } from '../../../src/core/random.js';

const judge = (model: ObjectName, text: string) => {
  const object = objectModels[model];
  return checkLinearizable(objectOperations(readHistory(text).events, object), object.modelOf, {
    maxConfigurations: 100_000,
  });
};
/** Lines as `0 invoke write 1`, values in JSON. */
const kind = (model: ObjectName, ...lines: string[]): string => {
  const text = lines.map((line) => {
    const [process, type, f, value, key] = line.split(' ');
    return JSON.stringify({ process: Number(process), type, f, value: JSON.parse(value ?? 'null'), key: key ?? null });
  });
  return judge(model, text.join('\n')).kind;
};

test('the same history in three formats has the same operations', () => {
  const log = ['INFO  jepsen.util - 0\t:invoke\t:write\t1', 'INFO  jepsen.util - 0\t:info\t:write\t:timed-out'];
  log.push(
    'WARN  something else',
    'INFO  jepsen.util - 1 :invoke :cas [1 2]',
    'INFO  jepsen.util - 1 :fail :cas [1 2]',
  );
  log.push('INFO  jepsen.util - 2 :invoke :read nil', 'INFO  jepsen.util - 2 :fail :read :timed-out');
  const edn = `; a comment
    {:process 0, :type :invoke, :f :write, :value 1} {:process 0 :type :info :f :write :value 1 :error :timeout}
    #jepsen.history.Op{:process :nemesis, :type :info, :f :start, :value nil}
    {:type :invoke, :f :cas, :value [1 2], :process 1, :index 3}
    {:type :fail, :f :cas, :value (1 2), :process 1} #_ {:ignored true}
    {:type :invoke, :f :read, :value nil, :process 2} {:type :fail, :f :read, :value nil, :process 2, :error [:x "y"]}`;
  const ndjson = [
    { process: 0, type: 'invoke', f: 'write', value: 1 },
    { process: 0, type: 'info', f: 'write', value: 1, error: 'timeout' },
    { process: 1, type: 'invoke', f: 'cas', value: [1, 2] },
    { process: 1, type: 'fail', f: 'cas', value: [1, 2] },
    { process: 2, type: 'invoke', f: 'read' },
    { process: 2, type: 'fail', f: 'read', error: 'timeout' },
  ]
    .map((event) => JSON.stringify(event))
    .join('\n');
  const [fromLog, fromEdn, fromJson, fromVector] = [log.join('\n'), edn, ndjson, `[${edn}]`].map((text) =>
    objectOperations(readHistory(text).events, objectModels['cas-register']).map(({ line: _, ...rest }) => rest),
  );
  assert.deepEqual(fromLog, fromJson);
  assert.deepEqual(fromEdn, fromJson);
  assert.deepEqual(fromVector, fromJson);
  assert.equal(fromLog!.length, 2, 'the read with an error never happened');
  assert.deepEqual([fromLog![0]!.return, fromLog![1]!.result], [Number.POSITIVE_INFINITY, false]);
});

test('what cannot be read is told with its line', () => {
  const cases: [text: string, message: RegExp][] = [
    ['', /line 1: expected NDJSON, EDN or .*found an empty file/],
    ['hello\nworld', /line 1: .*found 'hello'/],
    ['{"process": 0, "type": "invoke", "f": "read"}\n{"process": 0', /line 2: column \d+: expected one JSON value/],
    ['{"process": 0, "type": "start", "f": "read"}', /line 1: type: expected invoke, ok, fail, info, found "start"/],
    ['{"type": "invoke", "f": "read"}', /line 1: process: expected a number or a text, found nothing/],
    ['{:process 0, :type :invoke, :f :read}\n{:process 0', /line 2: '\{' is never closed/],
    ['{:process 0, :type :invoke, :f}', /line 1: a map with a key that has no value/],
    ['{:process 0, :type :invoke, :f "x', /line 1: a text that is never closed/],
    ['{:process 0, :type :ok, :f :read}', /line 1: process 0 ends 'read' with ok, and had not called it/],
    [
      'INFO  jepsen.util - 0 :invoke :read nil\nINFO  jepsen.util - 0 :invoke :read nil',
      /line 2: process 0 calls again before its call of line 1/,
    ],
    [
      'INFO  jepsen.util - 0 :invoke :read nil\nINFO  jepsen.util - 0 :begin :read nil',
      /line 2: expected PROCESS :invoke/,
    ],
    ['INFO  jepsen.util - 0 :invoke :push 1', /line 1: no operation 'push' of this model; it has read, get, write/],
    ['INFO  jepsen.util - 0 :invoke :cas 1', /line 1: cas: expected \[the old value, the new one\], found 1/],
  ];
  for (const [text, message] of cases) assert.throws(() => judge('cas-register', text), message, text);
});

test('a lock has one holder, who releases it', () => {
  const held = ['0 invoke acquire', '0 ok acquire'];
  assert.equal(kind('lock', ...held, '1 invoke acquire', '1 ok acquire'), 'rejected');
  assert.equal(
    kind('lock', ...held, '1 invoke acquire', '0 invoke release', '0 ok release', '1 ok acquire'),
    'accepted',
  );
  assert.equal(kind('lock', ...held, '1 invoke release', '1 ok release'), 'rejected', 'not its own');
  assert.equal(kind('lock', ...held, '1 invoke acquire', '1 fail acquire'), 'accepted');
  assert.equal(kind('lock', '1 invoke acquire', '1 fail acquire'), 'rejected', 'it was free');
  assert.equal(kind('lock', ...held, '1 invoke acquire null b', '1 ok acquire null b'), 'accepted', 'another lock');
  assert.equal(kind('lock', '0 invoke acquire', '0 info acquire', '1 invoke acquire', '1 ok acquire'), 'accepted');
});

test('a queue is first in, first out', () => {
  const two = ['0 invoke enqueue 1', '0 ok enqueue 1', '0 invoke enqueue 2', '0 ok enqueue 2'];
  assert.equal(kind('queue', ...two, '1 invoke dequeue', '1 ok dequeue 1'), 'accepted');
  assert.equal(kind('queue', ...two, '1 invoke dequeue', '1 ok dequeue 2'), 'rejected');
  assert.equal(
    kind('queue', ...two, '1 invoke dequeue', '1 info dequeue', '2 invoke dequeue', '2 ok dequeue 2'),
    'accepted',
  );
  assert.equal(kind('queue', ...two, '1 invoke dequeue', '1 fail dequeue'), 'rejected', 'it was not empty');
  assert.equal(kind('queue', '1 invoke dequeue', '1 fail dequeue', ...two), 'accepted');
});

test('texts grow by appends, and an empty one is one that never was', () => {
  const x = ['0 invoke append "a" k', '0 ok append "a" k', '0 invoke append "b" k', '0 ok append "b" k'];
  assert.equal(kind('kv', ...x, '1 invoke get null k', '1 ok get "ab" k'), 'accepted');
  assert.equal(kind('kv', ...x, '1 invoke get null k', '1 ok get "ba" k'), 'rejected');
  assert.equal(kind('kv', ...x, '1 invoke get null l', '1 ok get "" l'), 'accepted');
  assert.equal(kind('kv', '1 invoke put "" l', '1 ok put "" l', '1 invoke get null l', '1 ok get null l'), 'accepted');
});

test('texts that only grow: as without the shortcuts, on 500 random histories', () => {
  const random = new Random(3n);
  const verdicts = new Set<string>();
  for (let round = 0; round < 500; round += 1) {
    const lines: string[] = [];
    let text = '';
    const open: string[] = [];
    for (let process = 0; process < 6; process += 1) {
      const letter = 'abcdef'[process]!;
      const append = random.chance(0.6);
      lines.push(append ? `${process} invoke append "${letter}" k` : `${process} invoke get null k`);
      if (append) text += letter;
      const mixed = random.chance(0.3) ? [...text].reverse().join('') : text;
      open.push(
        append
          ? `${process} ok append "${letter}" k`
          : `${process} ok get "${mixed.slice(0, random.chance(0.3) ? 1 : 9)}" k`,
      );
      while (open.length > 0 && random.chance(0.5)) lines.push(open.splice(random.next(open.length), 1)[0]!);
    }
    const plain = kind('kv', ...lines, ...open);
    // A write that nobody sees, at the end and alone, leaves the verdict and turns the shortcuts off.
    const slow = kind('kv', ...lines, ...open, '9 invoke put "z" k', '9 ok put "z" k');
    assert.equal(plain, slow, lines.join('\n'));
    verdicts.add(plain);
  }
  assert.equal(verdicts.size, 2);
});

test('one bad key is found beside one that would take for ever', () => {
  const lines: string[] = [];
  for (let process = 0; process < 40; process += 1)
    lines.push(`${process} invoke cas [${process % 7},${(process * 3) % 7}] hard`);
  lines.push('50 invoke read null hard', '50 ok read 99 hard', '60 invoke read null easy', '60 ok read 1 easy');
  const text = lines.map((line) => {
    const [process, type, f, value, key] = line.split(' ');
    return JSON.stringify({ process: Number(process), type, f, value: JSON.parse(value!), key });
  });
  const verdict = judge('cas-register', text.join('\n'));
  assert.ok(verdict.kind === 'rejected');
  assert.equal(verdict.key, 'easy');
});

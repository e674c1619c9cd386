import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decodeItf, encodeItf, fromItf, type ItfTrace, toItf } from '../../src/tla/itf.js';
import * as tla from '../../src/tla/runtime.js';
import { toValue, values } from './model.js';

const { integer, modelValue, setOf, string, tupleOf } = tla;
const overJson = (json: unknown): unknown => JSON.parse(JSON.stringify(json));

describe('the Informal Trace Format', () => {
  it('writes each kind of value as ADR-015 has it', () => {
    assert.deepEqual(toItf(integer(-3)), { '#bigint': '-3' });
    assert.deepEqual(toItf(tla.bigInteger(2n ** 70n)), { '#bigint': '1180591620717411303424' });
    assert.deepEqual(toItf(tla.TRUE_), true);
    assert.deepEqual(toItf(tupleOf([integer(1), integer(2)])), [{ '#bigint': '1' }, { '#bigint': '2' }]);
    assert.deepEqual(toItf(tupleOf([integer(1), string('b')])), { '#tup': [{ '#bigint': '1' }, 'b'] });
    assert.deepEqual(toItf(setOf([string('b')])), { '#set': ['b'] });
    assert.deepEqual(toItf(tla.recordOf({ f: string('b') })), { f: 'b' });
    assert.deepEqual(toItf(tla.functionOf([[integer(0), string('b')]])), { '#map': [[{ '#bigint': '0' }, 'b']] });
    assert.deepEqual(toItf(modelValue('m1')), 'm1');
    assert.deepEqual(toItf(tla.NAT), { '#unserializable': 'Nat' });
    assert.deepEqual(toItf(tla.interval(integer(1), integer(2))), { '#set': [{ '#bigint': '1' }, { '#bigint': '2' }] });
  });

  it('reads back the value that it wrote', () => {
    fc.assert(
      fc.property(values(1, 3), ([model]) => {
        const value = toValue(model!);
        assert.equal(fromItf(overJson(toItf(value))), value);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps behaviours with their actions, loops and model values', () => {
    const states = [
      { action: null, values: new Map([['x', modelValue('m2')]]) },
      { action: 'Step(1)', values: new Map([['x', setOf([modelValue('m2')])]]) },
    ];
    const trace: ItfTrace = { variables: ['x'], states, loop: 0, meta: { source: 'X.tla' } };
    const document = overJson(encodeItf(trace)) as Record<string, unknown>;
    assert.deepEqual(Object.keys(document), ['#meta', 'vars', 'states', 'loop']);
    assert.deepEqual(decodeItf(document), trace);
  });

  it('reads what Apalache and Quint write', () => {
    const trace = decodeItf({
      '#meta': { format: 'ITF', varTypes: { 'bank::n': 'Int' } },
      vars: ['bank::n', 'bank::last', 'mbt::actionTaken', 'mbt::nondetPicks', 'mbt::actionTaken'],
      states: [
        {
          '#meta': { index: 0 },
          'bank::n': 7,
          'bank::last': { tag: 'None', value: { '#tup': [] } },
          'mbt::actionTaken': 'init',
          'mbt::nondetPicks': { who: { tag: 'None', value: {} } },
        },
        { 'bank::n': { '#bigint': '8' }, 'bank::last': 'p_OF_PROC', 'mbt::actionTaken': 'step' },
      ],
    });
    assert.deepEqual(trace.variables, ['bank::n', 'bank::last']);
    assert.deepEqual(
      trace.states.map(({ action, values }) => [action, tla.toText(values.get('bank::n')!)]),
      [
        ['init', '7'],
        ['step', '8'],
      ],
    );
    assert.equal(tla.toText(trace.states[1]!.values.get('bank::last')!), '"p_OF_PROC"');
    assert.deepEqual(trace.meta, { varTypes: { 'bank::n': 'Int' } });
  });

  it('says where a file is wrong and what was expected', () => {
    const one = (x: unknown): object => ({ vars: ['x'], states: [{ x }] });
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [[], /^the file: expected an object, found \[\]$/],
      [{ states: [] }, /^vars: expected an array, found nothing$/],
      [{ vars: [], states: [] }, /^states: expected at least one state$/],
      [one({ '#set': 3 }), /^states\[0\]\.x\.#set: expected an array, found 3$/],
      [one([{ '#map': [[1]] }]), /^states\[0\]\.x\[0\]\.#map\[0\]: expected a pair/],
      [one({ '#bigint': '1.5' }), /^states\[0\]\.x\.#bigint: expected decimal digits, found "1.5"$/],
      [one({ '#seq': [] }), /^states\[0\]\.x: expected one of #bigint/],
      [one({ '#set': [], a: 1 }), /^states\[0\]\.x: expected #set alone/],
      [one({ '#unserializable': 'Nat' }), /could not write this value: Nat$/],
      [one(null), /^states\[0\]\.x: expected a value, found null$/],
      [one(1.5), /^states\[0\]\.x: expected an integer, found 1.5$/],
      [{ vars: ['x'], states: [{ y: 1 }] }, /^states\[0\]\.y: not one of the file's vars \(x\)$/],
      [{ ...one(1), loop: 1 }, /^loop: expected the index of a state, 0 to 0, found 1$/],
    ];
    for (const [json, message] of wrong) assert.throws(() => decodeItf(json), { name: 'EvaluationError', message });
    const both = tla.recordOf({ a: string('m3'), b: modelValue('m3') });
    assert.throws(() => toItf(both), /cannot tell the model value m3 from the string "m3"/);
  });
});

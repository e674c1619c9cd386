/** Sentences of the GFS and HDFS papers, each with its step: name service, data nodes and the client's library. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effects } from '../../../src/protocol/protocol.js';
import { checksum, fits } from '../../../src/protocol/storage/checksum.js';
import { DataNode } from '../../../src/protocol/storage/data-node.js';
import type {
  MessageOf,
  NameAnswer,
  NameCommand,
  StorageMessage,
  StorageMutant,
  StorageRecord,
  StorageReply,
  StorageTimings,
} from '../../../src/protocol/storage/message.js';
import { NameService } from '../../../src/protocol/storage/name-service.js';
import { layoutOf } from '../../../src/sim/systems/storage/storage.js';

const layout = layoutOf(['m1', 'm2', 'm3', 'd1', 'd2', 'd3', 'd4', 'c1']);
const timings = { heartbeatMs: 25, reportMs: 500, scrubMs: 100, resendMs: 50 } as StorageTimings;

/** A name service, whose decisions are numbered from 1. */
function names(mutant: StorageMutant | null = null) {
  const actions: string[] = [];
  const service = new NameService(layout, mutant, (action) => actions.push(action));
  let index = 0;
  const decide = (command: NameCommand, id = `x${index}`): NameAnswer => {
    index += 1;
    return service.apply(id, command, index);
  };
  const open = (value: string, writer = 'c1', failed: string[] = [], file = 'f1'): NameAnswer =>
    decide({ op: 'open', file, value, writer, failed });
  const written = (value: string): Extract<NameAnswer, { kind: 'pipeline' }> => {
    const pipeline = open(value);
    assert.equal(pipeline.kind, 'pipeline');
    const { block, gen } = pipeline as Extract<NameAnswer, { kind: 'pipeline' }>;
    assert.deepEqual(decide({ op: 'complete', block, gen }), { kind: 'done' });
    return pipeline as Extract<NameAnswer, { kind: 'pipeline' }>;
  };
  return { service, actions, decide, open, written };
}

test('the replicas of a block are in more than one rack (HDFS, section 3.2)', () => {
  for (let file = 1; file <= 20; file += 1) {
    const { nodes } = names().open('o1', 'c1', [], `f${file}`) as Extract<NameAnswer, { kind: 'pipeline' }>;
    assert.equal(new Set(nodes.map(layout.rackOf)).size, 2, nodes.join());
  }
  const chosen = [...Array(100).keys()].map((block) => layout.prefer(`b${block}`, layout.dataNodes)[0]!);
  for (const node of layout.dataNodes) {
    const count = chosen.filter((id) => id === node).length;
    assert.ok(count >= 10 && count <= 45, `${node} comes first for ${count} of 100 blocks`);
  }
});

test('a single writer: the file is leased to who writes it until it is closed (HDFS, section 3.1)', () => {
  const { open, decide, written } = names();
  written('o1');
  assert.deepEqual(open('o2', 'c2'), { kind: 'leased', by: 'c1' });
  decide({ op: 'close', file: 'f1', writer: 'c2' });
  assert.deepEqual(open('o2', 'c2'), { kind: 'leased', by: 'c1' }, 'nobody closes for another');
  decide({ op: 'close', file: 'f1', writer: 'c1' });
  assert.equal(open('o2', 'c2').kind, 'pipeline');
});

test('a new generation fences off the one before', () => {
  const { open, decide } = names();
  const first = open('o1') as Extract<NameAnswer, { kind: 'pipeline' }>;
  const second = open('o1') as Extract<NameAnswer, { kind: 'pipeline' }>;
  assert.ok(second.gen > first.gen);
  assert.deepEqual(decide({ op: 'complete', block: first.block, gen: first.gen }), { kind: 'fenced' });
  assert.deepEqual(decide({ op: 'complete', block: second.block, gen: second.gen }), { kind: 'done' });
  assert.deepEqual(open('o1'), { kind: 'done' }, 'what is acknowledged is not written again');
});

test('a command that comes again has its answer, and decides nothing', () => {
  const { service, decide } = names();
  const command = { op: 'open', file: 'f1', value: 'o1', writer: 'c1', failed: [] } as const;
  const answer = decide(command, 'c1/f1.1');
  assert.deepEqual(decide(command, 'c1/f1.1'), answer);
  assert.equal(service.state.decided, 1);
  const copy = names().service;
  copy.restore(service.snapshot());
  assert.deepEqual(copy.result('c1/f1.1'), answer, 'a snapshot has the answers, too');
});

test('a dead node is no copy; back again, it is one when it reports, and one too many goes', () => {
  const { service, decide, written } = names();
  const { block, gen, nodes } = written('o1');
  const [gone, left] = nodes as [string, string];
  decide({ op: 'dead', node: gone });
  assert.deepEqual(service.state.blocks[block]!.located, [left]);
  const other = layout.dataNodes.find((id) => !nodes.includes(id) && layout.rackOf(id) !== layout.rackOf(left))!;
  decide({ op: 'add', block, node: other, gen, stamp: 3 });
  assert.equal(service.excess(block), null);
  assert.equal(decide({ op: 'remove-excess', block, node: other }).kind, 'nothing', 'there is none too many');
  decide({ op: 'alive', node: gone });
  decide({ op: 'add', block, node: gone, gen, stamp: gen });
  const excess = service.excess(block)!;
  assert.notEqual(excess, left, 'the last in its rack stays');
  decide({ op: 'remove-excess', block, node: excess });
  assert.equal(service.isSpread(service.state.blocks[block]!.located), true);
  decide({ op: 'add', block, node: excess, gen, stamp: gen });
  assert.equal(service.state.blocks[block]!.located.length, 2, 'a report from before the deletion');
});

/** A data node, and what it says to one message after the other. */
function dataNode(mutant: StorageMutant | null = null, records: readonly StorageRecord[] = []) {
  const node = new DataNode({ self: 'd1', layout, timings, mutant, traced: true }, records);
  type Said = Effects<StorageMessage, StorageRecord, StorageReply>;
  const tell = (message: StorageMessage): Said => node.step(0, { kind: 'message', from: 'm1', message });
  const write = (gen: number, offset: number, value: string): Said =>
    tell({ type: 'Write', block: 'b1', gen, offset, value, sum: checksum(value), nodes: ['d1', 'd2'], writer: 'c1' });
  const rot = (nth: number): Said => node.step(0, { kind: 'request', id: 'rot', request: { op: 'rot', nth } });
  return { node, tell, write, rot };
}
const sent = <T extends StorageMessage['type']>(
  { send }: Pick<Effects<StorageMessage, never, never>, 'send'>,
  type: T,
) => send.flatMap(({ to, message }) => (message.type === type ? [{ to, message: message as MessageOf<T> }] : []));
const traced = ({ trace }: { readonly trace: readonly { readonly action: string }[] }): string[] =>
  trace.map(({ action }) => action);
const read = { type: 'Read', id: 'o9', block: 'b1', gen: 2, len: 1 } as const;

test('the pipeline: a node stores, tells the writer, and hands on (HDFS, figure 2)', () => {
  const { write, node } = dataNode();
  const said = write(2, 0, 'o1');
  assert.deepEqual(said.persist, [{ block: 'b1', gen: 2, stamp: 2, data: ['o1'], sums: [checksum('o1')] }]);
  assert.deepEqual(
    said.send.map(({ to, message }) => [to, message.type]),
    [
      ['c1', 'Stored'],
      ['d2', 'Write'],
    ],
  );
  assert.deepEqual(traced(write(2, 0, 'o1')), [], 'the same again is stored once');
  assert.deepEqual(traced(write(1, 0, 'o0')), [], 'an earlier generation is fenced off');
  assert.deepEqual(traced(write(7, 1, 'o3')), ['Store']);
  assert.deepEqual(traced(write(9, 1, 'o4')), ['Store']);
  assert.deepEqual(node.replicas.get('b1')!.data, ['o1', 'o4'], 'what was not acknowledged gives way');
  assert.deepEqual(traced(write(11, 5, 'o5')), [], 'no packet without those before it');
});

test('what does not fit its checksum is not served and not copied, but told of (GFS, section 5.2)', () => {
  for (const mutant of [null, 'checksum-ignored', 'copy-corrupt'] as const) {
    const { tell, write, rot } = dataNode(mutant);
    write(2, 0, 'o6');
    assert.deepEqual(sent(tell(read), 'Packets')[0]!.message.data, ['o6']);
    assert.deepEqual(traced(rot(0)), ['Rot']);
    assert.deepEqual(traced(rot(0)), [], 'what is rotten does not come back by rotting');
    const copied = tell({ type: 'Replicate', block: 'b1', gen: 2, len: 1, stamp: 5, target: 'd3' });
    assert.deepEqual(traced(copied), mutant === 'copy-corrupt' ? ['Copy'] : ['FindBad']);
    const { data } = sent(tell(read), 'Packets')[0]!.message;
    assert.deepEqual(data, mutant === 'checksum-ignored' ? ['o7'] : null);
    if (mutant === null) assert.deepEqual(sent(copied, 'Report')[0]!.message.bad, [{ block: 'b1', gen: 2, stamp: 2 }]);
  }
});

test('a stale replica is not served, and goes when its node hears of the version (GFS, section 4.5)', () => {
  const { tell, write } = dataNode();
  write(2, 0, 'o1');
  assert.equal(sent(tell({ ...read, gen: 5 }), 'Packets')[0]!.message.data, null);
  assert.deepEqual(traced(tell({ type: 'Version', block: 'b1', gen: 2, len: 1 })), [], 'it is that version');
  assert.deepEqual(traced(tell({ type: 'Version', block: 'b1', gen: 5, len: 1 })), ['DeleteStale']);
});

test('an old deletion leaves the copy that came after it', () => {
  for (const mutant of [null, 'old-deletion-obeyed'] as const) {
    const { tell, write, node } = dataNode(mutant);
    write(2, 0, 'o1');
    assert.deepEqual(traced(tell({ type: 'Delete', block: 'b1', stamp: 4 })), ['Delete']);
    const data = ['o1'];
    const copy = { type: 'Copy', block: 'b1', gen: 2, stamp: 6, data, sums: data.map(checksum) } as const;
    assert.deepEqual(traced(tell({ ...copy, sums: [1] })), [], 'a copy that does not fit its checksums');
    assert.deepEqual(traced(tell(copy)), ['StoreCopy']);
    tell({ type: 'Delete', block: 'b1', stamp: 4 });
    assert.equal(node.replicas.has('b1'), mutant === null);
  }
});

test('a data node is reborn with what was durable', () => {
  const { write, rot } = dataNode();
  const records = [...write(2, 0, 'o1').persist, ...write(3, 1, 'o2').persist, ...rot(1).persist];
  const { node } = dataNode(null, records);
  assert.deepEqual(node.replicas.get('b1')!.data, ['o1', 'o3']);
  assert.equal(dataNode(null, [...records, { deleted: 'b1' }]).node.replicas.size, 0);
});

test('checksums are CRC-32C: the check value of the catalogue, and any one bit is found', () => {
  assert.equal(checksum('123456789'), 0xe306_9283);
  for (let bit = 0; bit < 8; bit += 1) {
    const other = String.fromCharCode('a'.charCodeAt(0) ^ (1 << bit));
    assert.equal(fits([`${other}bc`], [checksum('abc')], 1), false);
  }
});

/** The host's storage over the durable log: what was acknowledged is there again, in order, and whole steps only. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Host } from '../../../src/host/host.js';
import { LogStorage } from '../../../src/host/real/storage.js';
import { LogError } from '../../../src/log/error.js';
import { inspectLog } from '../../../src/log/inspect.js';
import { effects, type ProtocolNode } from '../../../src/protocol/protocol.js';
import { freshFolder } from '../../log/folder.js';

interface Added {
  readonly added: number;
}
const log = { segmentBytes: 64 << 10, spareSegments: 0 } as const;

const appended = (storage: LogStorage<Added>, ...added: number[]): Promise<string | null> =>
  new Promise((resolve) =>
    storage.append(
      added.map((each) => ({ added: each })),
      resolve,
    ),
  );

test('batches come back in order; done comes later, in the order of the appends', async (t) => {
  const folder = freshFolder(t);
  const storage = LogStorage.open<Added>(folder, { log });
  assert.deepEqual(storage.load(), []);
  const order: number[] = [];
  const all = [1, 2, 3].map((each) => appended(storage, each, 10 * each).then(() => order.push(each)));
  assert.deepEqual(order, [], 'never synchronously');
  await Promise.all(all);
  assert.deepEqual(order, [1, 2, 3]);
  await storage.close();
  const again = LogStorage.open<Added>(folder, { log });
  assert.deepEqual(
    again.load().map(({ added }) => added),
    [1, 10, 2, 20, 3, 30],
  );
  await again.close();
});

test('a torn last batch was never there: none of its records, all of those before', async (t) => {
  const folder = freshFolder(t);
  const storage = LogStorage.open<Added>(join(folder, 'live'), { log });
  await appended(storage, 1, 2);
  await appended(storage, 3, 4, 5);
  cpSync(join(folder, 'live'), join(folder, 'crashed'), { recursive: true });
  await storage.close();
  const segment = join(folder, 'crashed', '0000000000000001.segment');
  truncateSync(segment, readFileSync(segment).lastIndexOf('{"added":5}') + 3);
  const again = LogStorage.open<Added>(join(folder, 'crashed'), { log });
  assert.deepEqual(again.load(), [{ added: 1 }, { added: 2 }]);
  assert.notEqual(again.recovery.torn, null);
  await again.close();
});

test('damage below the end is refused, and what is no record of the node is named', async (t) => {
  const folder = freshFolder(t);
  const storage = LogStorage.open<Added>(folder, { log });
  for (const each of [1, 2, 3]) await appended(storage, each);
  await storage.close();
  const segment = join(folder, '0000000000000001.segment');
  const bytes = readFileSync(segment);
  const damaged = Buffer.from(bytes);
  damaged[bytes.indexOf('{"added":2}')]! ^= 1;
  writeFileSync(segment, damaged);
  assert.throws(
    () => LogStorage.open<Added>(folder, { log }),
    (error) => error instanceof LogError && error.code === 'corrupt' && error.damage?.firstIndex === 2,
  );
  writeFileSync(segment, bytes);
  assert.equal(inspectLog(folder).verdict.kind, 'sound');
  const strict = LogStorage.open<Added>(folder, {
    log,
    codec: {
      encode: () => new Uint8Array(1),
      decode: () => {
        throw new Error('too short');
      },
    },
  });
  assert.throws(() => strict.load(), /record 1 is sound, but not one of this node's: too short/);
  await strict.close();
});

/** Adds what it is asked to add, and answers with the sum, once that is durable. */
const adder = (records: readonly Added[]): ProtocolNode<never, Added, number, number> => {
  let sum = records.reduce((total, { added }) => total + added, 0);
  return {
    step(_now, input) {
      if (input.kind !== 'request') return effects({});
      sum += input.request;
      return effects({ persist: [{ added: input.request }], replies: [{ id: input.id, reply: sum }] });
    },
  };
};

function start(storage: LogStorage<Added>) {
  const replies: number[] = [];
  const stops: string[] = [];
  const waiting: (() => void)[] = [];
  const told = (): void => waiting.shift()?.();
  const host = new Host<never, Added, number, number>(
    {
      clock: { now: () => 0, after: () => () => {} },
      transport: { send: () => {}, onMessage: () => {} },
      storage,
    },
    {
      create: adder,
      onReply: (_id, reply) => {
        replies.push(reply);
        told();
      },
      onStop: (because) => {
        stops.push(because);
        told();
      },
    },
  );
  host.start();
  const ask = (request: number): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      host.request('id', request);
    });
  return { host, replies, stops, ask };
}

test('a node goes on from what it had answered; a disk that refuses stops it before it answers', async (t) => {
  const folder = freshFolder(t);
  const storage = LogStorage.open<Added>(folder, { log });
  const first = start(storage);
  await Promise.all([first.ask(3), first.ask(4)]);
  assert.deepEqual(first.replies, [3, 7]);
  await storage.close();
  await first.ask(100);
  assert.deepEqual(first.replies, [3, 7]);
  assert.match(first.stops.join(), /the log is closed/);
  assert.equal(first.host.running, false);

  const again = LogStorage.open<Added>(folder, { log });
  const second = start(again);
  await second.ask(5);
  assert.deepEqual(second.replies, [12]);
  await again.close();
});

/** The order persist -> trace -> send -> timers -> replies, and nothing after persist before it is durable. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Host } from '../../src/host/host.js';
import type { Storage } from '../../src/host/ports.js';
import { type Effects, effects, type Input, type ProtocolNode } from '../../src/protocol/protocol.js';

type Step = Effects<string, string, string>;

/** A node that does what the test says, and a world that writes down what happens and when. */
function harness(script: (input: Input<string, string>) => Step, awaitDurable = true) {
  const log: string[] = [];
  const syncs: ((failure: string | null) => void)[] = [];
  const stored: string[] = [];
  let receive: (from: string, message: string) => void = () => {};
  const fires: (() => void)[] = [];
  const storage: Storage<string> = {
    load: () => stored,
    append: (records, done) => {
      log.push(`persist ${records.join('+')}`);
      syncs.push(done);
    },
  };
  const node: ProtocolNode<string, string, string, string> = { step: (_now, input) => script(input) };
  const host = new Host<string, string, string, string>(
    {
      clock: {
        now: () => 0,
        after: (delay, fire) => {
          log.push(`timer ${delay}`);
          fires.push(fire);
          return () => log.push(`cancel ${delay}`);
        },
      },
      transport: {
        send: (to, message) => log.push(`send ${message} to ${to}`),
        onMessage: (handler) => {
          receive = handler;
        },
      },
      storage,
    },
    {
      create: (records) => {
        log.push(`born of ${records.join('+')}`);
        return node;
      },
      onTrace: (step) => log.push(`trace ${step.action}`),
      onReply: (id, reply) => log.push(`reply ${reply} to ${id}`),
      onStop: (because) => log.push(`stopped: ${because}`),
      awaitDurable,
    },
  );
  return { host, log, syncs, stored, fires, receive: (message: string) => receive('x', message) };
}

/** Every effect, named after the message that caused it; `quiet ...` persists nothing. */
const everything = (input: Input<string, string>): Step => {
  if (input.kind !== 'message') return effects({});
  const name = input.message;
  return {
    persist: name.startsWith('quiet') ? [] : [name],
    trace: [{ action: name, args: {}, vars: {} }],
    send: [{ to: 'y', message: name }],
    timers: [{ timer: 't', after: 5 }],
    replies: [{ id: 'c', reply: name }],
  };
};

test('effects come out in the one order, once the records are durable', () => {
  const { host, log, syncs, receive } = harness(everything);
  host.start();
  receive('a');
  assert.deepEqual(log, ['born of ', 'persist a']);
  syncs[0]!(null);
  assert.deepEqual(log.slice(2), ['trace a', 'send a to y', 'timer 5', 'reply a to c']);
});

test('steps come out in their order: one without records waits for those before it', () => {
  const { host, log, syncs, receive } = harness(everything);
  host.start();
  receive('a');
  receive('quiet b');
  receive('c');
  assert.deepEqual(log, ['born of ', 'persist a', 'persist c']);
  syncs[0]!(null);
  assert.deepEqual(
    log.filter((line) => line.startsWith('trace')),
    ['trace a', 'trace quiet b'],
  );
  syncs[1]!(null);
  assert.equal(log.at(-1), 'reply c to c');
  receive('quiet d');
  assert.equal(log.at(-1), 'reply quiet d to c', 'nothing is pending: at once');
});

test('a crash lets nothing out but the trace of what had become durable', () => {
  const { host, log, syncs, receive, fires } = harness(everything);
  host.start();
  receive('quiet first');
  receive('a');
  receive('b');
  host.stop();
  log.length = 0;
  syncs[0]!(null);
  assert.deepEqual(log, ['trace a']);
  receive('quiet late');
  fires[0]!();
  assert.deepEqual(log, ['trace a'], 'a stopped host takes no step');
});

test('a disk that fails stops the host', () => {
  const { host, log, syncs, receive } = harness(everything);
  host.start();
  receive('a');
  receive('b');
  syncs[0]!('disk full');
  syncs[1]!('disk full');
  assert.deepEqual(log.slice(3), ['stopped: disk full']);
  assert.equal(host.running, false);
});

test('the mutant reply-before-persist replies before it is durable', () => {
  const { host, log, receive } = harness(everything, false);
  host.start();
  receive('a');
  assert.equal(log.at(-1), 'reply a to c');
});

test('setting a timer that runs sets it anew, null cancels it', () => {
  const { host, log } = harness((input) =>
    input.kind === 'request'
      ? effects({ timers: [{ timer: 't', after: input.request === 'cancel' ? null : Number(input.request) }] })
      : effects({}),
  );
  host.start();
  for (const request of ['3', '4', 'cancel', 'cancel']) host.request('c', request);
  assert.deepEqual(log.slice(1), ['timer 3', 'cancel 3', 'timer 4', 'cancel 4']);
});

import { type Effects, effects, type Input, noEffects, type ProtocolNode } from '../../protocol/protocol.js';
import type { Schedule } from '../schedule.js';
import type { System } from '../system.js';

/** Sends every message back to where it came from, for ever: the least that a protocol can do, so the simulator's own cost shows. */
class Echo implements ProtocolNode<number, never, number, number> {
  readonly #peers: readonly string[];

  constructor(peers: readonly string[]) {
    this.#peers = peers;
  }

  step(_now: number, input: Input<number, number>): Effects<number, never, number> {
    if (input.kind === 'message') return effects({ send: [{ to: input.from, message: input.message + 1 }] });
    if (input.kind === 'timeout') return noEffects;
    const balls = Array.from({ length: input.request }, (_, index) => ({
      to: this.#peers[index % this.#peers.length]!,
      message: 0,
    }));
    return effects({ send: balls, replies: [{ id: input.id, reply: balls.length }] });
  }
}

/** No specification and no mutants: it is only measured. */
export const echo: System<number, never, number, number> = {
  name: 'echo',
  title: 'Echo',
  specification: '',
  mutants: {},
  durationMs: 1000,
  livenessMs: 0,
  nodes: () => ['n1', 'n2', 'n3'],
  tolerates: () => 0,
  operations: () => [],
  unfit: () => null,
  create: (id, nodes) => new Echo(nodes.filter((other) => other !== id)),
  constants: () => ({}),
  unsettled: () => null,
};

/** `balls` messages in flight among three nodes, each link drawing its jitter; about `balls * durationMs / 1.5` deliveries. */
export const echoSchedule = (balls: number, durationMs: number): Schedule<number> => ({
  protocol: 'echo',
  seed: '0x1',
  nodes: echo.nodes(undefined as never),
  durationMs,
  network: { delayMs: 1, jitterMs: 1, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
  disk: { syncMs: 1, jitterMs: 0 },
  faults: [],
  operations: [{ at: 0, id: 'serve', to: 'n1', request: balls }],
});

import type { Millis, NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { type Effects, type Input, type ProtocolNode, startTimer } from '../../protocol.js';
import type { Chain, ChainMessage, ChainRecord, ChainReply, ChainRequest } from './message.js';
import type { ChainOptions } from './state.js';

/** How many times its usual patience it has at most, and after how many ticks without a removal it has half of it. */
const mostPatient = 16;
const calmTicks = 100;

/**
 * The paper's master: says what the chain is. It crashes and comes back but does not lose its memory: the paper takes it for one
 * that never fails, built on consensus.
 */
export class ChainViewService implements ProtocolNode<ChainMessage, ChainRecord, ChainRequest, ChainReply> {
  readonly #options: ChainOptions;
  readonly #out = new Outbox<ChainMessage, ChainRecord, ChainReply>();
  #chain: Chain;
  readonly #silentTicks = new Map<NodeId, number>();
  /** Ticks of silence that it takes for death: twice as many after each removal, for a slow disk looks like a crash. */
  #limit: number;
  #calmTicks = 0;

  constructor(options: ChainOptions, records: readonly ChainRecord[]) {
    this.#options = options;
    this.#limit = options.timings.silentTicks;
    this.#chain = { epoch: 1, servers: options.servers };
    for (const record of records) if ('chain' in record) this.#chain = record.chain;
    for (const id of options.servers) this.#silentTicks.set(id, 0);
  }

  /** For the judge of a run. */
  get chain(): Chain {
    return this.#chain;
  }

  step(_now: Millis, input: Input<ChainMessage, ChainRequest>): Effects<ChainMessage, ChainRecord, ChainReply> {
    if (input.kind === 'request') this.#redirect(input.id, input.request);
    else if (input.kind === 'message') this.#receive(input.from, input.message);
    else if (input.timer === 'tick' || input.timer === startTimer) this.#tick();
    return this.#out.take();
  }

  #redirect(id: string, { op }: ChainRequest): void {
    const { servers } = this.#chain;
    this.#out.reply(id, { kind: 'redirect', to: op === 'get' ? servers.at(-1)! : servers[0]! });
  }

  #receive(from: NodeId, message: ChainMessage): void {
    const { epoch, servers } = this.#chain;
    if (message.type === 'Alive') {
      this.#silentTicks.set(from, 0);
      if (message.epoch < epoch) this.#out.send(from, { type: 'View', chain: this.#chain });
    } else if (message.type === 'Extend') {
      if (message.epoch !== epoch || servers.includes(message.server)) return;
      this.#out.trace('Extend', { c: message.server }, {});
      this.#silentTicks.set(message.server, 0);
      this.#become([...servers, message.server]);
    } else if (message.type === 'Confirm') {
      const { round } = message;
      if (message.epoch === epoch) this.#out.send(from, { type: 'Confirmed', epoch, round });
    }
  }

  #tick(): void {
    const { silentTicks, tickMs } = this.#options.timings;
    this.#calmTicks += 1;
    if (this.#calmTicks % calmTicks === 0) this.#limit = Math.max(silentTicks, this.#limit / 2);
    for (const [id, ticks] of this.#silentTicks) this.#silentTicks.set(id, ticks + 1);
    const silent = this.#chain.servers.find((id) => this.#silentTicks.get(id)! > this.#limit);
    if (silent !== undefined && this.#chain.servers.length > 1) this.#remove(silent);
    this.#out.timer('tick', tickMs);
  }

  #remove(server: NodeId): void {
    const { silentTicks } = this.#options.timings;
    this.#calmTicks = 0;
    this.#limit = Math.min(2 * this.#limit, mostPatient * silentTicks);
    this.#out.trace('Remove', { s: server }, {});
    this.#become(this.#chain.servers.filter((id) => id !== server));
  }

  #become(servers: readonly NodeId[]): void {
    this.#chain = { epoch: this.#chain.epoch + 1, servers };
    this.#out.persist({ chain: this.#chain });
    for (const id of this.#options.servers) this.#out.send(id, { type: 'View', chain: this.#chain });
  }
}

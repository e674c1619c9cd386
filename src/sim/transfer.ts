/** How long it takes to carry objects between nodes whose links have so much room and no more. */
import { assert } from '../core/assert.js';
import type { Millis } from '../core/units.js';
import { Scheduler, type SimEvent } from './scheduler.js';

export interface Transfer {
  /** Nodes by index. */
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

export interface Links {
  readonly nodes: number;
  /** Of each node, out and in at the same time: full duplex, with a switch between them that is never the bottleneck. */
  readonly bytesPerMs: number;
  readonly latencyMs: Millis;
  /** What is sent in one piece; a sender gives each of its receivers one piece in turn. */
  readonly chunkBytes: number;
}

export interface TransferRun {
  /** Until the last byte has arrived. */
  readonly ms: Millis;
  /** No schedule whatsoever is faster: the fullest link, and the latency once. */
  readonly leastMs: Millis;
  readonly bytes: number;
}

/** One direction of one node's link: pieces go through it one after another. */
class Link {
  freeAt: Millis = 0;
  take(now: Millis, ms: Millis): Millis {
    this.freeAt = Math.max(this.freeAt, now) + ms;
    return this.freeAt;
  }
}

/** What a node has still to send, a queue for each receiver, served in turn. */
class Sender {
  readonly #left: { to: number; bytes: number }[] = [];
  add(to: number, bytes: number): void {
    this.#left.push({ to, bytes });
  }
  next(chunkBytes: number): { to: number; bytes: number } | null {
    const first = this.#left.shift();
    if (first === undefined) return null;
    const bytes = Math.min(chunkBytes, first.bytes);
    if (bytes < first.bytes) this.#left.push({ to: first.to, bytes: first.bytes - bytes });
    return { to: first.to, bytes };
  }
}

/** Deterministic; transfers between the same two nodes are joined. O(chunks log chunks). */
export function simulateTransfers(transfers: readonly Transfer[], links: Links): TransferRun {
  const { nodes, bytesPerMs, latencyMs, chunkBytes } = links;
  assert(bytesPerMs > 0 && chunkBytes > 0 && latencyMs >= 0, 'links need room, pieces a size');
  const joined = new Map<number, number>();
  for (const { from, to, bytes } of transfers) {
    assert(
      from < nodes && to < nodes && from !== to && bytes >= 0,
      `no transfer of ${bytes} bytes from ${from} to ${to}`,
    );
    const pair = from * nodes + to;
    joined.set(pair, (joined.get(pair) ?? 0) + bytes);
  }
  const senders = Array.from({ length: nodes }, () => new Sender());
  const out = new Float64Array(nodes);
  const into = new Float64Array(nodes);
  for (const [pair, bytes] of [...joined].sort(([a], [b]) => a - b)) {
    const [from, to] = [Math.floor(pair / nodes), pair % nodes];
    senders[from]!.add(to, bytes);
    out[from]! += bytes;
    into[to]! += bytes;
  }
  const scheduler = new Scheduler();
  const ups = senders.map(() => new Link());
  const downs = senders.map(() => new Link());
  let last = 0;
  const send = (from: number): void => {
    const chunk = senders[from]!.next(chunkBytes);
    if (chunk === null) return;
    const sentAt = ups[from]!.take(scheduler.now, chunk.bytes / bytesPerMs);
    scheduler.at(
      sentAt,
      event(() => send(from)),
    );
    // The first byte of a piece arrives a latency after it left; the piece then takes the receiver's link for as long again.
    const arrives = sentAt - chunk.bytes / bytesPerMs + latencyMs;
    scheduler.at(
      Math.max(arrives, scheduler.now),
      event(() => {
        last = Math.max(last, downs[chunk.to]!.take(scheduler.now, chunk.bytes / bytesPerMs));
      }),
    );
  };
  for (let node = 0; node < nodes; node += 1) send(node);
  while (scheduler.size > 0) scheduler.step();
  const fullest = Math.max(...out, ...into);
  return {
    ms: last,
    leastMs: fullest === 0 ? 0 : fullest / bytesPerMs + latencyMs,
    bytes: out.reduce((sum, bytes) => sum + bytes, 0),
  };
}

const event = (fire: () => void): SimEvent => ({ fire });

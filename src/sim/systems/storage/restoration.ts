/** How long blocks had too few copies, by what the name service decided: and how long that may take. */
import type { TraceEvent } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';
import type { StorageTimings } from '../../../protocol/storage/message.js';
import type { Schedule } from '../../schedule.js';

/** A time in which `block` had fewer copies that count than it shall have. */
export interface Shortage {
  readonly block: string;
  readonly from: Millis;
  /** null: at the end of the trace it has them not. */
  readonly to: Millis | null;
}

/** What the name service counts, decision after decision; a later leader says again what an earlier one has said. */
class Located {
  readonly #nodes = new Map<string, Set<NodeId>>();
  readonly #writing = new Map<string, readonly NodeId[]>();
  readonly #dead = new Set<NodeId>();
  #decided = 0;

  /** true: something may have changed. */
  take({ action, args }: TraceEvent): boolean {
    const n = Number(args.n ?? 0);
    if (n <= this.#decided) return false;
    this.#decided = n;
    const about = (args.m ?? { block: args.b, node: args.d }) as { readonly block: string; readonly node: NodeId };
    if (action === 'Open')
      this.#writing.set(about.block, (args.nodes as unknown as { readonly '#set': readonly NodeId[] })['#set']);
    else if (action === 'Complete')
      this.#nodes.set(about.block, new Set(this.#writing.get(about.block)!.filter((id) => !this.#dead.has(id))));
    else if (action === 'Add') this.#nodes.get(about.block)?.add(about.node);
    else if (action === 'RemoveExcess' || action === 'RemoveBad') this.#nodes.get(about.block)?.delete(about.node);
    else if (action === 'Alive') this.#dead.delete(about.node);
    else if (action === 'Dead') {
      this.#dead.add(about.node);
      for (const nodes of this.#nodes.values()) nodes.delete(about.node);
    } else return false;
    return true;
  }

  /** Acknowledged blocks with fewer than `wanted`. */
  lacking(wanted: number): string[] {
    return [...this.#nodes].filter(([, { size }]) => size < wanted).map(([block]) => block);
  }
}

/** `wanted`: the copies that each block shall have, and can. */
export function shortages(trace: readonly TraceEvent[], wanted: number): Shortage[] {
  const located = new Located();
  const open = new Map<string, Millis>();
  const ended: Shortage[] = [];
  for (const event of trace) {
    if (!located.take(event)) continue;
    const lacking = new Set(located.lacking(wanted));
    for (const block of lacking) if (!open.has(block)) open.set(block, event.at);
    for (const [block, from] of open) {
      if (lacking.has(block)) continue;
      open.delete(block);
      ended.push({ block, from, to: event.at });
    }
  }
  return [...ended, ...[...open].map(([block, from]) => ({ block, from, to: null }))];
}

/**
 * In a network that is whole again, so long at most after `blocks` blocks are known to lack up to `copies` copies each: a leader (two
 * elections, should the first be split), and the copies one after the other of each block, `orders` blocks at a time. Each is ordered at the
 * next look around, sent, stored, told and decided: four messages and four syncs, or else ordered again, once: its source may have rotted, too.
 */
export function restorationBound(
  { raft, checkMs, orders, orderMs }: StorageTimings,
  { network, disk }: Pick<Schedule, 'network' | 'disk'>,
  blocks: number,
  copies: number,
): Millis {
  const elections = 4 * raft.electionMs;
  const way = 4 * (network.delayMs + network.jitterMs) + 4 * (disk.syncMs + disk.jitterMs);
  return elections + Math.ceil(blocks / orders) * copies * 2 * (checkMs + orderMs + way);
}

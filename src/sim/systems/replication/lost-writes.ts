/** What a run of primary-backup replication has lost: read off its trace. */
import type { TraceEvent, Value } from '../../../core/trace.js';
import type { Millis, NodeId } from '../../../core/units.js';

export interface LostWrite {
  readonly write: string;
  /** When its client was told that it was safe. */
  readonly acknowledgedAt: Millis;
  /** The primary that told it. */
  readonly by: NodeId;
}

/** Writes that were acknowledged and are not in the log of the last primary, in the order of their acknowledgements. */
export function lostWrites(trace: readonly TraceEvent[]): LostWrite[] {
  const logs = new Map<Value | undefined, readonly string[]>();
  const histories = new Map<Value, readonly string[]>();
  const acknowledged = new Map<string, LostWrite>();
  const logOf = (id: Value | undefined): readonly string[] => logs.get(id) ?? [];
  let last: Value = 1;
  const epochs = new Map<Value | undefined, Value>();
  for (const { action, args, at, node } of trace) {
    if (action === 'Begin') {
      histories.set(args.e!, logOf(args.p));
      epochs.set(args.p, args.e!);
      if ((args.e as number) > (last as number)) last = args.e!;
    } else if (action === 'Serve') {
      const log = [...logOf(args.p), args.w as string];
      logs.set(args.p, log);
      histories.set(epochs.get(args.p) ?? 1, log);
    } else if (action === 'Accept' || action === 'Follow') {
      logs.set(args.b, (histories.get(args.e!) ?? []).slice(0, args.n as number));
    } else if (action === 'Acknowledge') {
      for (const write of logOf(args.p).slice(0, args.n as number)) {
        if (!acknowledged.has(write)) acknowledged.set(write, { write, acknowledgedAt: at, by: node });
      }
    }
  }
  for (const write of histories.get(last) ?? []) acknowledged.delete(write);
  return [...acknowledged.values()];
}

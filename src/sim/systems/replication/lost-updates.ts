/** Which updates of a run of last writer wins nobody has read before they were gone: read off its trace. */
import type { TraceEvent, Value } from '../../../core/trace.js';

/** What a replica has: a write, and all that its writer and the writers before it had read. */
interface Held {
  readonly write: string | null;
  readonly read: ReadonlySet<string>;
}

const nothing: Held = { write: null, read: new Set() };

/** Writes that are not what is left in the end, and that whoever overwrote them did not know. */
export function lostUpdates(trace: readonly TraceEvent[]): string[] {
  const past = new Map<Value | undefined, Held[]>();
  const pastOf = (id: Value | undefined): Held[] => {
    const known = past.get(id) ?? [nothing];
    past.set(id, known);
    return known;
  };
  const writes: string[] = [];
  for (const { action, args, vars } of trace) {
    const states = pastOf(args.r);
    const held = states.at(-1)!;
    if (action === 'Update') {
      const write = args.w as string;
      writes.push(write);
      // A stamp that is not later writes nothing.
      states.push(valueAfter(vars, args.r) === write ? { write, read: withWrite(held) } : held);
    } else if (action === 'Merge') {
      const theirs = pastOf(args.s)[(args.n as number) - 1]!;
      states.push(valueAfter(vars, args.r) === theirs.write ? theirs : held);
    }
  }
  const kept = new Set<string>();
  for (const states of past.values()) for (const write of withWrite(states.at(-1)!)) kept.add(write);
  return writes.filter((write) => !kept.has(write));
}

const withWrite = ({ write, read }: Held): Set<string> => new Set(write === null ? read : [...read, write]);

/** The value that the step has left at its replica. */
function valueAfter(vars: Value, replica: Value | undefined): Value | undefined {
  const { past } = vars as { past: Record<string, Record<string, { value: Value }>> };
  return Object.values(past[replica as string]!)[0]?.value;
}

import type { Millis, NodeId } from '../core/units.js';

/**
 * Everything that a run depends on, besides the code, as data: printed, stored, edited and shrunk. A run of the same schedule is
 * the same run. `seed` still draws what is not listed: delays, and the losses of `network`, each from its link and number alone.
 */
export interface Schedule<Q = unknown> {
  readonly protocol: string;
  /** As `core/random.ts` writes it. */
  readonly seed: string;
  readonly nodes: readonly NodeId[];
  /** The safety phase, with faults. Then everything heals and progress is demanded. */
  readonly durationMs: Millis;
  readonly network: NetworkMix;
  readonly disk: DiskMix;
  readonly faults: readonly Fault[];
  readonly operations: readonly Operation<Q>[];
}

/** What every message risks. */
export interface NetworkMix {
  readonly delayMs: Millis;
  /** Added to the delay, uniformly from 0. Messages overtake each other by it. */
  readonly jitterMs: Millis;
  /** Probabilities. */
  readonly loss: number;
  readonly duplicate: number;
  readonly late: number;
  /** How late a late or repeated message is at most. */
  readonly lateMs: Millis;
}

export interface DiskMix {
  /** A sync takes from `syncMs` to `syncMs + jitterMs`. */
  readonly syncMs: Millis;
  readonly jitterMs: Millis;
}

export interface Operation<Q> {
  readonly at: Millis;
  readonly id: string;
  readonly to: NodeId;
  readonly request: Q;
}

/** In place of a node: whoever leads when the fault begins (`System.leadership`); where nobody does, nothing happens. */
export const theLeader = '@leader';
/** In a list: everybody else. */
export const theOthers = '@others';

/**
 * `forMs` on each that ends by itself: taking one fault out of a schedule leaves the others whole. Nodes may be `theLeader`
 * wherever the fault begins at a moment.
 */
export type Fault =
  /** Loses what was not synced but for the first `keep` batches; `torn`: part of the next one is on the disk. null: never back. */
  | { at: Millis; kind: 'crash'; node: NodeId; forMs: Millis | null; keep: number; torn: boolean }
  /** As SIGSTOP: the node does nothing, and afterwards finds all that has come meanwhile. */
  | { at: Millis; kind: 'pause'; node: NodeId; forMs: Millis }
  /** Messages from `from` to `to` are lost; the other way too when `twoWay`. */
  | { at: Millis; kind: 'partition'; from: readonly NodeId[]; to: readonly NodeId[]; twoWay: boolean; forMs: Millis }
  /** Each node still hears a majority, the next in `order` around it, and no two hear the same one. Nothing below four nodes. */
  | { at: Millis; kind: 'ring'; order: readonly NodeId[]; forMs: Millis }
  /** Messages are held back and arrive when it ends. */
  | { at: Millis; kind: 'clog'; from: NodeId; to: NodeId; forMs: Millis }
  | { at: Millis; kind: 'slow'; from: NodeId; to: NodeId; byMs: Millis; forMs: Millis }
  /** From the beginning the node's clock shows another time than the others'. */
  | { kind: 'clock-offset'; node: NodeId; byMs: Millis }
  | { at: Millis; kind: 'clock-jump'; node: NodeId; byMs: Millis }
  /** The node's clock and timers run at `rate` times the true speed. */
  | { at: Millis; kind: 'clock-drift'; node: NodeId; rate: number; forMs: Millis }
  | { at: Millis; kind: 'disk-full'; node: NodeId; forMs: Millis }
  | { at: Millis; kind: 'disk-slow'; node: NodeId; byMs: Millis; forMs: Millis }
  /** The next sync fails, and the host stops: what was to be synced may be lost. */
  | { at: Millis; kind: 'sync-fails'; node: NodeId }
  /** In a durable batch: its checksum no longer fits, the storage does not open again, and the node is lost. */
  | { at: Millis; kind: 'bit-flip'; node: NodeId; batch: number }
  /** Packet number `packet` (from 0) of those on the node's disk turns into something else, and nobody is told (`System.rot`). */
  | { at: Millis; kind: 'rot'; node: NodeId; packet: number }
  /** The cluster is asked to go on with these members: a request of an administrator, sent again until it is answered. */
  | { at: Millis; kind: 'membership'; members: readonly NodeId[] }
  /** A crash right after the node's `append`-th append (from 0), before any sync can have taken it. */
  | { kind: 'crash-unsynced'; append: number; node: NodeId; forMs: Millis; keep: number; torn: boolean }
  /** To the `nth` message (from 0) of a link: what the probabilities of `network` did, written down. */
  | { kind: 'message-lost'; from: NodeId; to: NodeId; nth: number }
  | { kind: 'message-repeated'; from: NodeId; to: NodeId; nth: number; byMs: Millis }
  | { kind: 'message-late'; from: NodeId; to: NodeId; nth: number; byMs: Millis };

export type FaultKind = Fault['kind'];
export type MessageFault = Extract<Fault, { nth: number }>;
/** They begin at a moment, or at what a node does. */
export type NodeFault = Exclude<Fault, MessageFault>;

/**
 * What a field of a fault may hold: `end` is a time for which it lasts, or null for ever; a `target` a node or `theLeader`;
 * `nodes` and `targets` lists that are not empty.
 */
export type FaultField = 'time' | 'end' | 'shift' | 'rate' | 'count' | 'flag' | 'node' | 'nodes' | 'target' | 'targets';

/** The fields of each kind of fault, besides `kind`: what a schedule in a file is held to. */
export const faultFields = {
  crash: { at: 'time', node: 'target', forMs: 'end', keep: 'count', torn: 'flag' },
  'crash-unsynced': { append: 'count', node: 'node', forMs: 'time', keep: 'count', torn: 'flag' },
  pause: { at: 'time', node: 'target', forMs: 'time' },
  partition: { at: 'time', from: 'targets', to: 'targets', twoWay: 'flag', forMs: 'time' },
  ring: { at: 'time', order: 'nodes', forMs: 'time' },
  clog: { at: 'time', from: 'target', to: 'target', forMs: 'time' },
  slow: { at: 'time', from: 'target', to: 'target', byMs: 'time', forMs: 'time' },
  'clock-offset': { node: 'node', byMs: 'shift' },
  'clock-jump': { at: 'time', node: 'target', byMs: 'shift' },
  'clock-drift': { at: 'time', node: 'target', rate: 'rate', forMs: 'time' },
  'disk-full': { at: 'time', node: 'target', forMs: 'time' },
  'disk-slow': { at: 'time', node: 'target', byMs: 'time', forMs: 'time' },
  'sync-fails': { at: 'time', node: 'target' },
  'bit-flip': { at: 'time', node: 'target', batch: 'count' },
  rot: { at: 'time', node: 'target', packet: 'count' },
  membership: { at: 'time', members: 'nodes' },
  'message-lost': { from: 'node', to: 'node', nth: 'count' },
  'message-repeated': { from: 'node', to: 'node', nth: 'count', byMs: 'time' },
  'message-late': { from: 'node', to: 'node', nth: 'count', byMs: 'time' },
} as const satisfies { readonly [K in FaultKind]: Record<FieldsOf<K>, FaultField> };

type FieldsOf<K extends FaultKind> = Exclude<keyof Extract<Fault, { kind: K }>, 'kind'>;

export const faultKinds = Object.keys(faultFields) as FaultKind[];

/** Nodes as the fault names them, `theLeader` and `theOthers` among them. */
export function nodesOf(fault: Fault): readonly NodeId[] {
  return Object.entries(faultFields[fault.kind]).flatMap(([name, field]) => {
    const value = fault[name as keyof Fault] as NodeId | readonly NodeId[];
    return field === 'node' || field === 'target' || field === 'nodes' || field === 'targets' ? value : [];
  });
}

export const isMessageFault = (fault: Fault): fault is MessageFault => 'nth' in fault;

/** Nodes that some fault takes away for good. */
export const lostFrom = (faults: readonly Fault[]): ReadonlySet<NodeId> =>
  new Set(faults.flatMap((fault) => (fault.kind === 'crash' && fault.forMs === null ? [fault.node] : [])));

/** One line for people. */
export function describeFault(fault: Fault): string {
  if (isMessageFault(fault)) {
    const by = 'byMs' in fault ? ` by ${fault.byMs} ms` : '';
    return `${fault.kind.replace('-', ' ')}${by}: number ${fault.nth} from ${fault.from} to ${fault.to}`;
  }
  const details = Object.entries(fault)
    .filter(([key]) => key !== 'at' && key !== 'kind')
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join('+') : value}`);
  return `${'at' in fault ? `${fault.at} ms: ` : ''}${fault.kind} ${details.join(', ')}`;
}

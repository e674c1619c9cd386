import type { Millis, NodeId } from '../../core/units.js';
import type { RaftRecord, RaftReply, RaftTimings } from '../raft/message.js';
import type { RaftEnvelope } from '../raft/service.js';

/** What is acknowledged of a block: the generation of its last write, and how many packets. */
export interface Version {
  readonly block: string;
  readonly gen: number;
  readonly len: number;
}

/** What a data node has of a block. `stamp` is the decision that it is there by; `sums` u32[data.length]. */
export interface Replica {
  readonly gen: number;
  readonly stamp: number;
  readonly data: readonly string[];
  readonly sums: readonly number[];
}

/** A replica as its node tells of it. */
export interface Reported {
  readonly block: string;
  readonly gen: number;
  readonly stamp: number;
}

/** What the name service decides on: the entries of its log. */
export type NameCommand =
  /** A packet shall be appended: where? `value` is its id; `failed`: nodes that did not answer in the pipeline before. */
  | {
      readonly op: 'open';
      readonly file: string;
      readonly value: string;
      readonly writer: NodeId;
      readonly failed: readonly NodeId[];
    }
  /** All of the pipeline have stored it. */
  | { readonly op: 'complete'; readonly block: string; readonly gen: number }
  /** The writer gives its lease of the file back, or has lost it. */
  | { readonly op: 'close'; readonly file: string; readonly writer: NodeId }
  | { readonly op: 'dead' | 'alive'; readonly node: NodeId }
  | ({ readonly op: 'add'; readonly node: NodeId } & Reported)
  | { readonly op: 'remove-excess'; readonly block: string; readonly node: NodeId }
  | { readonly op: 'remove-bad'; readonly block: string; readonly node: NodeId; readonly stamp: number };

export interface NameQuery {
  readonly op: 'locate';
  readonly file: string;
}

export interface Located extends Version {
  readonly nodes: readonly NodeId[];
}

export type NameAnswer =
  | {
      readonly kind: 'pipeline';
      readonly block: string;
      readonly gen: number;
      readonly offset: number;
      readonly nodes: readonly NodeId[];
    }
  /** The packet is acknowledged: by this command, or by one before. */
  | { readonly kind: 'done' }
  /** A later generation has taken the place of this one. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'leased'; readonly by: NodeId }
  /** Too few nodes are alive, or have the block. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'blocks'; readonly blocks: readonly Located[] }
  /** There was nothing to decide. */
  | { readonly kind: 'nothing' };

/** What a client sends to a name server. */
export type NameRequest =
  | { readonly op: 'command'; readonly command: NameCommand }
  | { readonly op: 'query'; readonly query: NameQuery };

export type StorageMessage =
  | RaftEnvelope
  | { readonly type: 'Ask'; readonly id: string; readonly request: NameRequest }
  | { readonly type: 'Answer'; readonly id: string; readonly answer: RaftReply<NameAnswer> }
  /** The writer is alive, and needs its leases. */
  | { readonly type: 'Renew' }
  /** A data node is alive; now and then with all that it has. */
  | { readonly type: 'Report'; readonly replicas: readonly Reported[]; readonly bad: readonly Reported[] }
  | ({ readonly type: 'Replicate'; readonly stamp: number; readonly target: NodeId } & Version)
  | { readonly type: 'Delete'; readonly block: string; readonly stamp: number }
  /** There is a later version than the one that the node has. */
  | ({ readonly type: 'Version' } & Version)
  | ({ readonly type: 'Copy'; readonly block: string } & Replica)
  | {
      readonly type: 'Write';
      readonly block: string;
      readonly gen: number;
      readonly offset: number;
      readonly value: string;
      readonly sum: number;
      readonly nodes: readonly NodeId[];
      readonly writer: NodeId;
    }
  | { readonly type: 'Stored'; readonly block: string; readonly gen: number }
  | ({ readonly type: 'Read'; readonly id: string } & Version)
  /** null: it does not have that version, or not intact. */
  | {
      readonly type: 'Packets';
      readonly id: string;
      readonly block: string;
      readonly data: readonly string[] | null;
      readonly sums: readonly number[];
    };

export type MessageOf<T extends StorageMessage['type']> = Extract<StorageMessage, { type: T }>;

export type StorageRecord =
  | { readonly name: RaftRecord }
  | ({ readonly block: string } & Replica)
  | { readonly deleted: string }
  /** How often a client has started: no two of its lives number their commands alike. */
  | { readonly life: number };

export type StorageRequest =
  | { readonly op: 'append'; readonly file: string }
  | { readonly op: 'read'; readonly file: string }
  /** Of the world, to a data node: the packet number `nth` of those on its disk changes by itself. */
  | { readonly op: 'rot'; readonly nth: number };

/** `packets`: the ids of all appends, in order. */
export type StorageReply =
  | { readonly kind: 'appended' }
  | { readonly kind: 'packets'; readonly packets: readonly string[] };

/** How long each waits, and how much it takes. */
export interface StorageTimings {
  readonly raft: RaftTimings;
  /** A data node tells that it is alive, and how often with a report of its blocks. */
  readonly heartbeatMs: Millis;
  readonly reportMs: Millis;
  /** Without a word for so long it is taken for dead. */
  readonly deadMs: Millis;
  /** The name service looks for blocks with too few or too many copies. */
  readonly checkMs: Millis;
  /** A copy that was ordered and not reported by then is ordered again. */
  readonly orderMs: Millis;
  /** Copies that are under way from one name service, at most. */
  readonly orders: number;
  /** A replica's checksums are looked at, one after the other. */
  readonly scrubMs: Millis;
  readonly resendMs: Millis;
  /** A pipeline that has not stored a packet by then is given up. */
  readonly pipelineMs: Millis;
  readonly leaseMs: Millis;
}

/** The cluster as everybody knows it. */
export interface Layout {
  readonly names: readonly NodeId[];
  readonly dataNodes: readonly NodeId[];
  /** Copies of each block. */
  readonly factor: number;
  /** Packets of a block, at most. */
  readonly blockPackets: number;
  rackOf(node: NodeId): string;
  /** All of `nodes`, those first that shall have the block: in different racks as long as there are more. */
  prefer(block: string, nodes: readonly NodeId[]): readonly NodeId[];
}

export const storageMutants = {
  'copy-corrupt': 'a data node copies a replica without looking at its checksums, and makes them anew',
  'excess-before-acknowledged': 'a copy that was ordered counts as one that is there, so that another may be deleted',
  'dead-counted': 'replicas of a dead data node count as copies',
  'stale-served': 'a data node serves what it has, of whatever generation',
  'checksum-ignored': 'a data node serves packets without looking at their checksums',
  'acknowledged-early': 'a write is complete as soon as the first of the pipeline has stored it',
  'old-deletion-obeyed': 'a data node deletes a replica that has come after the decision to delete',
  'old-report-counted': 'a report from before a deletion makes its replica count again',
  'fenced-write-stored': 'a data node stores writes of a generation that another has taken the place of',
  'repair-put-off': 'the leader looks once in two seconds for blocks that lack copies',
  'rack-ignored': 'replicas are placed without a look at racks',
  'located-by-anyone': 'a name server tells where blocks are without asking whether it leads',
} as const;
export type StorageMutant = keyof typeof storageMutants;

import type { Millis, NodeId } from '../../../core/units.js';
import type { KeyValueReply, KeyValueRequest } from '../../key-value.js';
import type { Entry, Span } from '../primary-backup/message.js';

/** Who is in the chain of an epoch, from head to tail. */
export interface Chain {
  readonly epoch: number;
  readonly servers: readonly NodeId[];
}

export type ChainMessage =
  /** A server to the view service, all the time: the epoch of the chain that it knows. */
  | { readonly type: 'Alive'; readonly epoch: number }
  | { readonly type: 'View'; readonly chain: Chain }
  /** The tail asks that this server be the next one. */
  | { readonly type: 'Extend'; readonly epoch: number; readonly server: NodeId }
  /** To the next one: entries behind the first `from`, the last of which is of `prevEpoch`. `start`: what the head had when it began. */
  | {
      readonly type: 'Append';
      readonly epoch: number;
      readonly start: number;
      readonly from: number;
      readonly prevEpoch: number;
      readonly entries: readonly Entry[];
    }
  | { readonly type: 'Ack'; readonly epoch: number; readonly length: number }
  /** To the one before: from where on does my log differ from yours? */
  | { readonly type: 'Ask'; readonly epoch: number; readonly spans: readonly Span[] }
  /** The tail asks the view service whether it still is the tail. */
  | { readonly type: 'Confirm'; readonly epoch: number; readonly round: number }
  | { readonly type: 'Confirmed'; readonly epoch: number; readonly round: number };

export type ChainMessageOf<T extends ChainMessage['type']> = Extract<ChainMessage, { type: T }>;

/** The view service has chains, the newest of which counts. The others are a server's. */
export type ChainRecord =
  | { readonly chain: Chain }
  | { readonly epoch: number }
  | { readonly begin: number }
  | { readonly append: readonly Entry[] }
  | { readonly follow: number; readonly start: number; readonly from: number; readonly entries: readonly Entry[] }
  /** The next tail to be, for which this one waits: forgotten after a restart, it would be a tail that lacks writes. */
  | { readonly joining: NodeId };

export type ChainRequest = KeyValueRequest;
export type ChainReply = KeyValueReply | { readonly kind: 'redirect'; readonly to: NodeId | null };

export interface ChainTimings {
  /** Between two signs of life. */
  readonly tickMs: Millis;
  /** Ticks of silence after which a server is left out. */
  readonly silentTicks: number;
}

export const chainMutants = {
  'head-acks-early': 'the head acknowledges a write before it has gone down the chain',
  'old-chain-heard': 'a server takes writes of a chain that it knows to be replaced',
  'stale-read': 'the tail answers reads without asking whether it still is the tail',
  'joins-behind': 'a server that has not caught up becomes the tail',
  'joiner-not-awaited': 'the tail does not wait for the one that it has asked to be the next',
  'tail-kept': 'a server keeps what the new chain does not have at the end of its log',
} as const;
export type ChainMutant = keyof typeof chainMutants;

import type { Holder } from '../message.js';

/**
 * The recipe of Hunt et al., "ZooKeeper: wait-free coordination for Internet-scale systems" (USENIX ATC 2010), section 2.4, in
 * ZooKeeper's operations. Each acquisition has a session of its own, under the holder's name.
 */
export type ZooKeeperMessage =
  /** `create` of an ephemeral sequential node; the first one begins the session. */
  | { readonly type: 'Create'; readonly holder: Holder }
  | { readonly type: 'Created'; readonly holder: Holder; readonly node: number }
  | { readonly type: 'GetChildren'; readonly holder: Holder }
  | { readonly type: 'Children'; readonly holder: Holder; readonly nodes: readonly number[] }
  /** `exists` with a watch. */
  | { readonly type: 'Watch'; readonly holder: Holder; readonly node: number }
  | { readonly type: 'Watched'; readonly holder: Holder; readonly node: number; readonly exists: boolean }
  /** The event of a watch; it comes once, and may be lost with the connection. */
  | { readonly type: 'Deleted'; readonly holder: Holder; readonly node: number }
  /** A sign of life. `watching`: as a client that connects again it says what it watches, and is told what it has missed. */
  | { readonly type: 'Ping'; readonly holder: Holder; readonly number: number; readonly watching: number | null }
  | { readonly type: 'Pong'; readonly holder: Holder; readonly number: number }
  /** There is no such session, or no more. */
  | { readonly type: 'Expired'; readonly holder: Holder }
  | { readonly type: 'Close'; readonly holder: Holder };

/** What ZooKeeper's log has: nodes that were made, sessions that ended. */
export type ZooKeeperRecord = { readonly created: Holder; readonly node: number } | { readonly ended: Holder };

export const zooKeeperMutants = {
  'no-fencing': 'the resource does not look at tokens',
  'expiry-not-noticed': 'a client goes on whether or not its session is over',
  'missed-watch': 'a client does not ask for the events that were lost on the way',
  'lock-on-event': 'a client that is told of the node before its own takes the lock without another look',
  'watch-without-look': 'a client sleeps though the node that it wants to watch is gone',
} as const;
export type ZooKeeperMutant = keyof typeof zooKeeperMutants;

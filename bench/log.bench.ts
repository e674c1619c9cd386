/**
 * The durable log against the plainest C++ loop that does its work, and against stores from npm where they are installed.
 * All figures are ratios within one interleaved run: a disk that swings 30-fold within minutes allows no other.
 */
import { benchmark, goal } from '../src/measure/declare.js';
import { crowd } from './log-crowd.js';
import { installedPeers } from './log-peers.js';
import { amplification, floor, latency, log, peer, recovery, syncP50, syncP99 } from './log-subjects.js';

const source = 'issue 7, speed; measured limits and peers in the research notes on the durable log, sections 2 and 3';

const peers = Object.fromEntries(installedPeers.map((name) => [name, peer(name)]));

export const synced = benchmark({
  name: 'log-synced',
  title: 'Appending durably: acknowledged once synced',
  operation: 'record',
  parameters: { batch: [1, 64, 1024], recordBytes: [256, 1024] },
  quick: { recordBytes: [256] },
  smoke: { batch: [64], recordBytes: [256] },
  figures: { latency, syncP50, syncP99, amplification },
  subjects: {
    log: log('group'),
    'log, one batch ahead': log('group', true),
    'log, direct': log('group', false, { engine: 'direct' }),
    'log, direct, one batch ahead': log('group', true, { engine: 'direct' }),
    'C++ loop': floor(true),
    'C++ loop, direct': floor(true, true),
    ...peers,
  } as Record<
    'log' | 'log, one batch ahead' | 'log, direct' | 'log, direct, one batch ahead' | 'C++ loop' | 'C++ loop, direct',
    ReturnType<typeof log>
  >,
  chart: { x: 'batch', bound: 'C++ loop' },
});

const againstFloor = (name: string, subject: 'log' | 'log, one batch ahead', batch: 1 | 64 | 1024, atLeast: number) =>
  goal({ name, of: synced, subject, against: 'C++ loop', at: { batch, recordBytes: 256 }, atLeast, source });
export const oneByOne = againstFloor('synced one by one, 0.85 of a C++ loop', 'log', 1, 0.85);
export const batches = againstFloor('synced in batches of 64, 0.75 of a C++ loop', 'log', 64, 0.75);
export const large = againstFloor(
  'synced in batches of 1,024, one ahead, 0.75 of a C++ loop',
  'log, one batch ahead',
  1024,
  0.75,
);

export const tail = goal({
  name: 'p99 of an acknowledgement within 1.5 times the p99 of a sync alone',
  of: synced,
  subject: 'log',
  against: 'C++ loop',
  at: { batch: 1, recordBytes: 256 },
  figure: 'latency',
  atMost: 1.5,
  source,
});
export const written = goal({
  name: 'at most 1.10 bytes written for a byte of payload, 256 B in batches of 64',
  of: synced,
  subject: 'log',
  against: 'C++ loop',
  at: { batch: 64, recordBytes: 256 },
  figure: 'amplification',
  atMost: 1.1,
  source,
});

/** null where the store is not installed. The best of the stores is met when all of them are. */
const againstPeer = (store: string, batch: 1 | 64 | 1024, atLeast: number) =>
  installedPeers.includes(store)
    ? goal({
        name: `synced in batches of ${batch.toLocaleString('en')}, ${atLeast} times ${store}`,
        of: synced,
        subject: batch === 1024 ? 'log, one batch ahead' : 'log',
        against: store as 'log',
        at: { batch, recordBytes: 256 },
        atLeast,
        source,
      })
    : null;
export const sqliteOneByOne = againstPeer('better-sqlite3', 1, 1.2);
export const lmdbOneByOne = againstPeer('lmdb', 1, 1.2);
export const levelOneByOne = againstPeer('classic-level', 1, 1.2);
export const sqliteBatches = againstPeer('better-sqlite3', 64, 3);
export const lmdbBatches = againstPeer('lmdb', 64, 3);
export const levelBatches = againstPeer('classic-level', 64, 3);
export const lmdbLarge = againstPeer('lmdb', 1024, 5);
export const rocksLarge = againstPeer('rocksdb', 1024, 20);

export const unsynced = benchmark({
  name: 'log-unsynced',
  title: 'Appending without syncs',
  operation: 'record',
  parameters: { batch: [1, 64, 1024], recordBytes: [256, 1024] },
  quick: { recordBytes: [256] },
  smoke: { batch: [64], recordBytes: [256] },
  figures: { latency, amplification },
  subjects: { log: log('none'), 'C++ loop': floor(false) },
  chart: { x: 'batch', bound: 'C++ loop' },
});
export const unsyncedGoal = goal({
  name: 'unsynced in batches of 1,024, 0.35 of a C++ loop',
  of: unsynced,
  subject: 'log',
  against: 'C++ loop',
  at: { batch: 1024, recordBytes: 256 },
  atLeast: 0.35,
  source,
});

export const together = benchmark({
  name: 'log-workers',
  title: 'Workers on one log, each syncing its own record',
  operation: 'record',
  parameters: { recordBytes: [256] },
  subjects: { '1 worker': crowd(1), '2 workers': crowd(2), '4 workers': crowd(4), '8 workers': crowd(8) },
  chart: { x: 'recordBytes', mark: 'bars' },
});
export const togetherGoal = goal({
  name: '8 workers on one log, 3 times one',
  of: together,
  subject: '8 workers',
  against: '1 worker',
  atLeast: 3,
  source,
});

export const opening = benchmark({
  name: 'log-recovery',
  title: 'Opening a log: every byte verified',
  operation: 'MiB',
  parameters: { recordBytes: [256, 1024] },
  quick: { recordBytes: [256] },
  subjects: { log: recovery('log'), 'C++ loop': recovery('floor') },
  chart: { x: 'recordBytes', mark: 'bars', bound: 'C++ loop' },
});
export const openingGoal = goal({
  name: 'recovery at 0.8 of reading and checksumming the files in C++',
  of: opening,
  subject: 'log',
  against: 'C++ loop',
  at: { recordBytes: 256 },
  atLeast: 0.8,
  source,
});

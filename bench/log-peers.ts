/** Stores from npm that people use as a log, where they are installed: none is needed, and none is a dependency. */
import { join } from 'node:path';
import { type Loose, load } from './peers.js';

/** `put` makes records durable before it returns or resolves; `get` gives undefined for a key that is not there. */
export interface Peer {
  put(keys: readonly Buffer[], values: readonly Buffer[]): unknown;
  get(key: Buffer): unknown;
  close(): unknown;
}

const openers: Readonly<Record<string, (load: Loose, folder: string) => Peer | Promise<Peer>>> = {
  'better-sqlite3': (Database, folder) => {
    const database = new Database(join(folder, 'peer.db'));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('CREATE TABLE IF NOT EXISTS log (k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID');
    const insert = database.prepare('INSERT OR REPLACE INTO log VALUES (?, ?)');
    const put = database.transaction((keys: readonly Buffer[], values: readonly Buffer[]) => {
      for (const [i, key] of keys.entries()) insert.run(key, values[i]);
    });
    const select = database.prepare('SELECT v FROM log WHERE k = ?').pluck();
    return { put, get: (key) => select.get(key), close: () => database.close() };
  },
  lmdb: (lmdb, folder) => {
    const database = lmdb.open({
      path: join(folder, 'peer'),
      encoding: 'binary',
      keyEncoding: 'binary',
      overlappingSync: false,
    });
    return {
      put: (keys, values) =>
        database.transactionSync(() => {
          for (const [i, key] of keys.entries()) database.putSync(key, values[i]);
        }),
      get: (key) => database.get(key),
      close: () => database.close(),
    };
  },
  'classic-level': async ({ ClassicLevel }, folder) => {
    const database = new ClassicLevel(join(folder, 'peer'), { keyEncoding: 'buffer', valueEncoding: 'buffer' });
    await database.open();
    return {
      put: (keys, values) =>
        database.batch(
          keys.map((key, i) => ({ type: 'put', key, value: values[i] })),
          { sync: true },
        ),
      get: (key) => database.get(key),
      close: () => database.close(),
    };
  },
  rocksdb: async (rocksdb, folder) => {
    const database = rocksdb(join(folder, 'peer'));
    await new Promise<void>((done, fail) => database.open((error: Error | null) => (error ? fail(error) : done())));
    return {
      put: (keys, values) =>
        new Promise<void>((done, fail) =>
          database.batch(
            keys.map((key, i) => ({ type: 'put', key, value: values[i] })),
            { sync: true },
            (error: Error | null) => (error ? fail(error) : done()),
          ),
        ),
      get: (key) =>
        new Promise((done, fail) =>
          database.get(key, (error: Error | null, value: Buffer) => {
            if (error === null || error === undefined) done(value);
            else if (/notfound/i.test(error.message)) done(undefined);
            else fail(error);
          }),
        ),
      close: () => new Promise((done) => database.close(done)),
    };
  },
};

const packages = new Map(Object.keys(openers).map((name) => [name, load(name, usable)] as const));

/** better-sqlite3 finds its binary only when it is used. */
function usable(name: string, loaded: Loose): void {
  if (name === 'better-sqlite3') new loaded(':memory:').close();
}

/** Those of the stores that are installed: none is needed. */
export const installedPeers = [...packages].flatMap(([name, loaded]) => (loaded === null ? [] : [name]));

export const openPeer = async (name: string, folder: string): Promise<Peer> =>
  openers[name]!(packages.get(name), folder);

/** Keys in the order of the records, so that every store appends. */
export function keyOf(index: number): Buffer {
  const key = Buffer.alloc(8);
  key.writeUInt32BE(index, 4);
  return key;
}

import type { Database } from '@sqlite.org/sqlite-wasm';
import { connectStorage, type ProjectStore } from '../../storage/thread/project-store-client.ts';
import type { StorageKind } from '../../storage/contract/project-store.ts';
import { createMemoryDisk } from '../../storage/database/memory-disk.ts';
import { serveStorage } from '../../storage/thread/storage-thread.ts';
import { InlineThread } from '../thread/inline-thread.ts';
import { loadNodeSqlite } from './node-sqlite.ts';

/** The storage thread over a database, without a thread. */
export class InlineStorageThread extends InlineThread {
  constructor(open: () => Promise<Database>, storage: StorageKind = { kind: 'memory', why: 'no-opfs' }) {
    super((endpoint) => {
      serveStorage(endpoint, {
        open: async () =>
          createMemoryDisk(await loadNodeSqlite(), storage, async (file) =>
            file === '/project.sqlite3' ? open() : undefined,
          ),
        estimateDisk: async () => ({}),
      });
    });
  }
}

/**
 * A real project store over a real SQLite database. Two stores over one database are a page before and after its
 * reload, as long as the first is not closed.
 */
export async function createMemoryProjectStore(db: Database): Promise<ProjectStore> {
  return (await connectStorage(() => new InlineStorageThread(async () => db))).store;
}

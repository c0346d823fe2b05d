import type { Database } from '@sqlite.org/sqlite-wasm';
import { connectStorage } from '../../storage/thread/project-store-client.ts';
import type { StorageThread } from '../../storage/thread/storage-connection.ts';
import type { ProjectStore, StorageKind } from '../../storage/contract/project-store.ts';
import { createMemoryDisk } from '../../storage/database/memory-disk.ts';
import { serveProject } from '../../storage/thread/serve-project.ts';
import { loadNodeSqlite } from './node-sqlite.ts';
import type { StorageReply, StorageRequest } from '../../storage/thread/storage-protocol.ts';

/** A thread that is none: requests and replies are cloned and delivered later, as between real threads. */
export class InlineStorageThread implements StorageThread {
  onmessage: StorageThread['onmessage'] = null;
  onmessageerror: StorageThread['onmessageerror'] = null;
  onerror: StorageThread['onerror'] = null;
  readonly #serve: (request: StorageRequest) => void;
  readonly requests: StorageRequest[] = [];
  isTerminated = false;

  constructor(open: () => Promise<Database>, storage: StorageKind = { kind: 'memory', why: 'no-opfs' }) {
    this.#serve = serveProject({
      open: async () =>
        createMemoryDisk(await loadNodeSqlite(), storage, async (file) =>
          file === '/project.sqlite3' ? open() : undefined,
        ),
      estimateDisk: async () => ({}),
      reply: (reply: StorageReply) => {
        const data = structuredClone(reply);
        queueMicrotask(() => this.onmessage?.(new MessageEvent('message', { data })));
      },
    });
  }

  postMessage(request: StorageRequest): void {
    const cloned = structuredClone(request);
    this.requests.push(cloned);
    this.#serve(cloned);
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

/**
 * A real project store over a real SQLite database. Two stores over one database are a page before and after its
 * reload, as long as the first is not closed.
 */
export async function createMemoryProjectStore(db: Database): Promise<ProjectStore> {
  return (await connectStorage(new InlineStorageThread(async () => db))).store;
}

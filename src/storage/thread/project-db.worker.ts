import init from '@sqlite.org/sqlite-wasm';
import wasmUrl from '@sqlite.org/sqlite-wasm/sqlite3.wasm?url';
import { loadSqlite } from '../database/load-sqlite.ts';
import { openDatabase } from '../database/open-database.ts';
import { isDiskFull } from '../database/probe-disk.ts';
import { serveProject } from './serve-project.ts';
import type { StorageReply, StorageRequest } from './storage-protocol.ts';

const serve = serveProject({
  open: async () => openDatabase(await loadSqlite(init, new URL(wasmUrl, self.location.href).href)),
  estimateDisk: async () => ({ ...(await navigator.storage.estimate()), isFull: await isDiskFull() }),
  reply: (reply: StorageReply) => {
    self.postMessage(reply);
  },
});

self.onmessage = (event: MessageEvent<StorageRequest>): void => {
  serve(event.data);
};

import init from '@sqlite.org/sqlite-wasm';
import wasmUrl from '@sqlite.org/sqlite-wasm/sqlite3.wasm?url';
import { loadSqlite } from '../database/load-sqlite.ts';
import { openDatabase } from '../database/open-database.ts';
import { isDiskFull } from '../database/probe-disk.ts';
import { serveStorage } from './storage-thread.ts';

serveStorage(self, {
  open: async () => openDatabase(await loadSqlite(init, new URL(wasmUrl, self.location.href).href)),
  estimateDisk: async () => ({ ...(await navigator.storage.estimate()), isFull: await isDiskFull() }),
});

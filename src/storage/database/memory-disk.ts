import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { openBytes } from './database-bytes.ts';
import type { ProjectDisk } from './project-disk.ts';
import type { StorageKind } from '../contract/project-store.ts';

/**
 * A disk that forgets: what is written to an open database is gone when it is closed, whole files stay as long as the
 * thread. `open` may give a database in place of a file that is not there.
 */
export function createMemoryDisk(
  sqlite: Sqlite3Static,
  storage: StorageKind,
  open: (file: string) => Promise<Database | undefined> = async () => undefined,
): ProjectDisk {
  const files = new Map<string, Uint8Array>();
  return {
    sqlite,
    storage,
    fileNames: () => [...files.keys()],
    open: async (file) => {
      const bytes = files.get(file);
      if (bytes !== undefined) return openBytes(sqlite, bytes);
      return (await open(file)) ?? new sqlite.oo1.DB(':memory:');
    },
    write: async (file, bytes) => {
      files.set(file, bytes);
    },
    read: async (file) => files.get(file) ?? new Uint8Array(),
    delete: (file) => {
      files.delete(file);
    },
    release: () => {},
  };
}

import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { readBytes } from './database-bytes.ts';
import { migrate } from './migrate.ts';
import { markAsProject } from './seal.ts';

/** A project of the newest schema with nothing in it, as a file. */
export function emptyProject(sqlite: Sqlite3Static): Uint8Array {
  const db = new sqlite.oo1.DB(':memory:');
  try {
    migrate(db);
    markAsProject(db);
    return readBytes(sqlite, db);
  } finally {
    db.close();
  }
}

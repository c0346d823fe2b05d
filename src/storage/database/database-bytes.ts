import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';

/** Offsets of the header's file format versions: 1 is a rollback journal, 2 a write-ahead log. */
const WRITE_VERSION_OFFSET = 18;
const READ_VERSION_OFFSET = 19;

/**
 * A database in memory that starts from a file's bytes and never changes them; in place of an attached schema of an
 * open database where `into` names one. A file that another program has put into write-ahead mode is taken back out of
 * it, since a database in memory has no such log. Throws where SQLite refuses the bytes at once; most damage shows
 * only at the first read.
 */
export function openBytes(
  sqlite: Sqlite3Static,
  bytes: Uint8Array,
  into?: { readonly db: Database; readonly schema: string },
): Database {
  const { capi, wasm } = sqlite;
  const db = into?.db ?? new sqlite.oo1.DB(':memory:');
  try {
    const { pointer } = db;
    if (pointer === undefined) throw new Error('a database that was just opened is closed');
    const start = wasm.alloc(bytes.byteLength);
    const heap = wasm.heap8u();
    heap.set(bytes, start);
    leaveLogMode(heap.subarray(start, start + bytes.byteLength));
    // SQLite owns the memory from here on, and frees it itself where it refuses.
    const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
    const { byteLength } = bytes;
    db.checkRc(capi.sqlite3_deserialize(pointer, into?.schema ?? 'main', start, byteLength, byteLength, flags));
    return db;
  } catch (thrown) {
    if (into === undefined) db.close();
    throw thrown;
  }
}

/** The database as the file it would be on a disk, with nothing beside it. */
export function readBytes(sqlite: Sqlite3Static, db: Database): Uint8Array {
  const { pointer } = db;
  if (pointer === undefined) throw new Error('a closed database has no bytes');
  const bytes = sqlite.capi.sqlite3_js_db_export(pointer);
  leaveLogMode(bytes);
  return bytes;
}

/** Changes the bytes of a file from the browser's disk: any tool opens it with no log beside it. */
export function forAnyTool(bytes: Uint8Array): Uint8Array {
  leaveLogMode(bytes);
  return bytes;
}

function leaveLogMode(bytes: Uint8Array): void {
  for (const offset of [WRITE_VERSION_OFFSET, READ_VERSION_OFFSET]) {
    if (bytes[offset] === 2) bytes[offset] = 1;
  }
}

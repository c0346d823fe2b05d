import type { Database } from '@sqlite.org/sqlite-wasm';

/**
 * Acts go to the end of a log beside the database, with one wait for the disk each; a rollback journal takes four, and
 * writes twice what it changes. SQLite takes the log into the database by itself. Only for a database that this
 * connection holds alone (`PRAGMA locking_mode = EXCLUSIVE`): the browser's files know no shared memory. A database in
 * memory stays as it is, and so does one that has no room for a log. Throws where the database is damaged.
 */
export function logActs(db: Database): void {
  try {
    db.exec('PRAGMA journal_mode = WAL');
  } catch {
    // A full disk has no room for it: the database is as safe without, and is still to be read. A damaged one says so.
    db.selectValue('PRAGMA schema_version');
  }
}

/**
 * For one act that writes much: what is added at the end of a database needs no journal, while a log would hold all of
 * it a second time. Nothing may be under way.
 */
export function leaveLog(db: Database): void {
  db.exec('PRAGMA journal_mode = DELETE');
}

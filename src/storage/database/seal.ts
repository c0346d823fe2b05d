import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { readBytes } from './database-bytes.ts';

/** "BSel": what tells a project from any other SQLite database, in `PRAGMA application_id`. */
export const APPLICATION_ID = 0x42_53_65_6c;

const SEAL_BYTES = 32;

/** `none`: the file is older than seals, or its seal cannot be read. */
export type SealState = 'intact' | 'broken' | 'none';

/** Marks a database as a project of this studio; once is enough. */
export function markAsProject(db: Database): void {
  if (db.selectValue('PRAGMA application_id') === APPLICATION_ID) return;
  db.transaction('IMMEDIATE', () => {
    db.exec(`CREATE TABLE IF NOT EXISTS seal (id INTEGER PRIMARY KEY CHECK (id = 1), digest BLOB NOT NULL)`);
    db.exec(`INSERT OR IGNORE INTO seal (id, digest) VALUES (1, randomblob(${SEAL_BYTES}))`);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  });
}

/**
 * The project's file with its seal: SHA-256 over all bytes, those of the seal itself counted as zero, written where
 * the random bytes of `seal.digest` stood. SQLite has no checksums of its own, so without it a flipped bit in a text
 * would be read as if it had always been so.
 */
export async function sealedCopy(sqlite: Sqlite3Static, db: Database): Promise<Uint8Array> {
  const bytes = readBytes(sqlite, db);
  const placeholder = readSeal(db);
  const offset = placeholder === undefined ? -1 : indexOfBytes(bytes, placeholder);
  if (offset === -1) throw new Error('the project has no place for its seal');
  bytes.set(await digestAround(bytes, offset), offset);
  return bytes;
}

/** Whether the file is, byte for byte, what `sealedCopy` wrote. `db` is open on these bytes. */
export async function checkSeal(db: Database, bytes: Uint8Array): Promise<SealState> {
  const seal = readSeal(db);
  const offset = seal === undefined ? -1 : indexOfBytes(bytes, seal);
  if (seal === undefined || offset === -1) return 'none';
  const digest = await digestAround(bytes, offset);
  return digest.every((byte, index) => byte === seal[index]) ? 'intact' : 'broken';
}

/** A copy that becomes a project of its own is changed from now on: its seal is random bytes again. */
export function breakSeal(db: Database): void {
  db.exec(`UPDATE seal SET digest = randomblob(${SEAL_BYTES})`);
}

function readSeal(db: Database): Uint8Array | undefined {
  try {
    const value = db.selectValue('SELECT digest FROM seal WHERE id = 1');
    return value instanceof Uint8Array && value.byteLength === SEAL_BYTES ? value : undefined;
  } catch {
    // No such table, or a damaged one: a file without a seal that can be checked.
    return undefined;
  }
}

async function digestAround(bytes: Uint8Array, offset: number): Promise<Uint8Array> {
  const open = new Uint8Array(bytes);
  open.fill(0, offset, offset + SEAL_BYTES);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', open));
}

/** Where `needle` begins in `bytes`, or -1. */
export function indexOfBytes(bytes: Uint8Array, needle: Uint8Array): number {
  const [first] = needle;
  if (first === undefined) return -1;
  let at = bytes.indexOf(first);
  while (at !== -1) {
    const found = bytes.subarray(at, at + needle.byteLength);
    if (found.byteLength === needle.byteLength && found.every((byte, index) => byte === needle[index])) return at;
    at = bytes.indexOf(first, at + 1);
  }
  return -1;
}

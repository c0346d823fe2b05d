import { openBytes } from '../../storage/database/database-bytes.ts';
import { loadNodeSqlite } from './node-sqlite.ts';

const NOISE = 0xa5;

/** A project file in which the first page of some tables is overwritten. */
export async function damageTables(bytes: Uint8Array, tables: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const damaged = new Uint8Array(bytes);
  const db = openBytes(await loadNodeSqlite(), new Uint8Array(bytes));
  try {
    const pageBytes = Number(db.selectValue('PRAGMA page_size'));
    for (const table of tables) {
      const page = Number(db.selectValue('SELECT rootpage FROM sqlite_schema WHERE name = ?', [table]));
      damaged.fill(NOISE, (page - 1) * pageBytes, page * pageBytes);
    }
  } finally {
    db.close();
  }
  return damaged;
}

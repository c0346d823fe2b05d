import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ProjectDisk } from '../database/project-disk.ts';
import { readInteger, readText } from '../database/sql-value.ts';

// Primary result codes of SQLite; an extended code carries them in its low byte.
const SQLITE_ERROR = 1;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** What a damaged file makes SQLite say: also that a table it should have is not there. */
const DAMAGE: ReadonlySet<number> = new Set([SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB]);
/** Larger files are checked as they are read: looking through all of one at every start would take seconds. */
export const CHECKED_BYTES = 64 * 2 ** 20;

/** `damage`: what was found wrong with it before; then it is not looked through again. */
export interface HowToCheck {
  readonly checkedBytes?: number;
  readonly damage?: string | undefined;
}

/**
 * Opens a database, looks through it and makes something of it. A damaged one is closed again and its first damage
 * told; any other fault (a full disk, a newer schema) is thrown, with the database closed.
 */
export async function openChecked<T>(
  disk: ProjectDisk,
  { file, checkedBytes = CHECKED_BYTES, damage: known }: HowToCheck & { readonly file: string },
  make: (db: Database) => T,
): Promise<{ readonly kind: 'opened'; readonly value: T } | { readonly kind: 'damaged'; readonly damage: string }> {
  let db: Database | undefined;
  try {
    db = await disk.open(file);
    const damage = known ?? (isLarger(db, checkedBytes) ? undefined : findDamage(db, 'quick_check'));
    if (damage === undefined) return { kind: 'opened', value: make(db) };
    db.close();
    return { kind: 'damaged', damage };
  } catch (thrown) {
    db?.close();
    if (!isDamage(thrown)) throw thrown;
    return { kind: 'damaged', damage: thrown.message };
  }
}

function isLarger(db: Database, bytes: number): boolean {
  return readInteger(db.selectValue('PRAGMA page_count')) * readInteger(db.selectValue('PRAGMA page_size')) > bytes;
}

/** The first thing that SQLite finds wrong with a database; undefined when all is well. */
export function findDamage(db: Database, check: 'quick_check' | 'integrity_check'): string | undefined {
  try {
    const said = readText(db.selectValue(`PRAGMA ${check}(1)`));
    return said === 'ok' ? undefined : said;
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    return thrown.message;
  }
}

export function isSqliteError(thrown: unknown): boolean {
  return thrown instanceof Error && typeof Reflect.get(thrown, 'resultCode') === 'number';
}

export function isDamage(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  const resultCode: unknown = Reflect.get(thrown, 'resultCode');
  return typeof resultCode === 'number' && DAMAGE.has(resultCode & 0xff);
}

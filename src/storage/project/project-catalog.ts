import type { Database } from '@sqlite.org/sqlite-wasm';
import { readInteger, readOptional, readText } from '../database/sql-value.ts';

export interface ProjectEntry {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly openedAtMs: number;
  /** In the trash since then; undefined outside it. */
  readonly trashedAtMs: number | undefined;
}

const CATALOG = `CREATE TABLE IF NOT EXISTS project (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  trashed_at_ms INTEGER
)`;

const BROWSER = `CREATE TABLE IF NOT EXISTS browser (id TEXT PRIMARY KEY);
  INSERT INTO browser (id) SELECT lower(hex(randomblob(8))) WHERE NOT EXISTS (SELECT 1 FROM browser)`;

/** Made with the first damage that is found, so that a start on a full disk has nothing to write. */
const DAMAGED = 'CREATE TABLE IF NOT EXISTS damaged (id TEXT PRIMARY KEY, damage TEXT NOT NULL)';

/** Names and dates of the projects on this disk. The files themselves decide which projects there are. */
export class ProjectCatalog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    db.exec(CATALOG);
    db.exec(BROWSER);
  }

  /** The same for all projects here. */
  browserId(): string {
    return readText(this.#db.selectValue('SELECT id FROM browser'));
  }

  /** Newest opened first, those in the trash too. */
  list(): ProjectEntry[] {
    const sql = `SELECT id, name, created_at_ms, opened_at_ms, trashed_at_ms FROM project
      ORDER BY opened_at_ms DESC, id`;
    return this.#db.selectArrays(sql).map(([id, name, createdAtMs, openedAtMs, trashedAtMs]) => ({
      id: readText(id),
      name: readText(name),
      createdAtMs: readInteger(createdAtMs),
      openedAtMs: readInteger(openedAtMs),
      trashedAtMs: readOptional(trashedAtMs, readInteger),
    }));
  }

  /** It counts as opened just now. */
  add(id: string, name: string, nowMs: number): void {
    const bind = [id, name, nowMs, this.#nextOpenedAt(nowMs)];
    this.#db.exec('INSERT OR REPLACE INTO project VALUES (?, ?, ?, ?, NULL)', { bind });
  }

  /** It comes back at the next start. */
  markOpened(id: string, nowMs: number): void {
    const bind = [this.#nextOpenedAt(nowMs), id];
    this.#db.exec('UPDATE project SET opened_at_ms = ?, trashed_at_ms = NULL WHERE id = ?', { bind });
  }

  rename(id: string, name: string): void {
    this.#db.exec('UPDATE project SET name = ? WHERE id = ?', { bind: [name, id] });
  }

  setTrashed(id: string, trashedAtMs: number | undefined): void {
    this.#db.exec('UPDATE project SET trashed_at_ms = ? WHERE id = ?', { bind: [trashedAtMs ?? null, id] });
  }

  /** Said of a project that was found damaged while it was open, for the next start to recover it. */
  markDamaged(id: string, damage: string): void {
    this.#db.exec(DAMAGED);
    this.#db.exec('INSERT OR REPLACE INTO damaged VALUES (?, ?)', { bind: [id, damage] });
  }

  damageOf(id: string): string | undefined {
    if (this.#db.selectValue(`SELECT 1 FROM sqlite_schema WHERE name = 'damaged'`) === undefined) return undefined;
    const damage = this.#db.selectValue('SELECT damage FROM damaged WHERE id = ?', [id]);
    return damage === undefined ? undefined : readText(damage);
  }

  remove(id: string): void {
    this.#db.exec('DELETE FROM project WHERE id = ?', { bind: [id] });
  }

  close(): void {
    this.#db.close();
  }

  /** Later than all others, even where the clock was set back. */
  #nextOpenedAt(nowMs: number): number {
    return Math.max(nowMs, readInteger(this.#db.selectValue('SELECT coalesce(max(opened_at_ms), 0) + 1 FROM project')));
  }
}

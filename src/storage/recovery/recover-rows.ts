import type { Database } from '@sqlite.org/sqlite-wasm';
import type { RecoveredTable } from './recovery-report.ts';
import { readInteger, readText } from '../database/sql-value.ts';

/** Statements in a row that gave no row: more than a damaged page has rows, so what is left is a gap of ids or lost. */
const MAX_VAIN_ATTEMPTS = 500;
const SQLITE_INTERRUPT = 9;
/** In attempts: a statement that ran until its limit has cost as much as many short ones. */
const INTERRUPT_COST = 50;
/** Rows a page may hold, to guess how far ids go where the last page cannot be read. */
const MAX_ROWS_PER_PAGE = 100;

const STORED_TYPES: Readonly<Record<string, string>> = {
  INTEGER: `'integer'`,
  REAL: `'real', 'integer'`,
  TEXT: `'text'`,
  BLOB: `'blob'`,
};

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** First column of the primary key; rows are asked for in ranges of it. */
  readonly key: string;
  readonly isKeyInteger: boolean;
  /** True of a row whose values have the types of their columns. */
  readonly isSound: string;
}

/**
 * Copies what can be read of the schema `damaged` into the empty tables of `main`, which has all tables of the newest
 * version. Values never leave SQLite, so texts stay as they are to the byte. A range of rows that cannot be read is
 * halved until the unreadable rows are alone. Foreign keys have to be off; rows without their parent are dropped.
 */
export function recoverRows(db: Database): RecoveredTable[] {
  const readable = new Set(db.selectValues('SELECT name FROM damaged.sqlite_schema').map(String));
  const report = projectTables(db).map((name): RecoveredTable => {
    if (!readable.has(name)) return { table: name, keptCount: 0, refusedCount: 0, isReadToTheEnd: false };
    const table = describeTable(db, name);
    const copy = new TableCopy(db, table);
    // A page that lost its pointers reads as a short one, without an error: only the check knows that rows are gone.
    const isReadToTheEnd = copy.run() && isTableSound(db, name);
    if (name === 'score') restoreScorings(db);
    dropOrphans(db, name);
    const keptCount = countRows(db, `main.${name}`);
    return { table: name, keptCount, refusedCount: copy.readCount - keptCount, isReadToTheEnd };
  });
  // Scorings may have come back with the scores.
  return report.map((each) =>
    each.table === 'scoring' ? { ...each, keptCount: countRows(db, 'main.scoring') } : each,
  );
}

/** In the order of their creation, which puts parents before children; without those that are made of the others. */
export function projectTables(db: Database): string[] {
  const sql = `SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'seal'
    AND name <> 'sample' AND name NOT LIKE 'sample\\_%' ESCAPE '\\' ORDER BY rowid`;
  return db.selectValues(sql).map(readText);
}

/** A scoring whose row is lost, made of what its scores say of the model: they would be lost with it. */
function restoreScorings(db: Database): void {
  db.exec(`INSERT INTO main.scoring (id, model_hash, model_name, dtype, backend, prompt, variant, began_at_ms)
    SELECT scoring_id, coalesce(facts ->> 'modelHash', 'unknown'), coalesce(facts ->> 'modelName', 'unknown'),
      coalesce(facts ->> 'dtype', 'unknown'), coalesce(facts ->> 'backend', 'wasm'),
      json_object('instructionTemplate', '', 'entityTypes', json('[]')),
      json_object('ifd', coalesce(facts ->> 'variant', 'superfiltering'), 'maxLength', coalesce(facts ->> 'maxLength', 1024)),
      0
    FROM (
      SELECT scoring_id, max(CASE WHEN json_valid(provenance) THEN provenance ELSE '{}' END) AS facts
      FROM main.score JOIN main.scoring_run ON scoring_run.id = run_id
      WHERE scoring_id NOT IN (SELECT id FROM main.scoring) GROUP BY scoring_id
    )`);
}

class TableCopy {
  readonly #db: Database;
  readonly #table: Table;
  #vainAttempts = 0;
  readonly #seenKeys = new Set<string>();
  /** Rows that could be read, sound or not. */
  readCount = 0;

  constructor(db: Database, table: Table) {
    this.#db = db;
    this.#table = table;
  }

  /** True when every page of the table could be read. */
  run(): boolean {
    // Always true, but not to SQLite, which would count without reading.
    if (this.#copy(`length(${this.#table.key}) >= 0`, [])) return true;
    if (this.#table.isKeyInteger) {
      const [first, last] = this.#keyRange();
      return first <= last && this.#copyHalves(first, last);
    }
    this.#copyOneByOne('>', 'ASC');
    this.#copyOneByOne('<', 'DESC');
    return false;
  }

  /** The widest ranges first, so that all that lies beside the damage is safe before the damage is looked into. */
  #copyHalves(first: number, last: number): boolean {
    let isWhole = true;
    let ranges: [from: number, to: number][] = [[first, last]];
    while (ranges.length > 0) {
      const halves: [number, number][] = [];
      for (const [from, to] of ranges) {
        if (this.#vainAttempts >= MAX_VAIN_ATTEMPTS) return false;
        if (this.#copy(`${this.#table.key} BETWEEN ? AND ?`, [from, to])) continue;
        isWhole = false;
        if (from === to) continue;
        const middle = Math.floor((from + to) / 2);
        halves.push([from, middle], [middle + 1, to]);
      }
      ranges = halves;
    }
    return isWhole;
  }

  #keyRange(): [number, number] {
    const { name, key } = this.#table;
    const guess = this.#ask('PRAGMA damaged.page_count') ?? 0;
    const lowest = this.#ask(`SELECT min(${key}) FROM damaged.${name} NOT INDEXED`) ?? 0;
    const highest = this.#ask(`SELECT max(${key}) FROM damaged.${name} NOT INDEXED`) ?? guess * MAX_ROWS_PER_PAGE;
    return [lowest, highest];
  }

  #ask(sql: string): number | undefined {
    try {
      const value = this.#db.selectValue(sql);
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** From one end as far as the table can be read; a row that the other end has given already is not read twice. */
  #copyOneByOne(comparison: '>' | '<', direction: 'ASC' | 'DESC'): void {
    const { name, key } = this.#table;
    let last: string | undefined;
    while (this.#vainAttempts < MAX_VAIN_ATTEMPTS) {
      let next: unknown;
      try {
        const where = last === undefined ? '' : `WHERE ${key} ${comparison} ?`;
        const sql = `SELECT ${key} FROM damaged.${name} NOT INDEXED ${where} ORDER BY ${key} ${direction} LIMIT 1`;
        next = this.#db.selectValue(sql, last === undefined ? undefined : [last]);
      } catch {
        return;
      }
      // Damaged pages may lead in a circle.
      if (typeof next !== 'string' || this.#seenKeys.has(next)) return;
      this.#seenKeys.add(next);
      this.#copy(`${key} = ?`, [next]);
      last = next;
    }
  }

  /** False, and nothing copied, where a page on the way cannot be read. */
  #copy(where: string, bind: readonly (number | string)[]): boolean {
    this.#vainAttempts++;
    const { name, columns, isSound } = this.#table;
    const names = columns.join(', ');
    const from = `FROM damaged.${name} NOT INDEXED WHERE ${where}`;
    try {
      // SQLite takes no empty list for a statement without parameters.
      const values = bind.length === 0 ? undefined : [...bind];
      const readable = readInteger(this.#db.selectValue(`SELECT count(*) ${from}`, values));
      const sql = `INSERT OR IGNORE INTO main.${name} (${names}) SELECT ${names} ${from} AND ${isSound}`;
      this.#db.exec(sql, values === undefined ? {} : { bind: values });
      this.readCount += readable;
      if (readable > 0) this.#vainAttempts = 0;
      return true;
    } catch (thrown) {
      if (isInterrupt(thrown)) this.#vainAttempts += INTERRUPT_COST;
      return false;
    }
  }
}

function isInterrupt(thrown: unknown): boolean {
  return thrown instanceof Error && Reflect.get(thrown, 'resultCode') === SQLITE_INTERRUPT;
}

function isTableSound(db: Database, name: string): boolean {
  try {
    return db.selectValue(`PRAGMA damaged.quick_check('${name}')`) === 'ok';
  } catch {
    return false;
  }
}

function describeTable(db: Database, name: string): Table {
  const known = new Set(db.selectValues(`SELECT name FROM pragma_table_info('${name}', 'damaged')`).map(String));
  const rows = db
    .selectArrays(`SELECT name, type, "notnull", pk FROM pragma_table_info('${name}', 'main')`)
    .map(([column, type, notNull, place]) => ({
      column: readText(column),
      type: readText(type),
      isNullable: readInteger(notNull) === 0 && readInteger(place) === 0,
      place: readInteger(place),
    }))
    .filter(({ column }) => known.has(column));
  const key = rows.find(({ place }) => place === 1) ?? { column: 'rowid', type: 'INTEGER' };
  const isSound = rows
    .map(({ column, type, isNullable }) => {
      const types = STORED_TYPES[type] ?? `'integer', 'real', 'text', 'blob'`;
      return `typeof(${column}) IN (${types}${isNullable ? `, 'null'` : ''})`;
    })
    .join(' AND ');
  const columns = rows.map(({ column }) => column);
  return { name, columns, key: key.column, isKeyInteger: key.type === 'INTEGER', isSound };
}

function dropOrphans(db: Database, name: string): void {
  const keys = db.selectArrays(`SELECT "table", "from", "to" FROM pragma_foreign_key_list('${name}', 'main')`);
  for (const [parent, from, to] of keys) {
    db.exec(`DELETE FROM main.${name} WHERE ${readText(from)} IS NOT NULL
      AND ${readText(from)} NOT IN (SELECT ${readText(to)} FROM main.${readText(parent)})`);
  }
}

export function countRows(db: Database, table: string): number {
  return readInteger(db.selectValue(`SELECT count(*) FROM ${table}`));
}

import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { openBytes, readBytes } from '../database/database-bytes.ts';
import { doubtNegatives, lossOf } from './doubt-negatives.ts';
import { emptyProject } from '../database/empty-project.ts';
import { findSchemaRows } from './find-schema-rows.ts';
import { ProjectDb } from '../project/project-db.ts';
import { readThrough } from './read-through.ts';
import { countRows, recoverRows } from './recover-rows.ts';
import type { RecoveredTable } from './recovery-report.ts';
import { MIGRATIONS } from '../database/schema.ts';
import { breakSeal } from '../database/seal.ts';
import { readInteger, readText } from '../database/sql-value.ts';
import { readRelation } from '../tables/stored-relation.ts';
import { readStoredMention } from '../tables/stored-review.ts';

export interface RecoveredProject {
  readonly bytes: Uint8Array;
  readonly tables: readonly RecoveredTable[];
}

/** Tables whose rows mean nothing without all the others: half an undo list would bring back what never was. */
const HISTORY = ['history_step', 'history_change'];
const SELECTION = ['selection_list', 'selection_entry', 'selection', 'selection_pick'];
/**
 * Emptied where the rest can be read without them: one of these alone, else one after the other, as the worth of what
 * goes grows. Parents before children.
 */
const EXPENDABLE: readonly (readonly string[])[] = [
  ['issue'],
  HISTORY,
  ['setting'],
  ['source'],
  ['prediction_run', 'prediction', 'predicted_mention'],
  ['file_prediction'],
  SELECTION,
  ['scoring_run', 'score', 'token_losses'],
  ['scoring_run', 'scoring', 'score', 'token_losses', ...SELECTION],
  ['relation'],
  ['note'],
  ['annotation_gap'],
  ['mark'],
  ['decision'],
  ['mention_edit'],
];

/** Header fields that are the same in every file the studio writes, as [offset, length]. */
const CONSTANT_HEADER: readonly (readonly [number, number])[] = [
  [0, 24],
  [44, 4],
  [52, 8],
];
/** What the WASM build makes of a new database. */
const PAGE_BYTES = 8192;
const PAGE_COUNT_OFFSET = 28;
/** More than a project has tables and indices; their first pages are the first of the file. */
const FIRST_PAGES = 256;
/** A row takes about thirty steps and rarely fewer bytes. */
const STEPS_PER_BYTE = 8;
const CHANGE_COUNTER_OFFSET = 24;
const VALID_FOR_OFFSET = 92;

/**
 * A new project with what can still be read of a damaged one, table by table and, around the damage, row by row.
 * Throws when not even the list of tables can be read.
 */
export function recoverProject(sqlite: Sqlite3Static, bytes: Uint8Array): RecoveredProject {
  const db = attachDamaged(sqlite, bytes);
  try {
    limitStatements(sqlite, db, bytes.byteLength * STEPS_PER_BYTE);
    let tables: readonly RecoveredTable[] = recoverRows(db);
    const hadGaps = wasWithGaps(db);
    limitStatements(sqlite, db, 0);
    db.exec('DETACH damaged');
    const hasHistory = tables
      .filter(({ table }) => HISTORY.includes(table))
      .every(({ isReadToTheEnd, refusedCount }) => isReadToTheEnd && refusedCount === 0);
    if (!hasHistory) tables = empty(db, HISTORY, tables);
    tables = untilReadable(sqlite, db, dropUnreadableRows(db, tables));
    doubtNegatives(sqlite, db, lossOf(tables, hadGaps));
    breakSeal(db);
    return { bytes: readBytes(sqlite, db), tables };
  } finally {
    db.close();
  }
}

/** The first version that knows of texts which nobody annotated, and of what was lost when a file was read. */
const FIRST_WITH_GAPS = MIGRATIONS.findIndex((sql) => sql.includes('CREATE TABLE annotation_gap')) + 1;

/** Whether the schema `damaged` is of a version that knows of texts which nobody annotated. */
function wasWithGaps(db: Database): boolean {
  // A file without its first page has no version; of a newer one some table is there.
  const isNewer = readInteger(db.selectValue('PRAGMA damaged.user_version')) >= FIRST_WITH_GAPS;
  const later = db.selectValue(`SELECT count(*) FROM damaged.sqlite_schema
    WHERE name IN ('annotation_gap', 'mark', 'scoring', 'selection', 'review_version')`);
  return isNewer || readInteger(later) > 0;
}

/** A page that names itself as its child is a tree without end: no sound file makes a statement take so many steps. */
function limitStatements({ capi }: Sqlite3Static, db: Database, steps: number): void {
  if (db.pointer !== undefined) capi.sqlite3_progress_handler(db.pointer, steps, () => 1, 0);
}

/**
 * An empty project with the damaged one as its schema `damaged`; padded or with its header mended where the file
 * cannot be read as it is. Foreign keys are off.
 */
function attachDamaged(sqlite: Sqlite3Static, bytes: Uint8Array): Database {
  const attempts = [
    { make: () => bytes },
    { make: () => padded(bytes) },
    { make: () => mendHeader(bytes, emptyProject(sqlite)) },
    { make: () => bytes, mend: mendSchema },
    { make: () => withoutSchema(sqlite, bytes), mend: (db: Database) => graftSchema(db, bytes) },
  ];
  const problems: string[] = [];
  for (const { make, mend } of attempts) {
    // A connection whose schema cannot be read lets nothing go: each attempt has its own.
    const db = openBytes(sqlite, emptyProject(sqlite));
    try {
      db.exec(`PRAGMA foreign_keys = OFF; ATTACH ':memory:' AS damaged`);
      openBytes(sqlite, make(), { db, schema: 'damaged' });
      mend?.(db);
      // Asking for a table makes SQLite read the whole schema, which looking into sqlite_schema does not.
      db.exec('PRAGMA damaged.table_info(document)');
      if (countRows(db, 'damaged.sqlite_schema') > 0) return db;
      problems.push('the list of tables is empty');
    } catch (thrown) {
      problems.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
    db.close();
  }
  throw new Error(problems.join('; '));
}

/**
 * A table whose definition cannot be parsed makes SQLite refuse all tables; such a definition is the one that the studio
 * gives it. `writable_schema` has SQLite take what it can parse, from the second statement on.
 */
function mendSchema(db: Database): void {
  db.exec('PRAGMA writable_schema = ON');
  try {
    db.exec('PRAGMA damaged.table_info(document)');
  } catch {
    // The statement that meets the damage fails in any case.
  }
  db.exec(`UPDATE damaged.sqlite_schema SET sql =
      (SELECT sql FROM main.sqlite_schema AS sound WHERE sound.name = damaged.sqlite_schema.name)
    WHERE type = 'table' AND name IN (SELECT name FROM main.sqlite_schema)
      AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'damaged')`);
  db.exec('PRAGMA writable_schema = RESET');
}

/** The file with the first page of an empty database: every other page is there, and nothing says what it belongs to. */
function withoutSchema(sqlite: Sqlite3Static, bytes: Uint8Array): Uint8Array {
  const empty = new sqlite.oo1.DB(':memory:');
  try {
    empty.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA user_version = 1`);
    const pageCount = Math.ceil(bytes.byteLength / PAGE_BYTES);
    const whole = new Uint8Array(Math.max(1, pageCount) * PAGE_BYTES);
    whole.set(bytes);
    whole.set(readBytes(sqlite, empty).subarray(0, PAGE_BYTES));
    return withPageCount(whole);
  } finally {
    empty.close();
  }
}

/** Gives a file without a schema the tables that can still be found in `bytes`, as the studio defines them. */
function graftSchema(db: Database, bytes: Uint8Array): void {
  const definition = 'SELECT sql FROM main.sqlite_schema WHERE type = ? AND name = ?';
  db.exec('PRAGMA writable_schema = ON');
  const rows = findSchemaRows(bytes, PAGE_BYTES);
  const tables = new Set(rows.flatMap(({ type, name }) => (type === 'table' ? [name] : [])));
  for (const { type, name, table, rootPage } of rows) {
    const sql = db.selectValue(definition, [type, name]);
    // SQLite refuses an index without its table.
    if (sql === undefined || !tables.has(table)) continue;
    db.exec('INSERT INTO damaged.sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)', {
      bind: [type, name, table, rootPage, sql],
    });
  }
  db.exec('PRAGMA writable_schema = RESET');
}

/** A file that was cut off, with empty pages behind it: SQLite refuses a schema whose tables' first pages are not there. */
function padded(bytes: Uint8Array): Uint8Array {
  const pageCount = Math.ceil(bytes.byteLength / PAGE_BYTES) + FIRST_PAGES;
  const longer = new Uint8Array(pageCount * PAGE_BYTES);
  longer.set(bytes);
  return withPageCount(longer);
}

function mendHeader(bytes: Uint8Array, sound: Uint8Array): Uint8Array {
  const mended = new Uint8Array(bytes);
  for (const [offset, length] of CONSTANT_HEADER) mended.set(sound.subarray(offset, offset + length), offset);
  return withPageCount(mended);
}

/** Changes `bytes`: the header's page count is what the file has. */
function withPageCount(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength < PAGE_BYTES) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(PAGE_COUNT_OFFSET, Math.floor(bytes.byteLength / PAGE_BYTES));
  view.setUint32(VALID_FOR_OFFSET, view.getUint32(CHANGE_COUNTER_OFFSET));
  return bytes;
}

/** What is JSON in a row goes with its row alone, where it is not what was written any more. */
function dropUnreadableRows(db: Database, tables: readonly RecoveredTable[]): readonly RecoveredTable[] {
  const edits = db.selectArrays(`SELECT document_key, passage_key, mention_key, mention FROM mention_edit
    WHERE mention IS NOT NULL`);
  const relations = db.selectArrays('SELECT document_id, key, relation_type, arguments, ordinal FROM relation');
  const badEdits = edits.filter(([, , , mention]) => !canRead(() => readStoredMention(JSON.parse(readText(mention)))));
  const badRelations = relations.filter((row) => !canRead(() => readRelation(row)));
  const drop = 'DELETE FROM mention_edit WHERE document_key = ? AND passage_key = ? AND mention_key = ?';
  for (const row of badEdits) db.exec(drop, { bind: row.slice(0, 3) });
  for (const [document, , , , ordinal] of badRelations) {
    db.exec('DELETE FROM relation WHERE document_id IS ? AND ordinal IS ?', {
      bind: [document ?? null, ordinal ?? null],
    });
  }
  const dropped = new Map([
    ['mention_edit', badEdits.length],
    ['relation', badRelations.length],
  ]);
  return tables.map((each) => {
    const count = dropped.get(each.table) ?? 0;
    return { ...each, keptCount: each.keptCount - count, refusedCount: each.refusedCount + count };
  });
}

function canRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function untilReadable(
  sqlite: Sqlite3Static,
  db: Database,
  tables: readonly RecoveredTable[],
): readonly RecoveredTable[] {
  const read = (): void => {
    readThrough(new ProjectDb(sqlite, db), db);
  };
  if (canRead(read)) return tables;
  for (const names of EXPENDABLE) {
    db.exec('SAVEPOINT trial');
    const left = empty(db, names, tables);
    const isReadable = canRead(read);
    db.exec(isReadable ? 'RELEASE trial' : 'ROLLBACK TO trial; RELEASE trial');
    if (isReadable) return left;
  }
  let left = tables;
  for (const names of EXPENDABLE) {
    left = empty(db, names, left);
    if (canRead(read)) return left;
  }
  // Says what is wrong.
  read();
  return left;
}

function empty(db: Database, names: readonly string[], tables: readonly RecoveredTable[]): readonly RecoveredTable[] {
  for (const name of names.toReversed()) db.exec(`DELETE FROM ${name}`);
  return tables.map((each) =>
    names.includes(each.table) ? { ...each, keptCount: 0, refusedCount: each.refusedCount + each.keptCount } : each,
  );
}

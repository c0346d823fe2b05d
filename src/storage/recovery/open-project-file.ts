import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { type Failure, toFailure } from '../../core/failure.ts';
import { openBytes, readBytes } from '../database/database-bytes.ts';
import { ProjectDb } from '../project/project-db.ts';
import { recoverProject } from './recover-project.ts';
import type { ImportReport } from './recovery-report.ts';
import { identifyByContent } from '../tables/copy-identity.ts';
import { FIRST_WITH_COPIES, MIGRATIONS } from '../database/schema.ts';
import { APPLICATION_ID, breakSeal, checkSeal, indexOfBytes } from '../database/seal.ts';
import { readInteger, readText } from '../database/sql-value.ts';
import { readThrough } from './read-through.ts';

/** `taken`: `bytes` are a sound project of the newest schema; the file itself was not touched. */
export type OpenedProjectFile =
  | { readonly kind: 'taken'; readonly bytes: Uint8Array; readonly report: ImportReport }
  | { readonly kind: 'refused'; readonly failure: Failure };

const MAGIC = new TextEncoder().encode('SQLite format 3\0');
const APPLICATION_ID_OFFSET = 68;
/** The schema stands in the first pages, in plain text. */
const SCHEMA_BYTES = 1 << 18;
const OUR_TABLE = new TextEncoder().encode('CREATE TABLE history_change');

/**
 * A file that a person gives as a project: checked, migrated or, where it is damaged, recovered as far as it goes; all
 * of it on a copy in memory. What is no project, newer than this studio, or beyond recovery is refused.
 */
export async function openProjectFile(sqlite: Sqlite3Static, bytes: Uint8Array): Promise<OpenedProjectFile> {
  if (!isProject(bytes)) {
    const isDatabase = MAGIC.every((byte, index) => byte === bytes[index]);
    const detail = isDatabase ? 'it is an SQLite database of another program' : 'it is no SQLite database';
    return refuse({ code: 'not-a-project', detail });
  }
  const whole = await openWhole(sqlite, bytes);
  if (whole.kind !== 'damaged') return whole;
  try {
    const recovered = recoverProject(sqlite, bytes);
    const report: ImportReport = { kind: 'recovered', damage: whole.damage, tables: recovered.tables };
    return { kind: 'taken', bytes: recovered.bytes, report };
  } catch (thrown) {
    const failure = toFailure(thrown);
    const detail = failure.code === 'unexpected' ? failure.detail : failure.code;
    return refuse({ code: 'project-damaged', detail: `${whole.damage}; ${detail}` });
  }
}

async function openWhole(
  sqlite: Sqlite3Static,
  bytes: Uint8Array,
): Promise<OpenedProjectFile | { readonly kind: 'damaged'; readonly damage: string }> {
  let db: Database | undefined;
  try {
    db = openBytes(sqlite, bytes);
    const version = readInteger(db.selectValue('PRAGMA user_version'));
    const seal = await checkSeal(db, bytes);
    if (version > MIGRATIONS.length && seal === 'intact') {
      return refuse({ code: 'project-newer', found: version, known: MIGRATIONS.length });
    }
    const damage = findDamage(db, seal === 'intact' ? 'quick_check' : 'integrity_check');
    if (damage !== undefined) return { kind: 'damaged', damage };
    if (version > MIGRATIONS.length) {
      return refuse({ code: 'project-newer', found: version, known: MIGRATIONS.length });
    }
    const isOlderThanSeals = seal === 'none' && db.selectValue('PRAGMA application_id') === 0;
    readThrough(new ProjectDb(sqlite, db), db);
    if (version < FIRST_WITH_COPIES) identifyByContent(db, await hashOf(bytes));
    breakSeal(db);
    const report: ImportReport = { kind: seal === 'intact' || isOlderThanSeals ? 'whole' : 'changed' };
    return { kind: 'taken', bytes: readBytes(sqlite, db), report };
  } catch (thrown) {
    return { kind: 'damaged', damage: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    db?.close();
  }
}

/** What `PRAGMA quick_check` or `integrity_check` and the foreign keys say first; undefined when all is well. */
function findDamage(db: Database, check: 'quick_check' | 'integrity_check'): string | undefined {
  const said = readText(db.selectValue(`PRAGMA ${check}(1)`));
  if (said !== 'ok') return said;
  const orphan = db.selectValue('PRAGMA foreign_key_check');
  return orphan === undefined ? undefined : `a row of ${readText(orphan)} has lost what it belongs to`;
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** By any of the marks, as each of them may be what is damaged. */
function isProject(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasId =
    bytes.byteLength >= APPLICATION_ID_OFFSET + 4 && view.getUint32(APPLICATION_ID_OFFSET) === APPLICATION_ID;
  return hasId || indexOfBytes(bytes.subarray(0, SCHEMA_BYTES), OUR_TABLE) !== -1;
}

function refuse(failure: Failure): OpenedProjectFile {
  return { kind: 'refused', failure };
}

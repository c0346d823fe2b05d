import type { Database } from '@sqlite.org/sqlite-wasm';
import { FailureError } from '../../core/failure.ts';
import { MIGRATIONS } from './schema.ts';
import { readInteger } from './sql-value.ts';

/**
 * Brings a database to the newest schema, each version in its own transaction: a step that fails leaves the version
 * before it whole. Throws `FailureError` `project-newer` when the file was written by a newer studio.
 */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  const found = readInteger(db.selectValue('PRAGMA user_version'));
  if (found > migrations.length) {
    throw new FailureError({ code: 'project-newer', found, known: migrations.length });
  }
  for (const [version, sql] of migrations.entries()) {
    if (version < found) continue;
    db.transaction('IMMEDIATE', () => {
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${version + 1}`);
    });
  }
}

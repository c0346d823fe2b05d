import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { DataIssue } from '../../core/issue.ts';
import { BulkInsert } from '../database/bulk-insert.ts';

const ISSUE = `INSERT INTO issue (file, code, severity, line, document_key, passage_key, found, expected)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

export function insertIssues(rows: BulkInsert, issues: readonly DataIssue[]): void {
  for (const { file, code, severity, line, documentId, passageId, found, expected } of issues) {
    rows.insert(ISSUE, [file, code, severity, line, documentId, passageId, found, expected]);
  }
}

/** Inside the caller's transaction. */
export function replaceIssues(sqlite: Sqlite3Static, db: Database, issues: readonly DataIssue[]): void {
  const rows = new BulkInsert(sqlite, db);
  try {
    db.exec('DELETE FROM issue');
    insertIssues(rows, issues);
  } finally {
    rows.close();
  }
}

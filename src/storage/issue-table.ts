import type { DataIssue } from '../core/issue.ts';
import type { BulkInsert } from './bulk-insert.ts';

const ISSUE = `INSERT INTO issue (file, code, severity, line, document_key, found, expected)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

export function insertIssues(rows: BulkInsert, issues: readonly DataIssue[]): void {
  for (const { file, code, severity, line, documentId, found, expected } of issues) {
    rows.insert(ISSUE, [file, code, severity, line, documentId, found, expected]);
  }
}

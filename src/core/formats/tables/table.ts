import type { DataIssue } from '../../issue.ts';

/** A row by its heads. */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  /** Of the table itself. */
  readonly issues: readonly DataIssue[];
}

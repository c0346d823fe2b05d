import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import { readText } from './sql-value.ts';

/** Columns as JSON has them: text, integers, null. */
export type Row = readonly unknown[];

export interface RowQuery {
  /** Without blobs and reals: JSON has no place for the former and rounds the latter. */
  readonly columns: string;
  /** What follows FROM, WHERE included. */
  readonly from: string;
  readonly order: string;
  readonly bind?: readonly SqlValue[];
}

/**
 * Rows by way of one JSON text: SQLite writes it and the engine parses it ten times as fast as rows cross one value
 * at a time, and a text keeps the NUL that the library's own reader would end it at.
 */
export function selectRows(db: Database, query: RowQuery): Row[] {
  const { columns, from, order, bind } = query;
  const sql = `SELECT json_group_array(json_array(${columns}) ORDER BY ${order}) FROM ${from}`;
  const rows: unknown = JSON.parse(readText(db.selectValue(sql, bind)));
  if (!isRows(rows)) throw new TypeError('expected a JSON array of rows');
  return rows;
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row));
}

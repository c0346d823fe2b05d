import type { DataIssue } from '../../issue.ts';

export interface JsonRow {
  readonly value: unknown;
  /** Where the row begins; undefined in a JSON array, whose rows have no lines of their own. */
  readonly line: number | undefined;
  /** 1-based: the line, or the place in the array. */
  readonly number: number;
}

export interface JsonRows {
  readonly rows: readonly JsonRow[];
  /** The caller's to add to. */
  readonly issues: DataIssue[];
}

/** Where an issue about a row is. */
export function placeOfRow(
  file: string,
  { line }: Pick<JsonRow, 'line'>,
): { readonly file: string; readonly line?: number } {
  return line === undefined ? { file } : { file, line };
}

/** An object or a list, as any row of data is. */
export function isRow({ value }: JsonRow): boolean {
  return typeof value === 'object' && value !== null;
}

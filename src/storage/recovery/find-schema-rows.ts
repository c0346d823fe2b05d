/** A row of `sqlite_schema` that names the first page of a table or an index. */
export interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly rootPage: number;
}

const TABLE_LEAF = 0x0d;
const LEAF_HEADER_BYTES = 8;
/** The file's own header, before the tree on page 1. */
const FILE_HEADER_BYTES = 100;
const TYPES: readonly string[] = ['table', 'index'];

/**
 * Rows of `sqlite_schema` wherever they stand in a file: the tree over them begins on page 1, and where that page is
 * damaged SQLite finds none of them. The first row of a name counts.
 */
export function findSchemaRows(bytes: Uint8Array, pageBytes: number): readonly SchemaRow[] {
  const found = new Map<string, SchemaRow>();
  const pageCount = Math.floor(bytes.byteLength / pageBytes);
  for (let page = 0; page < pageCount; page++) {
    const leaf = bytes.subarray(page * pageBytes, (page + 1) * pageBytes);
    for (const row of rowsOfLeaf(leaf, page === 0 ? FILE_HEADER_BYTES : 0)) {
      const isPage = row.rootPage > 1 && row.rootPage <= pageCount;
      if (isPage && !found.has(row.name)) found.set(row.name, row);
    }
  }
  return [...found.values()];
}

function rowsOfLeaf(page: Uint8Array, start: number): readonly SchemaRow[] {
  if (page[start] !== TABLE_LEAF) return [];
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const cellCount = view.getUint16(start + 3);
  const rows: SchemaRow[] = [];
  for (let cell = 0; cell < cellCount; cell++) {
    const pointer = start + LEAF_HEADER_BYTES + 2 * cell;
    if (pointer + 2 > page.byteLength) break;
    const row = readRow(page, view.getUint16(pointer));
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** A cell: length of the record, row id, and the record: length of its header, a type a column, the values. */
function readRow(page: Uint8Array, cell: number): SchemaRow | undefined {
  const length = readVarint(page, cell);
  const rowId = readVarint(page, length.end);
  const header = readVarint(page, rowId.end);
  const types: number[] = [];
  let at = header.end;
  while (at < rowId.end + header.value && types.length < 5) {
    const type = readVarint(page, at);
    types.push(type.value);
    at = type.end;
  }
  const [type, name, table, rootPage] = types;
  if (types.length < 5 || type === undefined || name === undefined || table === undefined || rootPage === undefined) {
    return undefined;
  }
  const texts: string[] = [];
  at = rowId.end + header.value;
  for (const column of [type, name, table]) {
    // Odd from 13 on: a text of half as many bytes.
    if (column < 13 || column % 2 === 0 || at + (column - 13) / 2 > page.byteLength) return undefined;
    texts.push(new TextDecoder().decode(page.subarray(at, at + (column - 13) / 2)));
    at += (column - 13) / 2;
  }
  // 1 to 4: an integer of so many bytes, the highest first.
  if (rootPage < 1 || rootPage > 4 || at + rootPage > page.byteLength) return undefined;
  const root = page.subarray(at, at + rootPage).reduce((value, byte) => value * 256 + byte, 0);
  const [typeText = '', nameText = '', tableText = ''] = texts;
  return TYPES.includes(typeText) ? { type: typeText, name: nameText, table: tableText, rootPage: root } : undefined;
}

/** Seven bits a byte, the highest first; all that is looked at here takes three bytes at most. */
function readVarint(page: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < start + 4; at++) {
    const byte = page[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value, end: start + 4 };
}

import type { Compressors, DataPageHeader, DataReader, FileMetaData, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

type DataPageHeaderV2 = NonNullable<PageHeader['data_page_header_v2']>;
type RowGroup = FileMetaData['row_groups'][number];
type ColumnMetadata = NonNullable<RowGroup['columns'][number]['meta_data']>;

export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly schema: SchemaTree;
  readonly compressors: Compressors;
  /** A copy of some of the file's bytes. */
  slice(start: number, end: number): ArrayBuffer;
}

/**
 * Throws where a page of the file says of itself what its bytes do not bear out, with words for what is wrong.
 *
 * hyparquet 1.31.5 believes the counts that stand in a page: of runs, of values, of a delta's blocks, of a value's
 * prefix. A damaged one makes it write behind the end of its output, or turn in a circle, for minutes or for ever. So
 * the pages are walked before it reads them, exactly as it will; after that each of its loops ends with the file's
 * bytes or with the number of values that the file's metadata has.
 */
export function checkParquetPages(file: ParquetFile, maxBytes: number): void {
  let unpackedBytes = 0;
  for (const group of file.metadata.row_groups) {
    const rowCount = Number(group.num_rows);
    if (group.columns.length === 0 && rowCount > 0) throw new Error('a group of rows without columns');
    for (const { meta_data: column } of group.columns) {
      if (column === undefined) throw new Error('a column without metadata');
      const walked = walkColumn(file, column, maxBytes - unpackedBytes);
      unpackedBytes += walked.unpackedBytes;
      if (rowCount > walked.valueCount) throw new Error(`${rowCount} rows with ${walked.valueCount} values`);
    }
  }
}

interface Walked {
  readonly valueCount: number;
  readonly unpackedBytes: number;
}

function walkColumn(file: ParquetFile, column: ColumnMetadata, maxBytes: number): Walked {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  const buffer = file.slice(start, start + Number(column.total_compressed_size));
  if (start < 0 || buffer.byteLength !== Number(column.total_compressed_size)) throw new Error('a column is cut off');
  const reader = { view: new DataView(buffer), offset: 0 };
  const levels = levelsOf(file.schema, column.path_in_schema);
  let valueCount = 0;
  let unpackedBytes = 0;
  // One byte behind the last page is none: so reads hyparquet.
  while (reader.offset < buffer.byteLength - 1) {
    const header = parquetHeader(reader);
    const packedBytes = countOf('bytes', header.compressed_page_size);
    unpackedBytes += countOf('bytes', header.uncompressed_page_size);
    if (packedBytes > buffer.byteLength - reader.offset) throw new Error('a page is cut off');
    if (unpackedBytes > maxBytes) throw new Error('pages of more bytes than the file says');
    const packed = new Uint8Array(buffer, reader.offset, packedBytes);
    reader.offset += packedBytes;
    valueCount += checkPage({ header, packed, column, levels, compressors: file.compressors }, valueCount);
  }
  return { valueCount, unpackedBytes };
}

interface Levels {
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}

function levelsOf(schema: SchemaTree, path: readonly string[]): Levels {
  let maxDefinition = 0;
  let maxRepetition = 0;
  let node: SchemaTree | undefined = schema;
  for (const name of path) {
    node = node?.children.find(({ element }) => element.name === name);
    if (node?.element.repetition_type !== 'REQUIRED') maxDefinition += 1;
    if (node?.element.repetition_type === 'REPEATED') maxRepetition += 1;
  }
  return { maxDefinition, maxRepetition };
}

interface Page {
  readonly header: PageHeader;
  readonly packed: Uint8Array;
  readonly column: ColumnMetadata;
  readonly levels: Levels;
  readonly compressors: Compressors;
}

/** The number of values in the page; none in a dictionary. `seen` are those of the pages before it. */
function checkPage(page: Page, seen: number): number {
  const { header, packed, column, compressors } = page;
  if (header.type === 'DICTIONARY_PAGE') {
    const values = countOf('values', header.dictionary_page_header?.num_values);
    // A value takes a bit at least.
    if (values > 8 * header.uncompressed_page_size) throw new Error(`a dictionary of ${values} values`);
    return 0;
  }
  const data = header.type === 'DATA_PAGE' ? header.data_page_header : header.data_page_header_v2;
  const valueCount = countOf('values', data?.num_values);
  if (seen + valueCount > Number(column.num_values)) throw new Error('pages of more values than their column has');
  if (header.type === 'DATA_PAGE' && header.data_page_header !== undefined) {
    const bytes = decompressPage(packed, header.uncompressed_page_size, column.codec, compressors);
    checkFirstVersion(bytes, header.data_page_header, page);
  } else if (header.type === 'DATA_PAGE_V2' && header.data_page_header_v2 !== undefined) {
    checkSecondVersion(header.data_page_header_v2, page);
  }
  return valueCount;
}

function checkFirstVersion(bytes: Uint8Array, header: DataPageHeader, { levels, column }: Page): void {
  const reader = readerOf(bytes);
  const { num_values: count, encoding } = header;
  if (levels.maxRepetition > 0) readLevels(reader, widthOf(levels.maxRepetition), count);
  let valueCount = count;
  if (levels.maxDefinition > 0) {
    const definitions = readLevels(reader, widthOf(levels.maxDefinition), count);
    valueCount = definitions.filter((level) => level === levels.maxDefinition).length;
  }
  const isBoolean = column.type === 'BOOLEAN';
  checkValues(reader, { count: valueCount, encoding, hasRunLength: isBoolean, hasRunsOfWidth0: false });
}

function checkSecondVersion(header: DataPageHeaderV2, page: Page): void {
  const { packed, levels, column, compressors } = page;
  const { num_values: count, num_nulls: nulls, num_rows: rows, encoding } = header;
  const definitionBytes = countOf('bytes', header.definition_levels_byte_length);
  const repetitionBytes = countOf('bytes', header.repetition_levels_byte_length);
  if (countOf('rows', rows) > count || countOf('nulls', nulls) > count) throw new Error('more rows than values');
  const reader = readerOf(packed);
  if (levels.maxRepetition > 0) checkRuns(reader, widthOf(levels.maxRepetition), count);
  reader.offset = repetitionBytes;
  if (levels.maxDefinition > 0) checkRuns(reader, widthOf(levels.maxDefinition), count);
  const rest = packed.subarray(repetitionBytes + (levels.maxDefinition > 0 ? definitionBytes : 0));
  const unpackedBytes = page.header.uncompressed_page_size - definitionBytes - repetitionBytes;
  const isPacked = header.is_compressed !== false;
  const bytes = isPacked ? decompressPage(rest, countOf('bytes', unpackedBytes), column.codec, compressors) : rest;
  const hasRunLength = encoding === 'RLE';
  checkValues(readerOf(bytes), { count: count - nulls, encoding, hasRunLength, hasRunsOfWidth0: true });
}

function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

interface Values {
  readonly count: number;
  readonly encoding: DataPageHeader['encoding'];
  /** Runs of one bit, behind their length in four bytes; else their width stands before them in one. */
  readonly hasRunLength: boolean;
  readonly hasRunsOfWidth0: boolean;
}

function checkValues(reader: DataReader, values: Values): void {
  switch (values.encoding) {
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
    case 'RLE':
      checkIndices(reader, values);
      return;
    case 'DELTA_BINARY_PACKED':
    case 'DELTA_LENGTH_BYTE_ARRAY':
      checkDeltaBlocks(reader);
      return;
    case 'DELTA_BYTE_ARRAY':
      checkPrefixes(reader, values.count);
      return;
    case 'PLAIN':
    case 'BIT_PACKED':
    case 'GROUP_VAR_INT':
    case 'BYTE_STREAM_SPLIT':
      // Each value takes bytes of its own, or hyparquet has no reader for it.
      return;
    default:
      values.encoding satisfies never;
      throw new Error('values in an unknown encoding');
  }
}

function checkIndices(reader: DataReader, { count, hasRunLength, hasRunsOfWidth0 }: Values): void {
  const width = hasRunLength ? 1 : reader.view.getUint8(reader.offset);
  reader.offset += hasRunLength ? 4 : 1;
  if (width > 0 || hasRunsOfWidth0) checkRuns(reader, width, count);
}

/** A group of values may be filled up: to 8 by most writers, to 32 by DuckDB. */
const MAX_FILLING = 63;

/** As the reader will: until there are as many values as there should be, whatever the length in front of the runs. */
function checkRuns(reader: DataReader, width: number, count: number): void {
  const { view } = reader;
  let { offset } = reader;
  let seen = 0;
  while (seen < count) {
    const at = { view, offset };
    const head = readVarInt(at);
    const isPacked = (head & 1) === 1;
    const values = isPacked ? (head >> 1) * 8 : head >>> 1;
    const isBounded = isPacked && width > 0;
    if (values < 0 || (!isBounded && values > count + MAX_FILLING)) {
      throw new Error(`a run of ${values} values among ${count}`);
    }
    // A packed run takes a byte at least, even of values without width.
    offset = at.offset + (isPacked ? Math.max(1, (values / 8) * width) : (width + 7) >> 3);
    if (offset > view.byteLength) throw new Error('a run is cut off');
    seen += values;
  }
}

function readLevels(reader: DataReader, width: number, count: number): number[] {
  const { offset, view } = reader;
  const byteCount = view.getUint32(offset, true);
  checkRuns({ view, offset: offset + 4 }, width, count);
  const levels: number[] = new Array<number>(count);
  readRleBitPackedHybrid(reader, width, levels);
  reader.offset = offset + 4 + byteCount;
  return levels;
}

/** The head of a delta encoding: values a block, blocks within it, values. */
function checkDeltaBlocks({ view, offset }: DataReader): void {
  const at = { view, offset };
  const blockSize = readVarInt(at);
  const miniblocks = readVarInt(at);
  const isSound = blockSize > 0 && miniblocks > 0 && blockSize % (miniblocks * 8) === 0;
  if (!isSound) throw new Error(`blocks of ${blockSize} values in ${miniblocks} parts`);
}

/** Each value is the beginning of the one before it and some bytes more. */
function checkPrefixes(reader: DataReader, count: number): void {
  const prefixes = readDeltas(reader, count);
  const suffixes = readDeltas(reader, count);
  let before = 0;
  for (const [index, prefix] of prefixes.entries()) {
    if (prefix < 0 || prefix > before) throw new Error(`a value that shares ${prefix} bytes of ${before}`);
    before = prefix + countOf('bytes', suffixes[index]);
  }
}

function readDeltas(reader: DataReader, count: number): Int32Array {
  checkDeltaBlocks(reader);
  const values = new Int32Array(count);
  deltaBinaryUnpack(reader, count, values);
  return values;
}

function widthOf(level: number): number {
  return 32 - Math.clz32(level);
}

/** What stands in a page's header may be of any type, or not be there. */
function countOf(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`a page without a number of ${what}`);
}

import type { DataIssue } from '../../issue.ts';
import type { SourceFile } from '../bytes/decode-source.ts';
import { gunzipLimited } from '../bytes/inflate-limited.ts';
import { isJsonObject, parseJson, type JsonObject } from '../json/json-value.ts';
import { readTagNames } from './parse-token-rows.ts';

export type ReadParquet =
  | {
      readonly kind: 'rows';
      /** By the names of their columns; what JSON has no word for is a number, a string or null. */
      readonly rows: readonly JsonObject[];
      readonly columns: readonly string[];
      /** Of tags that are numbers, where the `huggingface` metadata has them. */
      readonly tagNames: readonly string[] | undefined;
      /** Columns of bytes that are no text, whose values are left out. */
      readonly issues: readonly DataIssue[];
    }
  | { readonly kind: 'issue'; readonly issue: DataIssue };

/** What a small file may unpack to: repeated values are packed to next to nothing. */
const MAX_UNPACKED_BYTES = 2 ** 30;
const MAX_VALUES = 50_000_000;

/** Whether a file is Parquet, by the mark at its beginning. */
export function isParquet(bytes: Uint8Array): boolean {
  return [0x50, 0x41, 0x52, 0x31].every((byte, index) => bytes[index] === byte);
}

/**
 * The rows of a Parquet file. Rejects nothing: a damaged file, an encrypted one, Brotli, and one that unpacks
 * to more than 1 GB or 50 million values is an issue. The decoder is loaded when it is first asked for.
 */
export async function readParquet({ name: file, bytes }: SourceFile): Promise<ReadParquet> {
  const [{ parquetMetadata, parquetReadObjects, parquetSchema }, packers, { checkParquetPages }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
    import('./check-parquet-pages.ts'),
  ]);
  const unpackLz4 = (packed: Uint8Array, outputLength: number): Uint8Array => {
    // An empty page is a block of one zero, which they take for the beginning of more.
    if (outputLength === 0) return new Uint8Array();
    return packers[isFramedLz4(packed) ? 'decompressLz4' : 'decompressLz4Raw'](packed, outputLength);
  };
  const compressors = { ...packers.compressors, GZIP: gunzip, LZ4: unpackLz4, LZ4_RAW: unpackLz4 };
  const buffer = {
    byteLength: bytes.length,
    // A copy: Node's buffers share theirs, and their own `slice` does.
    slice: (start: number, end?: number): ArrayBuffer => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  try {
    // Geometries are no text; looking for them turns in a circle where a column has fewer children than none.
    const metadata = parquetMetadata(buffer.slice(0), { geoparquet: false });
    const codec = unreadCodecOf(metadata);
    if (codec !== undefined) return { kind: 'issue', issue: otherCodec(file, codec) };
    const size = sizeOf(metadata);
    if (size !== undefined) return { kind: 'issue', issue: tooMuchIn(file, size) };
    const schema = parquetSchema(metadata);
    if (!hasOneChunkEach(metadata, leavesOf(schema))) throw new Error('chunks that fit no column');
    checkParquetPages({ metadata, schema, compressors, slice: buffer.slice }, MAX_UNPACKED_BYTES);
    const unreadable = new Set<string>();
    const rows: JsonObject[] = [];
    const read: readonly Readonly<Record<string, unknown>>[] = await parquetReadObjects({
      file: buffer,
      metadata,
      compressors,
      parsers: { stringFromBytes: textOrBytes },
    });
    for (const row of read) rows.push(plainRow(row, unreadable));
    const described = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
    return {
      kind: 'rows',
      rows,
      columns: Object.keys(rows[0] ?? {}),
      tagNames: described === undefined ? undefined : tagNamesIn(described),
      issues: Array.from(unreadable, (column) => bytesIn(file, column)),
    };
  } catch (thrown) {
    // Whatever the decoder throws is about the file.
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: 'issue', issue: { code: 'archive-damaged', severity: 'error', file, found, expected: 'Parquet' } };
  }
}

interface Metadata {
  readonly num_rows: bigint;
  readonly row_groups: readonly {
    readonly columns: readonly {
      readonly meta_data?: {
        readonly path_in_schema: readonly string[];
        readonly codec: string;
        readonly num_values: bigint;
        readonly total_uncompressed_size: bigint;
      };
    }[];
  }[];
}

/** Brotli is left out: its decoder runs for ever on some damaged files. */
const CODECS: ReadonlySet<string | undefined> = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'LZ4', 'LZ4_RAW']);

function unreadCodecOf({ row_groups: groups }: Metadata): string | undefined {
  const codecs = groups.flatMap(({ columns }) => columns.map(({ meta_data: chunk }) => chunk?.codec ?? 'none'));
  return codecs.find((codec) => !CODECS.has(codec));
}

function otherCodec(file: string, codec: string): DataIssue {
  const expected = 'Parquet with Snappy, gzip, Zstandard, LZ4 or no compression';
  return { code: 'archive-refused', severity: 'error', file, found: `Parquet with the compression ${codec}`, expected };
}

/**
 * Whether it is in Hadoop's frames, each behind its two lengths; else it is one block. hyparquet-compressors 1.1.2 finds
 * that out on the way, and turns in a circle at a frame of less than no length.
 */
function isFramedLz4(packed: Uint8Array): boolean {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let offset = 0;
  while (offset + 8 < packed.length) offset += 8 + view.getUint32(offset + 4);
  return packed.length > 0 && offset === packed.length;
}

function gunzip(bytes: Uint8Array, outputLength: number): Uint8Array {
  const inflated = gunzipLimited(bytes, outputLength);
  if (inflated.kind !== 'bytes') throw new Error('a page in gzip is damaged');
  return inflated.bytes;
}

/** In words where it is more than is read; the counts are the file's own. */
function sizeOf({ num_rows: rowCount, row_groups: groups }: Metadata): string | undefined {
  const chunks = groups.flatMap(({ columns }) => columns.flatMap(({ meta_data: chunk }) => (chunk ? [chunk] : [])));
  const byteCount = chunks.reduce((sum, chunk) => sum + Number(chunk.total_uncompressed_size), 0);
  const valueCount = chunks.reduce((sum, chunk) => sum + Number(chunk.num_values), 0);
  if (byteCount > MAX_UNPACKED_BYTES) return `${Math.ceil(byteCount / 2 ** 20)} MB once unpacked`;
  const most = Math.max(valueCount, Number(rowCount));
  return most > MAX_VALUES ? `${most} values` : undefined;
}

interface SchemaNode {
  readonly path: readonly string[];
  readonly children: readonly SchemaNode[];
}

function leavesOf({ path, children }: SchemaNode): string[] {
  return children.length === 0 ? [JSON.stringify(path)] : children.flatMap(leavesOf);
}

/** Of other chunks the decoder would read some that it then waits for no more, and their faults would be nobody's. */
function hasOneChunkEach({ row_groups: groups }: Metadata, leaves: readonly string[]): boolean {
  const known = new Set(leaves);
  return groups.every(({ columns }) => {
    const paths = columns.map(({ meta_data: chunk }) => JSON.stringify(chunk?.path_in_schema));
    return new Set(paths).size === paths.length && paths.every((path) => known.has(path));
  });
}

/** Old writers do not say which bytes are text. */
function textOrBytes(bytes: Uint8Array | undefined): string | Uint8Array | undefined {
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function tooMuchIn(file: string, found: string): DataIssue {
  const expected = `at most ${MAX_UNPACKED_BYTES / 2 ** 20} MB and ${MAX_VALUES / 1e6} million values`;
  return { code: 'archive-too-large', severity: 'error', file, found, expected };
}

function bytesIn(file: string, column: string): DataIssue {
  const found = `the column ${column} holds bytes that are no text in UTF-8`;
  return { code: 'not-kept', severity: 'warning', file, found, expected: 'text, numbers, lists and structures' };
}

/** As `load_dataset` and `to_parquet` write it: `{"info": {"features": …}}`. */
function tagNamesIn(described: string): readonly string[] | undefined {
  const parsed = parseJson(described);
  const info = parsed.kind === 'value' && isJsonObject(parsed.value) ? parsed.value['info'] : undefined;
  return readTagNames(info);
}

function plainRow(row: Readonly<Record<string, unknown>>, unreadable: Set<string>): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, plainValue(value, () => unreadable.add(column))]),
  );
}

/** As JSON would have it. */
function plainValue(value: unknown, onBytes: () => void): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) {
    onBytes();
    return null;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => plainValue(item, onBytes));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item, onBytes)]));
}

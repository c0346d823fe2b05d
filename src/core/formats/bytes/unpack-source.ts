import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { SourceFile } from './decode-source.ts';
import { updateCrc32 } from './crc-32.ts';
import { CHECKSUM_FAULT, createGunzipStream, gunzipLimited, inflateLimited, type Inflated } from './inflate-limited.ts';
import { packedBytesOf, readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { joinBytes } from './join-bytes.ts';

/** What comes out of a file: itself where it is no archive. */
export type Unpacked =
  { readonly kind: 'file'; readonly file: SourceFile } | { readonly kind: 'issue'; readonly issue: DataIssue };

export interface UnpackLimits {
  /** Of all that comes out of one archive. */
  readonly maxBytes: number;
  /** Unpacked over packed size, of one archive; only what is larger than `freeBytes` is held to it. */
  readonly maxRatio: number;
  readonly freeBytes: number;
  /** Files in one archive. */
  readonly maxEntries: number;
}

/**
 * Annotated text packs to a tenth, repetitive token columns to a fiftieth; DEFLATE can go to a thousandth, which only
 * a bomb does. A gigabyte is twice the longest text that a JavaScript engine can hold.
 */
export const DEFAULT_UNPACK_LIMITS: UnpackLimits = {
  maxBytes: 2 ** 30,
  maxRatio: 200,
  freeBytes: 2 ** 22,
  maxEntries: 100_000,
};

/**
 * Opens gzip and zip by content, not by name; anything else passes through. Files of a zip are named
 * "archive.zip/folder/file" and unpacked one at a time as they are asked for; folders, hidden files and what
 * operating systems add are passed over. Archives in archives, names that lead out of the archive, encrypted
 * entries, damaged content and bombs are refused, each with an issue. Never throws.
 */
export function* unpackSource(source: SourceFile, limits = DEFAULT_UNPACK_LIMITS): Generator<Unpacked> {
  switch (archiveKindOf(source.bytes)) {
    case 'gzip':
      yield unpackGzip(source, limits);
      return;
    case 'zip':
      yield* unpackZip(source, limits);
      return;
    case 'tar':
      yield refuse(source.name, 'a tar archive', 'single files, a folder, gzip or zip');
      return;
    case undefined:
      yield { kind: 'file', file: source };
  }
}

export type ArchiveKind = 'gzip' | 'zip' | 'tar';

/** Finds the kind of an archive by its first bytes; 262 are enough. */
export function archiveKindOf(bytes: Uint8Array): ArchiveKind | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  // An entry first, or in an empty archive the end of the list.
  if (isZip && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))) return 'zip';
  const isTar = [0x75, 0x73, 0x74, 0x61, 0x72].every((byte, index) => bytes[TAR_MAGIC_AT + index] === byte);
  return isTar ? 'tar' : undefined;
}

const TAR_MAGIC_AT = 257;

function unpackGzip({ name, bytes }: SourceFile, limits: UnpackLimits): Unpacked {
  const inflated = gunzipLimited(bytes, budgetOf(bytes.length, limits));
  if (inflated.kind !== 'bytes') return failed(name, inflated, limits);
  const inner = archiveKindOf(inflated.bytes);
  if (inner !== undefined) return refuseWithinGzip(name, inner);
  return { kind: 'file', file: { name: nameWithinGzip(name), bytes: inflated.bytes } };
}

/** Gzip that comes in pieces, of one file. */
export interface UnpackStream {
  push(packed: Uint8Array): void;
  readonly isOver: boolean;
  /** Undefined where the file was what it should be. */
  finish(): DataIssue | undefined;
}

/** Unpacks like `unpackSource`, piece by piece. `onBytes` gets the content, which is not verified before the end. */
export function createUnpackStream(
  { name, byteCount }: { readonly name: string; readonly byteCount: number },
  onBytes: (bytes: Uint8Array) => void,
): UnpackStream {
  const limits = DEFAULT_UNPACK_LIMITS;
  let beginning = new Uint8Array(0);
  let inner: ArchiveKind | undefined;
  const stream = createGunzipStream(budgetOf(byteCount, limits), (part) => {
    if (beginning.length < ARCHIVE_PROBE_BYTES) {
      beginning = joinBytes([beginning, part.subarray(0, ARCHIVE_PROBE_BYTES)]);
      inner = archiveKindOf(beginning);
    }
    if (inner === undefined) onBytes(part);
  });
  return {
    push: (packed) => stream.push(packed),
    get isOver() {
      return inner !== undefined || stream.isOver;
    },
    finish: () => {
      const fault = inner === undefined ? stream.finish() : undefined;
      const unpacked = fault ? failed(name, fault, limits) : inner && refuseWithinGzip(name, inner);
      return unpacked?.kind === 'issue' ? unpacked.issue : undefined;
    },
  };
}

/** The name of the file in a gzip: without `.gz`. */
export function nameWithinGzip(name: string): string {
  return name.replace(/\.(?:gz|gzip)$/iu, '');
}

const ARCHIVE_PROBE_BYTES = 512;

function refuseWithinGzip(name: string, inner: ArchiveKind): Unpacked {
  return refuse(name, `${ARTICLE[inner]} within gzip`, 'one text file within gzip, or a zip');
}

const ARTICLE: Readonly<Record<ArchiveKind, string>> = { gzip: 'gzip', zip: 'a zip', tar: 'a tar archive' };

function* unpackZip({ name: archive, bytes: zip }: SourceFile, limits: UnpackLimits): Generator<Unpacked> {
  const directory = readZipDirectory(zip);
  if (directory.kind === 'zip64') {
    yield refuse(archive, 'a ZIP64 archive', 'a zip of less than 4 GB and 65,535 files');
    return;
  }
  if (directory.kind === 'damaged') {
    yield damaged(archive, directory.detail);
    return;
  }
  const { entries } = directory;
  if (entries.some(({ name }) => name === '[Content_Types].xml')) {
    yield refuse(archive, 'an Office file', 'text; save it as CSV or plain text');
    return;
  }
  if (entries.length > limits.maxEntries) {
    yield refuse(archive, `a zip of ${entries.length} files`, `at most ${limits.maxEntries}`);
    return;
  }
  let budget = budgetOf(zip.length, limits);
  let isEmpty = true;
  for (const entry of entries) {
    if (entry.isFolder || isHidden(entry.name)) continue;
    isEmpty = false;
    const unpacked = unpackEntry({ archive, zip, entry, limits, budget });
    yield unpacked;
    if (unpacked.kind === 'file') budget -= unpacked.file.bytes.length;
    // Every entry of a bomb would be inflated to the limit before it is refused.
    else if (unpacked.issue.code === 'archive-too-large') return;
  }
  if (isEmpty) {
    const issue = { code: 'empty-file', severity: 'error', file: archive, found: 'a zip without files' } as const;
    yield { kind: 'issue', issue: { ...issue, expected: 'a zip of files with annotations' } };
  }
}

interface EntryOf {
  readonly archive: string;
  readonly zip: Uint8Array;
  readonly entry: ZipEntry;
  readonly limits: UnpackLimits;
  /** Bytes that may still come out of the archive. */
  readonly budget: number;
}

function unpackEntry({ archive, zip, entry, limits, budget }: EntryOf): Unpacked {
  if (isUnsafe(entry.name)) {
    return refuse(archive, `a file named "${excerpt(entry.name)}"`, 'names within the archive, without ".." or a root');
  }
  const name = `${archive}/${entry.name.replace(/^(?:\.\/)+/u, '')}`;
  if (entry.isEncrypted) return refuse(name, 'an encrypted file', 'a zip without a password');
  const packed = packedBytesOf(zip, entry);
  if (packed === undefined) return damaged(name, 'its content lies beyond the archive’s end');
  let inflated: Inflated;
  if (entry.method === 8) inflated = inflateLimited(packed, { maxBytes: budget, crc32: entry.crc32 });
  else if (entry.method === 0) {
    inflated = takeStored(packed, entry.crc32, budget);
  } else return refuse(name, `compression method ${entry.method}`, 'a zip that uses DEFLATE');
  if (inflated.kind !== 'bytes') return failed(name, inflated, limits);
  const inner = archiveKindOf(inflated.bytes);
  if (inner !== undefined) return refuse(name, `${ARTICLE[inner]} within a zip`, 'files, not archives, in an archive');
  return { kind: 'file', file: { name, bytes: inflated.bytes } };
}

function takeStored(packed: Uint8Array, crc32: number, budget: number): Inflated {
  if (packed.length > budget) return { kind: 'too-large' };
  if (updateCrc32(0, packed) !== crc32) return { kind: 'damaged', detail: CHECKSUM_FAULT };
  return { kind: 'bytes', bytes: packed.slice() };
}

/** Absolute, with a drive, or with a step upwards. Nothing is written to such a place here, but nor is it believed. */
function isUnsafe(name: string): boolean {
  return /^\/|^[A-Za-z]:|\u0000/u.test(name) || name.split('/').includes('..') || name === '';
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part === '__MACOSX' || /^\.[^./]/u.test(part));
}

function budgetOf(packedBytes: number, { maxBytes, maxRatio, freeBytes }: UnpackLimits): number {
  return Math.min(maxBytes, Math.max(freeBytes, packedBytes * maxRatio));
}

function failed(name: string, inflated: Exclude<Inflated, { kind: 'bytes' }>, limits: UnpackLimits): Unpacked {
  if (inflated.kind === 'damaged') return damaged(name, inflated.detail);
  const found = 'more content than an archive of this size holds';
  const expected = `at most ${limits.maxRatio} times its size, and ${Math.floor(limits.maxBytes / 2 ** 20)} MB`;
  return { kind: 'issue', issue: { code: 'archive-too-large', severity: 'error', file: name, found, expected } };
}

function damaged(file: string, found: string): Unpacked {
  return { kind: 'issue', issue: { code: 'archive-damaged', severity: 'error', file, found } };
}

function refuse(file: string, found: string, expected: string): Unpacked {
  return { kind: 'issue', issue: { code: 'archive-refused', severity: 'error', file, found, expected } };
}

import type { DataIssue } from '../../issue.ts';

/** A file as it comes from disk or a drop. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type DecodedSource =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: string }
  | { readonly kind: 'undecodable'; readonly issue: DataIssue };

/** The longest string that a JavaScript engine can hold has this many characters, and a character is a byte at least. */
const MAX_TEXT_BYTES = 2 ** 29 - 25;

/** Bytes looked at when asking whether a file is text at all. */
export const PROBE_BYTES = 4096;

/** Even Greek text has spaces, digits and tags; a file of nothing but other scripts has to bring its mark. */
const UTF16_ZERO_SHARE = 0.3;

const SIGNATURES: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['a zip archive (or an Office file)', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip', [0x1f, 0x8b]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
];

/** UTF-8 and UTF-16, with or without a byte order mark; what is no text is named. Never throws. */
export function decodeSource({ name: file, bytes }: SourceFile): DecodedSource {
  if (bytes.length === 0) {
    return fail(emptyIssue(file));
  }
  if (bytes.length > MAX_TEXT_BYTES) return fail(tooLargeIssue(file, bytes.length));
  const encoding = findEncoding(bytes);
  const binary = encoding === 'utf-8' ? findBinary(bytes) : undefined;
  if (binary) return fail(binaryIssue(file, binary));
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.trim() !== '') return { kind: 'text', text, encoding };
    return fail(blankIssue(file));
  } catch {
    return fail(encodingIssue(file, encoding, findFault(bytes, encoding)));
  }
}

/** The issue of a file of no bytes. */
export function emptyIssue(file: string): DataIssue {
  return { code: 'empty-file', severity: 'error', file, found: '0 bytes', expected: 'a file with annotations' };
}

/** The issue of a file of white space only. */
export function blankIssue(file: string): DataIssue {
  const found = 'nothing but white space';
  return { code: 'empty-file', severity: 'error', file, line: 1, found, expected: 'a file with annotations' };
}

/** The issue of a file that is too large and cannot be read in pieces. */
export function tooLargeIssue(file: string, byteCount: number): DataIssue {
  const found = `${Math.ceil(byteCount / 2 ** 20)} MB`;
  const expected = `at most ${Math.floor(MAX_TEXT_BYTES / 2 ** 20)} MB`;
  return { code: 'file-too-large', severity: 'error', file, found, expected };
}

/** The issue of a file that is not text. */
export function binaryIssue(file: string, found: string): DataIssue {
  return { code: 'binary-file', severity: 'error', file, line: 1, found, expected: TEXT_EXPECTED };
}

/** @param fault in UTF-8; the other encodings give no place */
export function encodingIssue(file: string, encoding: TextEncoding, fault: ByteFault | undefined): DataIssue {
  const issue = { code: 'bad-encoding', severity: 'error', file, expected: TEXT_EXPECTED } as const;
  if (fault === undefined) return { ...issue, line: 1, found: `broken ${encoding.toUpperCase()}` };
  const byte = fault.byte.toString(16).toUpperCase().padStart(2, '0');
  return { ...issue, line: fault.line, found: `byte 0x${byte} at offset ${fault.offset}, which is no UTF-8` };
}

const TEXT_EXPECTED = 'text in UTF-8 or UTF-16';

function fail(issue: DataIssue): DecodedSource {
  return { kind: 'undecodable', issue };
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Finds the encoding by the mark or the zeros in a file's first bytes. */
export function findEncoding(bytes: Uint8Array): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return findUtf16(bytes) ?? 'utf-8';
}

/**
 * UTF-16 that does not say so: most text has a zero in every second byte, on one side only. Undefined where that is
 * not so, as in binary files, which have zeros on both.
 */
function findUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length % 2 === 1) return undefined;
  const probe = bytes.subarray(0, PROBE_BYTES);
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < probe.length; at += 2) {
    if (probe[at] === 0) even += 1;
    if (probe[at + 1] === 0) odd += 1;
  }
  const enough = (probe.length / 2) * UTF16_ZERO_SHARE;
  if (odd > 0 && odd >= enough && even === 0) return 'utf-16le';
  return even > 0 && even >= enough && odd === 0 ? 'utf-16be' : undefined;
}

/** A known signature, or a NUL byte, which no text in UTF-8 holds. */
export function findBinary(bytes: Uint8Array): string | undefined {
  const known = SIGNATURES.find(([, signature]) => signature.every((byte, index) => bytes[index] === byte));
  if (known) return known[0];
  const nul = bytes.subarray(0, PROBE_BYTES).indexOf(0);
  return nul === -1 ? undefined : `a NUL byte at offset ${nul}`;
}

function findFault(bytes: Uint8Array, encoding: TextEncoding): ByteFault | undefined {
  return encoding === 'utf-8' ? findUtf8Fault(bytes, { offset: 0, line: 1 }) : undefined;
}

/** A byte that is no UTF-8 where it stands; its line is 1-based. */
export interface ByteFault {
  readonly byte: number;
  readonly offset: number;
  readonly line: number;
}

/** The first fault of bytes that begin at a character, at the given place of their file. */
export function findUtf8Fault(bytes: Uint8Array, from: { readonly offset: number; readonly line: number }): ByteFault {
  let at = 0;
  let { line } = from;
  while (at < bytes.length) {
    const length = utf8SequenceLength(bytes, at);
    if (length === 0) break;
    if (bytes[at] === LINE_FEED) line += 1;
    at += length;
  }
  return { byte: bytes[at] ?? 0, offset: from.offset + at, line };
}

const LINE_FEED = 0x0a;

/** Length of the well-formed UTF-8 sequence at an offset, 0 where there is none (Unicode, table 3-7). */
function utf8SequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  const isTail = (byte: number | undefined) => byte !== undefined && byte >= 0x80 && byte <= 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) return isTail(second) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && isTail(bytes[at + 2]) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && isTail(bytes[at + 2]) && isTail(bytes[at + 3]) ? 4 : 0;
  }
  return 0;
}

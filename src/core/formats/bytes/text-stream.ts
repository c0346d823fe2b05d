import type { DataIssue } from '../../issue.ts';
import {
  binaryIssue,
  encodingIssue,
  findBinary,
  findEncoding,
  findUtf8Fault,
  PROBE_BYTES,
  type TextEncoding,
} from './decode-source.ts';

/** Decodes bytes as they come, whatever they are cut at. */
export interface TextStream {
  /** Gives the text on as far as it is whole; nothing more once there is a fault. */
  push(bytes: Uint8Array): void;
  /** The fault that ended it, or that the end is. */
  finish(): DataIssue | undefined;
  /** As for `finish`; so that nobody reads on in vain. */
  readonly fault: DataIssue | undefined;
  /** The line of the fault is counted from a piece of the file, not from its beginning. */
  readonly isLineUnknown: boolean;
}

const BYTE_ORDER_MARK = '\uFEFF';

export interface TextStreamOptions {
  /** Counts lines, to say in which one a fault is. */
  readonly isLocating: boolean;
}

/**
 * UTF-8 and UTF-16, with or without a byte order mark, as `decodeSource` tells them apart: by the first bytes.
 *
 * @param file for the fault: its name
 */
export function createTextStream(
  file: string,
  onText: (text: string) => void,
  { isLocating }: TextStreamOptions,
): TextStream {
  /** Bytes of a character that the end of a chunk cut; at first, all bytes until there are enough to see what it is. */
  let kept = new Uint8Array(0);
  let encoding: TextEncoding | undefined;
  let decoder: TextDecoder | undefined;
  let offset = 0;
  let line = 1;
  let fault: DataIssue | undefined;

  const begin = (bytes: Uint8Array): void => {
    encoding = findEncoding(bytes);
    // The mark is cut off by hand: every chunk is decoded by itself, and only the file's first one may have it.
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    const binary = encoding === 'utf-8' ? findBinary(bytes) : undefined;
    if (binary !== undefined) fault = binaryIssue(file, binary);
  };

  const decode = (bytes: Uint8Array): void => {
    if (decoder === undefined || encoding === undefined || bytes.length === 0) return;
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      fault = encodingIssue(file, encoding, encoding === 'utf-8' ? findUtf8Fault(bytes, { offset, line }) : undefined);
      return;
    }
    const isFirst = offset === 0;
    offset += bytes.length;
    if (isLocating && encoding === 'utf-8') line = findUtf8Fault(bytes, { offset: 0, line }).line;
    onText(isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  };

  return {
    get fault() {
      return fault;
    },
    get isLineUnknown() {
      return fault?.code === 'bad-encoding' && encoding === 'utf-8' && !isLocating;
    },
    push: (chunk) => {
      if (fault) return;
      const bytes = kept.length === 0 ? chunk : concatenate(kept, chunk);
      if (encoding === undefined) {
        if (bytes.length < PROBE_BYTES) {
          kept = bytes.slice();
          return;
        }
        begin(bytes);
      }
      const tail = encoding === 'utf-8' ? cutUtf8(bytes) : cutUtf16(bytes, encoding === 'utf-16be');
      kept = bytes.slice(bytes.length - tail);
      if (!fault) decode(bytes.subarray(0, bytes.length - tail));
    },
    finish: () => {
      if (!fault && encoding === undefined) begin(kept);
      // What was held back as the beginning of a character is none.
      if (!fault) decode(kept);
      kept = new Uint8Array(0);
      return fault;
    },
  };
}

function concatenate(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Bytes at the end that begin a character and do not end it, at most three. */
function cutUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return utf8LengthBy(byte) > back ? back : 0;
  }
  return 0;
}

function utf8LengthBy(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Half a unit, or the first of the two units of a character. */
function cutUtf16(bytes: Uint8Array, isBigEndian: boolean): number {
  const odd = bytes.length % 2;
  const high = bytes[bytes.length - odd - (isBigEndian ? 2 : 1)] ?? 0;
  return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0);
}

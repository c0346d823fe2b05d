import { readUint32 } from './inflate-limited.ts';

/** One file of a zip as the archive's directory lists it. */
export interface ZipEntry {
  /** With "/" between folders, whatever the packing tool wrote. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly isEncrypted: boolean;
  /** 0: stored, 8: DEFLATE, others are not read here. */
  readonly method: number;
  readonly packedBytes: number;
  /** As the archive claims. */
  readonly bytes: number;
  readonly crc32: number;
  /** Offset of the entry's local header. */
  readonly headerStart: number;
}

export type ZipDirectory =
  | { readonly kind: 'entries'; readonly entries: readonly ZipEntry[] }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'zip64' };

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;

/** The central directory at a zip's end (APPNOTE 4.3.12): the only list of its files that all tools agree on. */
export function readZipDirectory(zip: Uint8Array): ZipDirectory {
  const end = findEnd(zip);
  if (end === undefined) return { kind: 'damaged', detail: 'its list of files, which stands at its end, is missing' };
  const count = readUint16(zip, end + 10);
  const start = readUint32(zip, end + 16);
  if (count === 0xffff || start === 0xffffffff) return { kind: 'zip64' };
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_BYTES > end || readUint32(zip, at) !== ENTRY_SIGNATURE) {
      return { kind: 'damaged', detail: `its list of files breaks off after ${index} of ${count}` };
    }
    const nameBytes = readUint16(zip, at + 28);
    const flags = readUint16(zip, at + 8);
    const name = decodeName(zip.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes), (flags & 0x800) !== 0);
    const entry: ZipEntry = {
      name: name.replaceAll('\\', '/'),
      isFolder: /[/\\]$/u.test(name),
      isEncrypted: (flags & 1) !== 0,
      method: readUint16(zip, at + 10),
      crc32: readUint32(zip, at + 16),
      packedBytes: readUint32(zip, at + 20),
      bytes: readUint32(zip, at + 24),
      headerStart: readUint32(zip, at + 42),
    };
    if ([entry.packedBytes, entry.bytes, entry.headerStart].includes(0xffffffff)) return { kind: 'zip64' };
    entries.push(entry);
    at += ENTRY_BYTES + nameBytes + readUint16(zip, at + 30) + readUint16(zip, at + 32);
  }
  return { kind: 'entries', entries };
}

/** The packed bytes of an entry; undefined where the archive has none at that place. */
export function packedBytesOf(zip: Uint8Array, { headerStart, packedBytes }: ZipEntry): Uint8Array | undefined {
  if (readUint32(zip, headerStart) !== LOCAL_SIGNATURE) return undefined;
  const start = headerStart + LOCAL_BYTES + readUint16(zip, headerStart + 26) + readUint16(zip, headerStart + 28);
  return start + packedBytes > zip.length ? undefined : zip.subarray(start, start + packedBytes);
}

/** The record is the last thing in the file but for a comment of unknown length. */
function findEnd(zip: Uint8Array): number | undefined {
  const lowest = Math.max(0, zip.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= lowest; at -= 1) {
    if (readUint32(zip, at) === END_SIGNATURE) return at;
  }
  return undefined;
}

function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** What DOS wrote for bytes from 0x80 on: the encoding of every zip name that is not said to be UTF-8. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Many tools write UTF-8 and do not say so; text that happens to be both is UTF-8 in practice. */
function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : (CODE_PAGE_437[byte - 0x80] ?? ''),
    ).join('');
  }
}

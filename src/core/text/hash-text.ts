import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export interface TextHash {
  /** Length as UTF-8. */
  readonly bytes: number;
  /** SHA-256 over the UTF-8 bytes, in hex. */
  readonly sha256: string;
}

/** Hashes a text as UTF-8. */
export function hashText(text: string): TextHash {
  const utf8 = utf8ToBytes(text);
  return { bytes: utf8.length, sha256: bytesToHex(sha256(utf8)) };
}

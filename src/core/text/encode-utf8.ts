import { strToU8 } from 'fflate';

/** UTF-8 bytes of a text; half of a surrogate pair becomes U+FFFD, as `TextEncoder` has it. */
export function encodeUtf8(text: string): Uint8Array {
  return strToU8(text);
}

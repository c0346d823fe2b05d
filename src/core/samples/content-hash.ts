import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { TEMPLATE_ID } from './templates.ts';

/**
 * SHA-256 (hex) over template id, instruction, input and answer: what a score belongs to. They are hashed as one
 * JSON array, so no two different quadruples share their bytes.
 */
export function contentHash(sample: {
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
}): string {
  const { instruction, input, answer } = sample;
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([TEMPLATE_ID, instruction, input, answer]))));
}

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { TEMPLATE_ID } from './templates.ts';

/**
 * SHA-256 (hex) over template id, instruction and input, as one JSON array: what a model's answer belongs to. Unlike
 * `contentHash` it leaves the right answer out, so that editing mentions does not make a prediction stale.
 */
export function questionHash({ instruction, input }: { readonly instruction: string; readonly input: string }): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([TEMPLATE_ID, instruction, input]))));
}

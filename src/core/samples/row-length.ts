import type { Sample } from './sample.ts';
import { renderPrompt } from './templates.ts';

/**
 * UTF-8 bytes of prompt and answer that a training row may have. A token is a byte at least, so a row within the limit
 * is never cut by a trainer that allows as many tokens.
 */
export const MAX_ROW_BYTES = 8192;

const encoder = new TextEncoder();

/** UTF-8 bytes of a sample's prompt and answer. */
export function rowBytes({ instruction, input, answer }: Pick<Sample, 'instruction' | 'input' | 'answer'>): number {
  return encoder.encode(renderPrompt(instruction, input)).length + encoder.encode(answer).length;
}

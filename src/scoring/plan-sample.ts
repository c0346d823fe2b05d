import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import type { UnscoredReason } from '../core/ifd/ifd.ts';
import type { NllRow } from '../decoder/model/decoder-model.ts';
import type { TextTokenizer } from '../decoder/tokenizer.ts';

/** The two rows that a sample's IFD needs, or why it can have none. */
export type SamplePlan =
  | {
      readonly kind: 'rows';
      /** Prompt and answer; targets are the answer's tokens. */
      readonly conditioned: NllRow;
      /** The answer alone; targets are its tokens from the second on. */
      readonly direct: NllRow;
      readonly truncated: boolean;
      readonly borderMerged: boolean;
    }
  | { readonly kind: 'unscorable'; readonly reason: UnscoredReason };

/**
 * Tokenises a sample as the released Superfiltering code does (data_analysis.py): prompt + answer cut to `maxLength`,
 * answer alone cut to `maxLength - promptTokens + 1`, no special tokens. Unlike that code, what cannot be scored is a
 * value with a reason and never 0 or NaN.
 */
export function planSample(input: ScoringInput, tokenizer: TextTokenizer, maxLength: number): SamplePlan {
  if (input.answer === '') return { kind: 'unscorable', reason: 'empty-answer' };
  const promptIds = tokenizer.encode(input.prompt);
  if (promptIds.length >= maxLength) return { kind: 'unscorable', reason: 'prompt-too-long' };
  const answerIds = tokenizer.encode(input.answer);
  if (answerIds.length < 2) return { kind: 'unscorable', reason: 'one-token-answer' };
  const wholeIds = tokenizer.encode(input.prompt + input.answer);
  const directLimit = maxLength - promptIds.length + 1;
  const conditionedIds = wholeIds.slice(0, maxLength);
  // A template that merges across the border can leave no answer token behind the prompt's count.
  if (conditionedIds.length <= promptIds.length) return { kind: 'unscorable', reason: 'empty-answer' };
  return {
    kind: 'rows',
    conditioned: { ids: conditionedIds, targetStart: promptIds.length },
    direct: { ids: answerIds.slice(0, directLimit), targetStart: 1 },
    truncated: wholeIds.length > maxLength || answerIds.length > directLimit,
    borderMerged: promptIds.some((id, index) => wholeIds[index] !== id),
  };
}

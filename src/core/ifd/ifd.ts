/** Which tokens the two means run over; see `scoreIfd`. */
export type IfdVariant = 'superfiltering' | 'aligned';

/** Why a sample has no IFD. */
export type UnscoredReason = 'one-token-answer' | 'empty-answer' | 'prompt-too-long' | 'non-finite-loss';

/** NLLs in nats of one sample's answer tokens under the weak model. */
export interface AnswerTokenLosses {
  /** Tokens 1..m of the answer given the prompt. */
  readonly conditioned: Float32Array;
  /** Tokens 2..n of the answer alone: its first token has no context. */
  readonly direct: Float32Array;
  /** The answer was cut at `maxLength`. */
  readonly truncated: boolean;
  /** tokens(prompt) is not a prefix of tokens(prompt + answer): the template merges across the border. */
  readonly borderMerged: boolean;
}

export type IfdResult =
  | {
      readonly kind: 'scored';
      /** Ratio of perplexities, exp(conditionedAnswerLoss - directAnswerLoss). */
      readonly ifd: number;
      /** Mean nats per answer token given the prompt. */
      readonly conditionedAnswerLoss: number;
      /** Mean nats per answer token alone. */
      readonly directAnswerLoss: number;
      readonly truncated: boolean;
      readonly borderMerged: boolean;
    }
  | { readonly kind: 'unscored'; readonly reason: UnscoredReason };
